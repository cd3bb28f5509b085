using Orleans.Concurrency;

namespace DbMarketing.Silo.Statistics;

/// <inheritdoc cref="IStatisticsGrain"/>
[Reentrant]
[GrainType("statistics")]
internal sealed class StatisticsGrain(ClusterTimings timings, TimeProvider time) : Grain, IStatisticsGrain
{
    private readonly Dictionary<string, (SiloReport Report, DateTimeOffset At)> _reports = new(StringComparer.Ordinal);

    Task<SiloReport[]> IStatisticsGrain.ExchangeAsync(string node, SiloReport? report)
    {
        var now = time.GetUtcNow();
        if (report is not null)
        {
            _reports[node] = (report, now);
        }

        // A silo that has been silent for this long is gone.
        foreach (var silent in _reports.Where(known => known.Value.At < now - (timings.StatisticsInterval * 5)).ToList())
        {
            _reports.Remove(silent.Key);
        }

        return Task.FromResult(_reports.Values.Select(static known => known.Report).ToArray());
    }
}
