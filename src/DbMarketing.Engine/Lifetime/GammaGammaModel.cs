namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// The Gamma-Gamma model of Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value": spends of a customer are gamma distributed
/// (p, ν), and so is ν among customers (q, γ). It takes spend as independent of frequency.
/// </summary>
public sealed class GammaGammaModel : ISpendModel
{
    private const double SmallestRate = 1e-12;

    private readonly double _p;
    private readonly double _q;
    private readonly double _gamma;

    /// <exception cref="ArgumentOutOfRangeException">A parameter is not above 0, or q not above 1: the mean spend would be infinite.</exception>
    public GammaGammaModel(double p, double q, double gamma)
    {
        _p = ModelParameters.Checked(p, nameof(p));
        _q = ModelParameters.Checked(q, nameof(q));
        _gamma = ModelParameters.Checked(gamma, nameof(gamma));
        if (q <= 1)
        {
            throw new ArgumentOutOfRangeException(nameof(q), q, "The parameter q must be above 1, or the mean spend is infinite.");
        }
    }

    public string Name => ModelNames.GammaGamma;

    /// <inheritdoc/>
    /// <remarks>Equation 5: a weighted mean of the population's spend and the customer's.</remarks>
    public double ExpectedSpend(int frequency, double meanSpend) => frequency == 0
        ? _p * _gamma / (_q - 1)
        : _p * (_gamma + (frequency * meanSpend)) / ((_p * frequency) + _q - 1);

    /// <inheritdoc/>
    /// <remarks>ν is gamma (q + p x, γ + x z) after the purchases, and the mean spend p / ν.</remarks>
    public double Draw(int frequency, double meanSpend, Random random)
    {
        var rate = Math.Max(GammaSampler.Next(random, _q + (_p * frequency)), SmallestRate);
        return _p * (_gamma + (frequency == 0 ? 0 : frequency * meanSpend)) / rate;
    }
}
