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
        IJournalStore journal, IProjectionStore store, ReferenceSource reference, ProjectionOptions options, string owner,
        TimeProvider time, ILoggerFactory loggers)
    {
        Rfm = new(figures => reference.Renew(held => held with { Population = figures }));
        LifetimeFits = new(Lifetime, journal, reference, options, owner, time, loggers.CreateLogger<LifetimeFits>());
        _store = store;
        Options = options;
        IProjection[] projections = [Segments, Rfm, Lifetime];
        _runners = [.. projections.Select(projection => new ProjectionRunner(
            projection, journal, store, options, owner, time, loggers.CreateLogger<ProjectionRunner>()))];
    }

    public SegmentCounts Segments { get; } = new();

    /// <summary>Its figures become part of the reference data as they are published.</summary>
    public RfmCounts Rfm { get; }

    /// <summary>What the lifetime models are fitted from.</summary>
    public LifetimeCounts Lifetime { get; } = new();

    /// <summary>The newest models become part of the reference data.</summary>
    public LifetimeFits LifetimeFits { get; }

    public ProjectionOptions Options { get; }

    /// <summary>How each projection stands.</summary>
    public IEnumerable<ProjectionStatus> Statuses => _runners.Select(static runner => runner.Status);

    /// <summary>Makes the tables of the store, which the result owns. Nothing runs before <see cref="Start"/>.</summary>
    /// <param name="owner">Who this process is, as leases will name it; another one at each start.</param>
    public static async Task<LivePopulation> OpenAsync(
        IJournalStore journal, IProjectionStore store, ReferenceSource reference, ProjectionOptions options, string owner,
        TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            await store.InitializeAsync(cancellationToken);
            return new(journal, store, reference, options.Validate(), owner, time, loggers);
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

        LifetimeFits.Start();
    }

    /// <summary>Saves what was folded, and gives the leases back.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_runners.Select(runner => runner.StopAsync(cancellationToken)).Append(LifetimeFits.StopAsync(cancellationToken)));

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

        await LifetimeFits.DisposeAsync();

        await _store.DisposeAsync();
    }
}
