using DbMarketing.Engine.Engines;

namespace DbMarketing.Silo.Statistics;

/// <summary>What the silos of the cluster have done, as they last told each other. Thread-safe.</summary>
internal sealed partial class ClusterStatistics(
    IGrainFactory grains, ClusterTimings timings, EngineLimits limits, TimeProvider time, ILogger<ClusterStatistics> logger,
    SiloNode? silo = null) : BackgroundService, IEngineStatistics
{
    private readonly string _silo = Guid.NewGuid().ToString("n");
    private readonly HeardReports _heard = new(limits.LatestDecisions);
    private LatestDecision? _lastTold;

    /// <inheritdoc/>
    public EngineOverview Read()
    {
        var reports = _heard.Silos;
        return new EngineOverview
        {
            CustomersActive = reports.Sum(static report => report.CustomersActive),
            InteractionsPerSecond = reports.Sum(static report => report.InteractionsPerSecond),
            DecisionsPerSecond = reports.Sum(static report => report.DecisionsPerSecond),
            Applied = reports.Sum(static report => report.Applied),
            Duplicate = reports.Sum(static report => report.Duplicate),
            Rejected = reports.Sum(static report => report.Rejected),
            Uptime = reports.Select(static report => report.Uptime).DefaultIfEmpty().Max(),
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<LatestDecision> ReadLatest(int count) => [.. _heard.Latest.Take(count)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ExchangeAsync();
        await Ticks.RunAsync(timings.StatisticsInterval, time, _ => ExchangeAsync(), stoppingToken);
    }

    private async Task ExchangeAsync()
    {
        try
        {
            var statistics = silo?.Customers.Host.Statistics;
            var latest = statistics?.ReadLatest(int.MaxValue) ?? [];
            var made = latest.TakeWhile(decision => !ReferenceEquals(decision, _lastTold)).Select(DecisionMessage.Of);
            var reply = await grains.GetGrain<IStatisticsGrain>(0)
                .ExchangeAsync(statistics is null ? null : Report(statistics.Read()), [.. made]);
            _lastTold = latest is [var newest, ..] ? newest : _lastTold;
            _heard.Add(reply);
        }
        catch (Exception exception)
        {
            // Whatever it was: the overview is stale for a tick, and nothing else depends on it.
            LogNotExchanged(logger, exception.GetType().Name);
        }
    }

    private SiloReport Report(EngineOverview read) => new()
    {
        Silo = _silo,
        CustomersActive = read.CustomersActive,
        InteractionsPerSecond = read.InteractionsPerSecond,
        DecisionsPerSecond = read.DecisionsPerSecond,
        Applied = read.Applied,
        Duplicate = read.Duplicate,
        Rejected = read.Rejected,
        Uptime = read.Uptime,
    };

    [LoggerMessage(1, LogLevel.Debug, "The statistics could not be exchanged ({Fault}); the next tick tries again.")]
    private static partial void LogNotExchanged(ILogger logger, string fault);
}
