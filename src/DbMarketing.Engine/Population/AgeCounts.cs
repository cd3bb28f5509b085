using DbMarketing.Engine.Counting;

namespace DbMarketing.Engine.Population;

/// <summary>How old a value is, over many customers, in bins of hours within 1/32 of their age: bounded however many there are.</summary>
public sealed class AgeCounts
{
    /// <summary>Ages, in days, above which customers are counted.</summary>
    public static readonly IReadOnlyList<int> Thresholds = [30, 90, 365];

    private const int Bits = 5;

    private readonly SortedDictionary<int, long> _bins = [];
    private readonly long[] _older = new long[Thresholds.Count];

    /// <summary>Customers who have the value.</summary>
    public long Count { get; private set; }

    /// <summary>Adds one customer's value; one that is observed in the future is new.</summary>
    public void Add(TimeSpan age)
    {
        Count++;
        var bin = LogLinearBins.Of((long)Math.Max(0, age.TotalHours), Bits);
        _bins[bin] = _bins.GetValueOrDefault(bin) + 1;
        foreach (var (index, days) in Thresholds.Index())
        {
            _older[index] += age > TimeSpan.FromDays(days) ? 1 : 0;
        }
    }

    /// <summary>Of those who have the value, the share whose is older, by <see cref="Thresholds"/>; 0 while nobody has it.</summary>
    public IReadOnlyList<double> OlderShares => [.. _older.Select(older => Count == 0 ? 0 : (double)older / Count)];

    /// <summary>The age that this share of the values does not exceed, in days, as the lower edge of its bin; null of none.</summary>
    /// <param name="share">Above 0 and up to 1.</param>
    public double? QuantileDays(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        foreach (var (bin, customers) in _bins)
        {
            wanted -= customers;
            if (wanted <= 0)
            {
                return LogLinearBins.LowerEdge(bin, Bits) / 24.0;
            }
        }

        return null;
    }
}
