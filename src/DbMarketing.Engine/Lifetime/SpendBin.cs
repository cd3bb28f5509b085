using DbMarketing.Engine.Counting;

namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// The bin of a customer's repeat purchases: their number, and their mean in ten-thousandths of base currency within 1/4096; what is less,
/// or below 0, is bin 0. A coarser bin joins 2^coarseness neighbours.
/// </summary>
/// <param name="Repeats">x: days with a repeat purchase; at least 1.</param>
/// <param name="Mean">Number of the bin, from 0.</param>
internal readonly record struct SpendBin(int Repeats, int Mean) : IComparable<SpendBin>
{
    /// <summary>All that is above 0 is one bin.</summary>
    public const int Coarsest = 18;

    private const int Bits = 12;
    private const decimal Parts = 10_000;

    /// <summary>A greater mean counts as this.</summary>
    private const decimal MaxMean = 100_000_000_000_000;

    private static readonly int s_greatest = LogLinearBins.Of((long)(MaxMean * Parts), Bits);

    public static SpendBin Of(int repeats, decimal mean, int coarseness) =>
        new SpendBin(repeats, LogLinearBins.Of((long)(Math.Clamp(mean, 0, MaxMean) * Parts), Bits)).Coarsened(coarseness);

    /// <summary>The bin that this one lies in when so many more steps are taken.</summary>
    public SpendBin Coarsened(int steps) => this with { Mean = Mean == 0 ? 0 : ((Mean - 1) >> steps) + 1 };

    /// <summary>The mean that stands for the bin, in base currency: the geometric middle of its edges.</summary>
    public double Middle(int coarseness)
    {
        if (Mean == 0)
        {
            return 0;
        }

        var finest = ((Mean - 1) << coarseness) + 1;
        var low = LogLinearBins.LowerEdge(finest, Bits);
        var high = LogLinearBins.LowerEdge(Math.Min(finest + (1 << coarseness), s_greatest + 1), Bits);
        return Math.Sqrt((double)low * high) / (double)Parts;
    }

    public int CompareTo(SpendBin other)
    {
        var order = Repeats.CompareTo(other.Repeats);
        return order != 0 ? order : Mean.CompareTo(other.Mean);
    }
}
