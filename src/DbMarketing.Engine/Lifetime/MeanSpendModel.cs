namespace DbMarketing.Engine.Lifetime;

/// <summary>The fallback where the Gamma-Gamma model cannot be fitted: everyone spends the mean.</summary>
public sealed class MeanSpendModel : ISpendModel
{
    private readonly double _mean;

    /// <param name="mean">In currency; 0 or more.</param>
    public MeanSpendModel(double mean)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mean);
        _mean = mean;
    }

    public string Name => ModelNames.MeanSpend;

    public double ExpectedSpend(int frequency, double meanSpend) => _mean;

    public double Draw(int frequency, double meanSpend, Random random) => _mean;
}
