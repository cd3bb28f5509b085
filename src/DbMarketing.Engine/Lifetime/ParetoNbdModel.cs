namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// The Pareto/NBD model of Schmittlein, Morrison and Colombo (1987), "Counting Your Customers", Management Science 33(1): customers buy
/// at a rate that is gamma distributed (r, α) and leave at a rate that is gamma distributed too (s, β). Expressions are those of Fader
/// and Hardie (2005), "A Note on Deriving the Pareto/NBD Model and Related Expressions".
/// </summary>
public sealed class ParetoNbdModel : IPurchaseModel
{
    private readonly double _r;
    private readonly double _alpha;
    private readonly double _s;
    private readonly double _beta;

    /// <exception cref="ArgumentOutOfRangeException">A parameter is not above 0.</exception>
    public ParetoNbdModel(double r, double alpha, double s, double beta)
    {
        _r = ModelParameters.Checked(r, nameof(r));
        _alpha = ModelParameters.Checked(alpha, nameof(alpha));
        _s = ModelParameters.Checked(s, nameof(s));
        _beta = ModelParameters.Checked(beta, nameof(beta));
    }

    public string Name => ModelNames.ParetoNbd;

    public bool CustomersLeave => true;

    /// <inheritdoc/>
    /// <remarks>Section 5: the share of the likelihood of those who stayed.</remarks>
    public double ProbabilityAlive(PurchaseHistory history)
    {
        var shape = _r + history.Frequency;
        var left = Math.Log(_s) + DropoutIntegral.Over(_alpha, _beta, shape, _s, history.Recency, history.Age).LogValue;
        var stayed = -(shape * Math.Log(_alpha + history.Age)) - (_s * Math.Log(_beta + history.Age));
        return 1 / (1 + Math.Exp(left - stayed));
    }

    /// <inheritdoc/>
    /// <remarks>Section 6, whose (1 − q^(s−1)) / (s − 1) is written so that s = 1 is no exception.</remarks>
    public double ExpectedPurchases(PurchaseHistory history, double time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        var lifetime = _beta + history.Age;
        var growth = StableMath.Log1P(time / lifetime);
        var exponent = (1 - _s) * growth;
        var staying = growth * (exponent == 0 ? 1 : StableMath.ExpM1(exponent) / exponent);
        return ProbabilityAlive(history) * (_r + history.Frequency) / (_alpha + history.Age) * lifetime * staying;
    }

    /// <inheritdoc/>
    /// <remarks>Given that one stays, the rates are gamma (r+x, α+T) and (s, β+T).</remarks>
    public PurchaseCourse DrawAlive(PurchaseHistory history, Random random) => new(
        GammaSampler.Next(random, _r + history.Frequency) / (_alpha + history.Age),
        GammaSampler.Next(random, _s) / (_beta + history.Age));
}
