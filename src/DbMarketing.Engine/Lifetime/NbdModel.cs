namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// The fallback where no leaving can be seen in the data: customers buy at a rate that is gamma distributed (r, α), and nobody leaves.
/// </summary>
public sealed class NbdModel : IPurchaseModel
{
    private readonly double _r;
    private readonly double _alpha;

    /// <exception cref="ArgumentOutOfRangeException">A parameter is not above 0.</exception>
    public NbdModel(double r, double alpha)
    {
        _r = ModelParameters.Checked(r, nameof(r));
        _alpha = ModelParameters.Checked(alpha, nameof(alpha));
    }

    public string Name => ModelNames.Nbd;

    public bool CustomersLeave => false;

    public double ProbabilityAlive(PurchaseHistory history) => 1;

    public double ExpectedPurchases(PurchaseHistory history, double time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        return (_r + history.Frequency) / (_alpha + history.Age) * time;
    }

    public PurchaseCourse DrawAlive(PurchaseHistory history, Random random) =>
        new(GammaSampler.Next(random, _r + history.Frequency) / (_alpha + history.Age), 0);
}
