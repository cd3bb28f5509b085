using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;

namespace DbMarketing.Silo.Statistics;

/// <summary>What the silos of the cluster have done, as they last told each other. Thread-safe.</summary>
internal sealed partial class ClusterStatistics(
    IGrainFactory grains, ClusterTimings timings, EngineLimits limits, TimeProvider time, ILogger<ClusterStatistics> logger,
    SiloNode? silo = null) : BackgroundService, IEngineStatistics
{
    private readonly string _node = Guid.NewGuid().ToString("n");
    private SiloReport[] _reports = [];
    private IReadOnlyList<LatestDecision> _latest = [];

    /// <inheritdoc/>
    public EngineOverview Read()
    {
        var reports = Volatile.Read(ref _reports);
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
    public IReadOnlyList<LatestDecision> ReadLatest(int count) => [.. Volatile.Read(ref _latest).Take(count)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(timings.StatisticsInterval, time);
        do
        {
            await ExchangeAsync();
        }
        while (await ticks.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ExchangeAsync()
    {
        try
        {
            var reports = await grains.GetGrain<IStatisticsGrain>(0).ExchangeAsync(_node, silo is null ? null : Report(silo));
            Volatile.Write(ref _latest, [.. reports.SelectMany(static report => report.Decisions)
                .Select(static message => new LatestDecision(CustomerId.Parse(message.Customer), DecisionCodec.Read(message.Decision)))
                .OrderByDescending(static latest => latest.Decision.Now).Take(limits.LatestDecisions)]);
            Volatile.Write(ref _reports, reports);
        }
        catch (Exception exception)
        {
            // Whatever it was: the overview is stale for a tick, and nothing else depends on it.
            LogNotExchanged(logger, exception.GetType().Name);
        }
    }

    private static SiloReport Report(SiloNode silo)
    {
        var statistics = silo.Customers.Host.Statistics;
        var read = statistics.Read();
        return new SiloReport
        {
            CustomersActive = read.CustomersActive,
            InteractionsPerSecond = read.InteractionsPerSecond,
            DecisionsPerSecond = read.DecisionsPerSecond,
            Applied = read.Applied,
            Duplicate = read.Duplicate,
            Rejected = read.Rejected,
            Uptime = read.Uptime,
            Decisions = [.. statistics.ReadLatest(int.MaxValue)
                .Select(static latest => new DecisionMessage(latest.Customer.ToString(), DecisionCodec.Write(latest.Decision)))],
        };
    }

    [LoggerMessage(1, LogLevel.Debug, "The statistics could not be exchanged ({Fault}); the next tick tries again.")]
    private static partial void LogNotExchanged(ILogger logger, string fault);
}
