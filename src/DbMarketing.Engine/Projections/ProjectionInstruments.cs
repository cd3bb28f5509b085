using System.Diagnostics.Metrics;

namespace DbMarketing.Engine.Projections;

/// <summary>What projections measure, on the meter <c>DbMarketing.Projections</c>, by projection.</summary>
internal static class ProjectionInstruments
{
    public const string MeterName = "DbMarketing.Projections";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Rows = Meter.CreateCounter<long>(
        "dbmarketing.projections.rows", "{row}", "Journal rows folded.");

    private static readonly Gauge<double> Lag = Meter.CreateGauge<double>(
        "dbmarketing.projections.lag", "s", "Age of what is shown: how long ago its last complete look at the journal was.");

    private static readonly Histogram<double> Commits = Meter.CreateHistogram<double>(
        "dbmarketing.projections.commit.duration", "s", "Time to save a checkpoint with its parts.");

    private static readonly Counter<long> Refused = Meter.CreateCounter<long>(
        "dbmarketing.projections.commits.refused", "{commit}", "Commits refused because another owner had committed, or a rebuild began.");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "dbmarketing.projections.failures", "{step}", "Steps put off because the storage failed.");

    private static readonly Counter<long> Stops = Meter.CreateCounter<long>(
        "dbmarketing.projections.stopped", "{projection}", "Projections that met a row which they cannot read.");

    private static readonly Counter<long> Rebuilds = Meter.CreateCounter<long>(
        "dbmarketing.projections.rebuilds", "{projection}", "Projections that are made again from the first row.");

    public static void Folded(string projection, int rows) => Rows.Add(rows, Of(projection));

    public static void Lags(string projection, TimeSpan lag) => Lag.Record(lag.TotalSeconds, Of(projection));

    public static void Committed(string projection, TimeSpan duration) => Commits.Record(duration.TotalSeconds, Of(projection));

    public static void CommitRefused(string projection) => Refused.Add(1, Of(projection));

    public static void PutOff(string projection) => Failures.Add(1, Of(projection));

    public static void Stopped(string projection) => Stops.Add(1, Of(projection));

    public static void Rebuilt(string projection) => Rebuilds.Add(1, Of(projection));

    private static KeyValuePair<string, object?> Of(string projection) => new("projection", projection);
}
