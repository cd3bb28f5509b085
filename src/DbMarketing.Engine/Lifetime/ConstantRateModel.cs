namespace DbMarketing.Engine.Lifetime;

/// <summary>The last fallback, where the data say nothing of how customers differ: all buy at the mean rate, and nobody leaves.</summary>
public sealed class ConstantRateModel : IPurchaseModel
{
    private readonly double _rate;

    /// <param name="rate">Purchases for each unit of time; 0 or more.</param>
    public ConstantRateModel(double rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        _rate = rate;
    }

    public string Name => ModelNames.ConstantRate;

    public bool CustomersLeave => false;

    public double ProbabilityAlive(PurchaseHistory history) => 1;

    public double ExpectedPurchases(PurchaseHistory history, double time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        return _rate * time;
    }

    public PurchaseCourse DrawAlive(PurchaseHistory history, Random random) => new(_rate, 0);
}
