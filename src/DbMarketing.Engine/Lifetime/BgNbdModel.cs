namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// The BG/NBD model of Fader, Hardie and Lee (2005), "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model",
/// Marketing Science 24(2): customers buy at a rate that is gamma distributed (r, α) and leave after a purchase with a probability that
/// is beta distributed (a, b).
/// </summary>
public sealed class BgNbdModel : IPurchaseModel
{
    private const double Negligible = 1e-16;
    private const double Great = 1e250;
    private const int MaxTerms = 1_000_000;

    private readonly double _r;
    private readonly double _alpha;
    private readonly double _a;
    private readonly double _b;

    /// <exception cref="ArgumentOutOfRangeException">A parameter is not above 0.</exception>
    public BgNbdModel(double r, double alpha, double a, double b)
    {
        _r = ModelParameters.Checked(r, nameof(r));
        _alpha = ModelParameters.Checked(alpha, nameof(alpha));
        _a = ModelParameters.Checked(a, nameof(a));
        _b = ModelParameters.Checked(b, nameof(b));
    }

    public string Name => ModelNames.BgNbd;

    public bool CustomersLeave => true;

    /// <inheritdoc/>
    /// <remarks>
    /// Fader, Hardie and Lee (2008), "Computing P(alive) Using the BG/NBD Model". Who never came back cannot have left, by the model's
    /// assumption that one leaves after a repeat purchase.
    /// </remarks>
    public double ProbabilityAlive(PurchaseHistory history)
    {
        var x = history.Frequency;
        return x == 0 ? 1 : 1 / (1 + (_a / (_b + x - 1) * Math.Exp(
            (_r + x) * Math.Log((_alpha + history.Age) / (_alpha + history.Recency)))));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Equation 10, as a sum of positive terms in place of the hypergeometric function, which is singular at a = 1: one who stays would
    /// make n purchases with the probability of a negative binomial distribution, and the (k+1)th is made by one who stayed after k.
    /// </remarks>
    public double ExpectedPurchases(PurchaseHistory history, double time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        var x = history.Frequency;
        return ProbabilityAlive(history)
            * ExpectedOfStaying(_r + x, time / (_alpha + history.Age + time), _a, _b + x);
    }

    /// <inheritdoc/>
    /// <remarks>Given that one stays, the rate is gamma (r+x, α+T) and the probability of leaving beta (a, b+x).</remarks>
    public PurchaseCourse DrawAlive(PurchaseHistory history, Random random)
    {
        var x = history.Frequency;
        var rate = GammaSampler.Next(random, _r + x) / (_alpha + history.Age);
        return new PurchaseCourse(rate, rate * GammaSampler.NextBeta(random, _a, _b + x));
    }

    /// <summary>P(X(t) = n): that a new customer makes n repeat purchases in a time; equation 8.</summary>
    public double ProbabilityOf(int count, double time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        if (time == 0)
        {
            return count == 0 ? 1 : 0;
        }

        var logShare = Math.Log(time / (_alpha + time));
        var logNone = _r * Math.Log(_alpha / (_alpha + time));
        double LogOf(int n) =>
            GammaFunction.Log(_r + n) - GammaFunction.Log(_r) - GammaFunction.Log(n + 1) + logNone + (n * logShare);
        var staying = Math.Exp(LogBeta(_a, _b + count) - LogBeta(_a, _b) + LogOf(count));
        if (count == 0)
        {
            return staying;
        }

        // One minus the sum of equation 8, as the sum of the other terms, which does not cancel.
        var tail = 0.0;
        var term = Math.Exp(LogOf(count));
        for (var n = count; n < MaxTerms && (term > tail * Negligible || n < _r + count); n++)
        {
            tail += term;
            term *= (_r + n) / (n + 1) * Math.Exp(logShare);
        }

        return staying + (Math.Exp(LogBeta(_a + 1, _b + count - 1) - LogBeta(_a, _b)) * tail);
    }

    private static double ExpectedOfStaying(double shape, double share, double a, double b)
    {
        // Terms of the negative binomial distribution, up to a common factor that their sum gives back.
        double term = 1, terms = 1, sum = 0, made = 0, stayed = 1;
        for (var n = 0; n < MaxTerms; n++)
        {
            made += stayed;
            stayed *= (b + n) / (a + b + n);
            var ratio = (shape + n) / (n + 1) * share;
            term *= ratio;
            terms += term;
            sum += term * made;
            if (ratio < 1 && term * (made + 1) <= sum * Negligible * (1 - ratio))
            {
                break;
            }

            if (term > Great)
            {
                (term, terms, sum) = (term / Great, terms / Great, sum / Great);
            }
        }

        return sum / terms;
    }

    private static double LogBeta(double a, double b) => GammaFunction.Log(a) + GammaFunction.Log(b) - GammaFunction.Log(a + b);
}
