using DbMarketing.Engine.Engines;
using Orleans.Concurrency;

namespace DbMarketing.Silo.Statistics;

/// <inheritdoc cref="IStatisticsGrain"/>
[Reentrant]
[GrainType("statistics")]
internal sealed class StatisticsGrain(EngineLimits limits, ClusterTimings timings, TimeProvider time) : Grain, IStatisticsGrain
{
    private readonly Dictionary<string, (SiloReport Report, DateTimeOffset At)> _reports = new(StringComparer.Ordinal);
    private DecisionMessage[] _decisions = [];

    Task<ClusterReport> IStatisticsGrain.ExchangeAsync(SiloReport? report, DecisionMessage[] made)
    {
        var now = time.GetUtcNow();
        if (report is not null)
        {
            _reports[report.Silo] = (report, now);
        }

        // A silo that has been silent for this long is gone.
        foreach (var silent in _reports.Where(known => known.Value.At < now - (timings.StatisticsInterval * 5)).ToList())
        {
            _reports.Remove(silent.Key);
        }

        _decisions = made.Length == 0 ? _decisions : DecisionMessage.Newest(_decisions, made, limits.LatestDecisions);
        return Task.FromResult(new ClusterReport([.. _reports.Values.Select(static known => known.Report)], _decisions));
    }
}
