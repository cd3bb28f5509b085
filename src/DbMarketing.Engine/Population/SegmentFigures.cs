using System.Collections.Immutable;

namespace DbMarketing.Engine.Population;

/// <summary>The segments' sizes and flows as of an instant. Immutable.</summary>
public sealed class SegmentFigures
{
    /// <summary>Every turn that was committed by then is counted.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>By the segment's id; a segment that no customer ever entered has none.</summary>
    public required IReadOnlyDictionary<string, SegmentTally> Tallies { get; init; }

    internal ImmutableSortedDictionary<int, Dictionary<string, DayFlow>> Days { get; init; } =
        ImmutableSortedDictionary<int, Dictionary<string, DayFlow>>.Empty;

    /// <summary>The hours in [<paramref name="from"/>, <paramref name="until"/>) in which a customer entered or left, ascending.</summary>
    public IEnumerable<SegmentHour> FlowsOf(string segment, DateTimeOffset from, DateTimeOffset until)
    {
        foreach (var (day, flows) in Days)
        {
            if (!flows.TryGetValue(segment, out var flow))
            {
                continue;
            }

            for (var hour = 0; hour < 24; hour++)
            {
                var at = DateTimeOffset.FromUnixTimeSeconds(((day * 24L) + hour) * 3600);
                if (at >= from && at < until && flow.Entered[hour] + flow.Left[hour] > 0)
                {
                    yield return new(at, flow.Entered[hour], flow.Left[hour]);
                }
            }
        }
    }
}

/// <summary>Customers who entered and left a segment within one hour.</summary>
/// <param name="Hour">Its beginning, UTC.</param>
/// <param name="Entered">How often a customer entered.</param>
/// <param name="Left">How often one left.</param>
public readonly record struct SegmentHour(DateTimeOffset Hour, int Entered, int Left);
