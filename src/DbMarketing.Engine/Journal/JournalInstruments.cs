using System.Diagnostics.Metrics;

namespace DbMarketing.Engine.Journal;

/// <summary>What the journal measures.</summary>
public static class JournalInstruments
{
    /// <summary>The meter's name, for exporters.</summary>
    public const string MeterName = "DbMarketing.Journal";

    private static readonly Meter Meter = new(MeterName);

    internal static readonly Histogram<double> CommitDuration = Meter.CreateHistogram<double>(
        "dbmarketing.journal.commit.duration", "s", "Time of one group commit.");

    internal static readonly Histogram<int> CommitWrites = Meter.CreateHistogram<int>(
        "dbmarketing.journal.commit.writes", "{write}", "Writes in one group commit.");

    internal static readonly Counter<long> PayloadBytes = Meter.CreateCounter<long>(
        "dbmarketing.journal.payload", "By", "Payload bytes committed.");

    internal static readonly UpDownCounter<int> QueuedWrites = Meter.CreateUpDownCounter<int>(
        "dbmarketing.journal.queued", "{write}", "Writes waiting for a commit.");

    internal static readonly Counter<long> Conflicts = Meter.CreateCounter<long>(
        "dbmarketing.journal.conflicts", "{write}", "Writes that lost against another activation of their customer.");

    internal static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "dbmarketing.journal.failures", "{commit}", "Group commits that failed or whose outcome was unknown.");

    internal static readonly Counter<long> Fences = Meter.CreateCounter<long>(
        "dbmarketing.journal.fences", "{commit}", "Group commits refused because the lane has another owner.");
}
