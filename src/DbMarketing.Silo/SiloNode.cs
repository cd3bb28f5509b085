using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Silo.Feed;
using DbMarketing.Silo.Grains;

namespace DbMarketing.Silo;

/// <summary>
/// What the customers of one silo stand on. Starts before the silo takes calls, and ends after its last customer has left; the courier
/// between them runs while the silo is active.
/// </summary>
internal sealed class SiloNode : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly ClusterTimings _timings;
    private readonly GrainActors _actors;
    private readonly MergeProtocol _merges;
    private ITimer? _sweeps;
    private int _active;

    public SiloNode(
        IJournalStore store, JournalWriterOptions writing, ReferenceSource reference, EngineLimits limits, ClusterTimings timings,
        TimeProvider time, ILoggerFactory loggers, GrainActors actors, SeedSource seeds, ISnapshotStore? snapshots = null,
        JournalTail? tail = null)
    {
        _timings = timings.Validate();
        var writer = new JournalWriter(store, writing, time, loggers.CreateLogger<JournalWriter>(), tail: tail);
        Customers = new CustomerNode(store, writer, reference, limits, time, loggers, nextSeed: seeds.Next, snapshots: snapshots);
        Customers.Host.Statistics.CountActive = () => Volatile.Read(ref _active);
        Followers = new FollowerTable(Customers.Host.Feed, timings, time);
        _actors = actors;
        _merges = new MergeProtocol(actors, limits);
    }

    public CustomerNode Customers { get; }

    public FollowerTable Followers { get; }

    /// <summary>Fewer customers are in memory than <see cref="EngineLimits.Activations"/>.</summary>
    public bool HasRoom => Volatile.Read(ref _active) < Customers.Host.Limits.Activations;

    public void Activated() => Interlocked.Increment(ref _active);

    public void Deactivated() => Interlocked.Decrement(ref _active);

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer)
    {
        observer.Subscribe(nameof(SiloNode), ServiceLifecycleStage.ApplicationServices, Customers.StartAsync, _ => Customers.StopAsync());
        observer.Subscribe(nameof(OutboxSteps), ServiceLifecycleStage.Active, StartDeliveringAsync, _ => StopDeliveringAsync());
    }

    public void Dispose()
    {
        _sweeps?.Dispose();
        Customers.Dispose();
    }

    private Task StartDeliveringAsync(CancellationToken cancellationToken)
    {
        Customers.StartDelivering(_actors, _merges);
        _sweeps = Customers.Host.Every(_timings.FollowLifetime, Followers.Sweep);
        return Task.CompletedTask;
    }

    private async Task StopDeliveringAsync()
    {
        await (_sweeps?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Customers.StopDeliveringAsync();
    }
}
