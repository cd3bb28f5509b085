using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Projections;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Population;

/// <summary>
/// What is true of all customers together, kept up to date on this node: every projection with its runner. Serving never waits for it.
/// </summary>
public sealed class LivePopulation : IAsyncDisposable
{
    private readonly IProjectionStore _store;
    private readonly IReadOnlyList<ProjectionRunner> _runners;

    private LivePopulation(
        IJournalStore journal, JournalTail tail, IProjectionStore store, ReferenceSource reference, ProjectionOptions options,
        EngineLimits limits, string owner, TimeProvider time, ILoggerFactory loggers)
    {
        Rfm = new(figures => reference.Renew(held => held with { Population = figures }));
        CrossSell = new(
            () => reference.Current.Playbook.Source.CrossSell ?? RuleThresholds.Default,
            figures => reference.Renew(held => held with { CrossSell = figures }));
        LifetimeFits = new(Lifetime, journal, reference, options, owner, time, loggers.CreateLogger<LifetimeFits>());
        _store = store;
        Options = options;
        SegmentSweep = new(
            new CustomerScan(journal, limits, time), journal, reference, options, owner, time, loggers.CreateLogger<SegmentSweep>());
        Lags = LagModels.Schedule(journal, Gaps, reference, options, owner, time, loggers);
        IProjection[] projections = [Segments, Rfm, Gaps, Lifetime, CrossSell];
        _runners = [.. projections.Select(projection => new ProjectionRunner(
            projection, journal, store, options, owner, time, loggers.CreateLogger<ProjectionRunner>(), tail))];
    }

    public SegmentCounts Segments { get; } = new();

    /// <summary>Who is in the segments that <see cref="Segments"/> cannot count, since they read the population.</summary>
    public SegmentSweep SegmentSweep { get; }

    /// <summary>Its figures become part of the reference data as they are published.</summary>
    public RfmCounts Rfm { get; }

    /// <summary>What <see cref="Lags"/> are fitted to.</summary>
    public GapCounts Gaps { get; } = new();

    /// <summary>When customers come back; the model that holds is part of the reference data.</summary>
    public ModelSchedule<LagModel> Lags { get; }

    /// <summary>Its rules become part of the reference data as they are published.</summary>
    public CrossSellCounts CrossSell { get; }

    /// <summary>What the lifetime models are fitted from.</summary>
    public LifetimeCounts Lifetime { get; } = new();

    /// <summary>The newest models become part of the reference data.</summary>
    public LifetimeFits LifetimeFits { get; }

    public ProjectionOptions Options { get; }

    /// <summary>Every projection with nothing counted, to count anew.</summary>
    public static IReadOnlyList<IProjection> CountAnew() =>
    [
        new SegmentCounts(), new RfmCounts(), new GapCounts(), new LifetimeCounts(),
        new CrossSellCounts(static () => RuleThresholds.Default),
    ];

    /// <summary>How each projection stands.</summary>
    public IEnumerable<ProjectionStatus> Statuses => _runners.Select(static runner => runner.Status);

    /// <summary>Makes the tables of the store, which the result owns. Nothing runs before <see cref="Start"/>.</summary>
    /// <param name="tail">What the projections read the journal through.</param>
    /// <param name="owner">Who this process is, as leases will name it; another one at each start.</param>
    public static async Task<LivePopulation> OpenAsync(
        IJournalStore journal, JournalTail tail, IProjectionStore store, ReferenceSource reference, ProjectionOptions options,
        EngineLimits limits, string owner, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            await store.InitializeAsync(cancellationToken);
            return new(journal, tail, store, reference, options.Validate(), limits, owner, time, loggers);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins to follow the journal; returns at once.</summary>
    public void Start()
    {
        foreach (var runner in _runners)
        {
            runner.Start();
        }

        Lags.Start();
        LifetimeFits.Start();
        SegmentSweep.Start();
    }

    /// <summary>Saves what was folded, and gives the leases back.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            [
                Lags.StopAsync(cancellationToken), LifetimeFits.StopAsync(cancellationToken),
                SegmentSweep.StopAsync(cancellationToken),
                .. _runners.Select(runner => runner.StopAsync(cancellationToken)),
            ]);

    /// <summary>Makes a projection again from the first row; false when there is none of that name.</summary>
    public async Task<bool> RebuildAsync(string projection, CancellationToken cancellationToken)
    {
        var runner = _runners.FirstOrDefault(runner => runner.Name == projection);
        await (runner?.RebuildAsync(cancellationToken) ?? Task.CompletedTask);
        return runner is not null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        foreach (var runner in _runners)
        {
            await runner.DisposeAsync();
        }

        await Lags.DisposeAsync();
        await LifetimeFits.DisposeAsync();
        await SegmentSweep.DisposeAsync();

        await _store.DisposeAsync();
    }
}
