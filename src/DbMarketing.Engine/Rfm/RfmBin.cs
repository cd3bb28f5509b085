using DbMarketing.Engine.Counting;

namespace DbMarketing.Engine.Rfm;

/// <summary>
/// The bin of a customer: the day of the last purchase; the orders, exact below 128 and then within 1/64; the net revenue in hundredths,
/// within 1/128 either side of 0, less than a hundredth being 0. A coarser bin joins 2^coarseness neighbouring bins of revenue.
/// </summary>
/// <param name="LastDay">The day itself.</param>
/// <param name="Frequency">Number of the bin, from 0.</param>
/// <param name="Monetary">Number of the bin; below 0 for revenue below 0.</param>
internal readonly record struct RfmBin(int LastDay, int Frequency, int Monetary) : IComparable<RfmBin>
{
    public const int FrequencyBits = 6;
    public const int MonetaryBits = 7;

    /// <summary>All revenue above 0 is one bin, all below 0 another.</summary>
    public const int Coarsest = 13;

    /// <summary>Greater net revenue counts as this; the greatest of a thousand orders (base currency).</summary>
    private const decimal MaxMonetary = 1_000_000_000_000_000m;

    private const int Hundredths = 100;

    public static RfmBin Of(RfmValues values, int coarseness)
    {
        var hundredths = (long)(Math.Min(Math.Abs(values.Monetary), MaxMonetary) * Hundredths);
        var monetary = LogLinearBins.Of(hundredths, MonetaryBits) * Math.Sign(values.Monetary);
        var bin = new RfmBin(values.LastDay, LogLinearBins.Of(Math.Max(0, values.Frequency), FrequencyBits), monetary);
        return bin.Coarsened(coarseness);
    }

    /// <summary>The bin that this one lies in when so many more steps are taken.</summary>
    public RfmBin Coarsened(int steps) =>
        this with { Monetary = Monetary == 0 ? 0 : Math.Sign(Monetary) * (((Math.Abs(Monetary) - 1) >> steps) + 1) };

    /// <summary>The values that stand for the bin: of each size the one nearest to 0, which keeps the order of bins.</summary>
    public RfmValues Values(int coarseness)
    {
        var finest = Monetary == 0 ? 0 : ((Math.Abs(Monetary) - 1) << coarseness) + 1;
        var edge = (decimal)LogLinearBins.LowerEdge(finest, MonetaryBits) / Hundredths;
        return new(LastDay, (int)LogLinearBins.LowerEdge(Frequency, FrequencyBits), Math.Sign(Monetary) * edge);
    }

    public int CompareTo(RfmBin other)
    {
        var order = LastDay.CompareTo(other.LastDay);
        order = order != 0 ? order : Frequency.CompareTo(other.Frequency);
        return order != 0 ? order : Monetary.CompareTo(other.Monetary);
    }
}
