namespace DbMarketing.Engine.CriticalLag;

/// <summary>
/// What the gaps between one customer's purchase days say. Logarithms are kept as whole millionths, so that sums over customers do not
/// depend on the order in which they were made.
/// </summary>
/// <param name="Count">Gaps: distinct purchase days less one.</param>
/// <param name="SumLog">Sum of ln(gap in days), in millionths.</param>
/// <param name="SumLogSquared">Sum of the squares of ln(gap in days), in millionths.</param>
public readonly record struct GapStatistics(int Count, long SumLog, long SumLogSquared)
{
    /// <summary>A logarithm of 1 in the units of the sums.</summary>
    internal const double Unit = 1_000_000;

    /// <summary>Mean of ln(gap in days); 0 without a gap.</summary>
    internal double MeanLog => Count == 0 ? 0 : SumLog / Unit / Count;

    /// <summary>Sum of squares of ln(gap) about their mean, in millionths; rounding never makes it negative.</summary>
    internal long Within => Count == 0 ? 0
        : Math.Max(0, SumLogSquared - (long)Math.Round(SumLog / Unit * SumLog / Count));

    /// <summary>ln(gap) and its square for gaps up to three years, in millionths: every turn of a customer asks for them.</summary>
    private static readonly (long Log, long Squared)[] s_logs = [.. Enumerable.Range(0, 1_096).Select(LogOf)];

    /// <summary>The statistics of purchase days.</summary>
    /// <param name="days">Day numbers, strictly ascending; fewer than two have no gap. Throws <see cref="ArgumentException"/> when a day
    /// does not come after the one before.</param>
    public static GapStatistics Of(ReadOnlySpan<int> days)
    {
        var (sum, squares) = (0L, 0L);
        for (var i = 1; i < days.Length; i++)
        {
            if (days[i] <= days[i - 1])
            {
                throw new ArgumentException($"Day {days[i]} does not come after day {days[i - 1]}.", nameof(days));
            }

            var gap = days[i] - days[i - 1];
            var (log, squared) = (uint)gap < s_logs.Length ? s_logs[gap] : LogOf(gap);
            sum += log;
            squares += squared;
        }

        return new(Math.Max(0, days.Length - 1), sum, squares);
    }

    private static (long Log, long Squared) LogOf(int gap)
    {
        // Days of both ends of the calendar are further apart than an int counts.
        var log = Math.Log(Math.Max(1, (double)(uint)gap));
        return ((long)Math.Round(log * Unit), (long)Math.Round(log * log * Unit));
    }
}
