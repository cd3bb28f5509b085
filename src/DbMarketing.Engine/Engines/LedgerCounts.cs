using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Engines;

/// <summary>Counts verdicts by source, hour of receipt, kind and code, as the ledger keeps them. Not thread-safe.</summary>
internal sealed class LedgerCounts
{
    private readonly Dictionary<(string Source, DateTimeOffset Hour, VerdictKind Kind, string Code), long> _counts = [];

    public static IReadOnlyList<LedgerDelta> Of(IEnumerable<RejectedInteraction> rejected)
    {
        var counts = new LedgerCounts();
        foreach (var item in rejected)
        {
            counts.Add(item.Source, item.ReceivedAt, VerdictKind.Rejected, item.Code);
        }

        return counts.ToDeltas();
    }

    public void Add(string source, DateTimeOffset receivedAt, VerdictKind kind, string? code)
    {
        var hour = new DateTimeOffset(receivedAt.UtcTicks - (receivedAt.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var key = (source, hour, kind, code ?? "");
        _counts[key] = _counts.GetValueOrDefault(key) + 1;
    }

    public IReadOnlyList<LedgerDelta> ToDeltas() =>
        [.. _counts.Select(static count => new LedgerDelta(count.Key.Source, count.Key.Hour, count.Key.Kind, count.Key.Code, count.Value))];
}
