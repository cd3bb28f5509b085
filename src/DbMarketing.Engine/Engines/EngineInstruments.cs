using System.Diagnostics.Metrics;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Engines;

/// <summary>What the engine measures, on the meter <c>DbMarketing.Engine</c>. One set for the process.</summary>
internal static class EngineInstruments
{
    /// <summary>The meter's name, for exporters.</summary>
    public const string MeterName = "DbMarketing.Engine";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Interactions = Meter.CreateCounter<long>(
        "dbmarketing.engine.interactions", "{interaction}", "Interactions by verdict.");

    private static readonly Counter<long> Decisions = Meter.CreateCounter<long>(
        "dbmarketing.engine.decisions", "{decision}", "Decisions stored.");

    private static readonly Histogram<double> Turns = Meter.CreateHistogram<double>(
        "dbmarketing.engine.turn.duration", "s", "From the start of a turn until its replies, the commit included.");

    private static readonly Histogram<int> TurnEntries = Meter.CreateHistogram<int>(
        "dbmarketing.engine.turn.entries", "{entry}", "Entries committed by one turn.");

    private static readonly Counter<long> Recoveries = Meter.CreateCounter<long>(
        "dbmarketing.engine.recoveries", "{customer}", "Customers recovered from snapshot and journal.");

    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "dbmarketing.engine.activations.dropped", "{customer}", "Activations dropped because a turn failed.");

    private static readonly Counter<long> Evicted = Meter.CreateCounter<long>(
        "dbmarketing.engine.activations.evicted", "{customer}", "Activations that left memory idle.");

    private static readonly Counter<long> HistoryLoads = Meter.CreateCounter<long>(
        "dbmarketing.engine.history.loads", "{load}", "Histories read for interactions older than what the state remembers.");

    private static readonly Counter<long> SnapshotsWritten = Meter.CreateCounter<long>(
        "dbmarketing.engine.snapshots.written", "{snapshot}", "Snapshots written.");

    private static readonly Counter<long> SnapshotsDropped = Meter.CreateCounter<long>(
        "dbmarketing.engine.snapshots.dropped", "{snapshot}", "Snapshots given up, at the limit or because the storage failed.");

    private static readonly Counter<long> Overloads = Meter.CreateCounter<long>(
        "dbmarketing.engine.overloads", "{call}", "Calls refused at a limit, by the limit's setting.");

    private static readonly Counter<long> DueReviews = Meter.CreateCounter<long>(
        "dbmarketing.engine.due.reviews", "{review}", "Reviews asked for because time had changed a customer.");

    private static readonly Counter<long> DueFailures = Meter.CreateCounter<long>(
        "dbmarketing.engine.due.failures", "{review}", "Such reviews that failed for a reason of the customer's own.");

    private static readonly Histogram<double> DueLag = Meter.CreateHistogram<double>(
        "dbmarketing.engine.due.lag", "s", "From the first instant of a batch of due customers until all of it was reviewed.");

    private static readonly Counter<long> LinksOverLimit = Meter.CreateCounter<long>(
        "dbmarketing.engine.links.over_limit", "{link}", "Links not made because the customer has absorbed too many ids.");

    private static readonly Counter<long> SubscriberFailures = Meter.CreateCounter<long>(
        "dbmarketing.engine.feed.failures", "{call}", "Feed callbacks that threw.");

    public static void Verdicts(VerdictKind kind, long count) =>
        Interactions.Add(count, new KeyValuePair<string, object?>("verdict", Name(kind)));

    public static void DueReviewed(int count, TimeSpan lag)
    {
        DueReviews.Add(count);
        DueLag.Record(lag.TotalSeconds);
    }

    public static void DueFailed(int count) => DueFailures.Add(count);

    public static void Decided(int count) => Decisions.Add(count);

    public static void TurnEnded(TimeSpan duration, int entries)
    {
        Turns.Record(duration.TotalSeconds);
        TurnEntries.Record(entries);
    }

    public static void Recovered() => Recoveries.Add(1);

    public static void ActivationDropped() => Dropped.Add(1);

    public static void ActivationsEvicted(int count) => Evicted.Add(count);

    public static void HistoryLoaded() => HistoryLoads.Add(1);

    public static void SnapshotBatchWritten(int count) => SnapshotsWritten.Add(count);

    public static void SnapshotGivenUp(int count) => SnapshotsDropped.Add(count);

    public static void Overloaded(string setting) => Overloads.Add(1, new KeyValuePair<string, object?>("limit", setting));

    public static void LinkOverLimit() => LinksOverLimit.Add(1);

    public static void SubscriberFailed() => SubscriberFailures.Add(1);

    private static string Name(VerdictKind kind) => kind switch
    {
        VerdictKind.Applied => "applied",
        VerdictKind.Duplicate => "duplicate",
        VerdictKind.Rejected => "rejected",
        _ => "none",
    };
}
