using System.Security.Cryptography;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// The side of an engine where customers live: what their activations stand on, the writer of their journal lane, and the courier of
/// what they owe each other. One for each process that holds activations: the embedded engine's only one, or each silo's.
/// </summary>
internal sealed class CustomerNode : IDisposable
{
    private readonly OutboxCourier _courier;
    private readonly DueSweep _due;
    private readonly PlaybookSweep _playbooks;
    private ITimer? _sweeps;

    /// <param name="nextSeed">Gives each decision its seed; by default the operating system's random numbers.</param>
    /// <param name="snapshots">Where snapshots are kept; by default beside the journal.</param>
    public CustomerNode(
        IJournalStore store, JournalWriter writer, ReferenceSource reference, EngineLimits limits, TimeProvider time,
        ILoggerFactory loggers, TaskScheduler? scheduler = null, Func<ulong>? nextSeed = null, ISnapshotStore? snapshots = null)
    {
        limits.Validate();
        scheduler ??= TaskScheduler.Default;
        _courier = new OutboxCourier(store, limits, scheduler, loggers.CreateLogger<OutboxCourier>());
        Host = new ActorHost
        {
            Store = store,
            Writer = writer,
            Reference = reference,
            Time = time,
            Scheduler = scheduler,
            Limits = limits,
            Feed = new CustomerFeed(limits, scheduler),
            Statistics = new EngineStatistics(limits, time),
            Snapshots = new SnapshotSink(store, snapshots, limits, time, scheduler, loggers.CreateLogger<SnapshotSink>()),
            SnapshotStore = snapshots,
            History = new HistoryReader(store, limits, time),
            Recoveries = new SemaphoreSlim(limits.RecoveriesAtOnce),
            NextSeed = nextSeed ?? RandomSeed,
            Owed = _courier.Owe,
            Logger = loggers.CreateLogger<CustomerActor>(),
        };
        _due = new DueSweep(Host, loggers.CreateLogger<DueSweep>());
        _playbooks = new PlaybookSweep(Host, loggers.CreateLogger<PlaybookSweep>());
    }

    public ActorHost Host { get; }

    /// <summary>Takes the leases. Comes before the first activation.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Host.Writer.StartAsync(cancellationToken);

    /// <summary>
    /// Starts to deliver what customers owe each other, first what the last run left, and to have them reviewed when time or a playbook
    /// has changed them. Comes when calls reach customers.
    /// </summary>
    internal void StartDelivering(ICustomerActors actors, MergeProtocol merges)
    {
        _courier.Start(merges);
        _sweeps = Host.Every(Host.Limits.OutboxSweepInterval, () => _ = SweepAsOwnerAsync());
        _ = SweepAsOwnerAsync();
        _due.Start(actors);
        _playbooks.Start(actors);
    }

    /// <summary>Delivers the merge steps in the journal's outbox; how many it took up. Zero means that no merge is unfinished.</summary>
    internal Task<int> SweepOutboxAsync() => _courier.SweepAgainAsync();

    /// <summary>Delivers nothing more; completes when nothing is under way. Comes before the end of the activations.</summary>
    internal async Task StopDeliveringAsync()
    {
        await (_sweeps?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _due.StopAsync();
        await _playbooks.StopAsync();
        await _courier.StopAsync();
    }

    /// <summary>Writes the snapshots that wait and gives the leases back. Comes after the end of the activations.</summary>
    internal async Task StopAsync()
    {
        await Host.Snapshots.FlushAsync(CancellationToken.None);
        await Host.Writer.StopAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        _due.Dispose();
        _playbooks.Dispose();
        Host.History.Dispose();
        Host.Recoveries.Dispose();
    }

    /// <summary>Sweeps if no other silo does.</summary>
    private async Task SweepAsOwnerAsync()
    {
        try
        {
            var lease = await Host.Store.AcquireLeaseAsync(
                LeaseNames.OutboxSweep, Host.Writer.Owner, Host.Limits.OutboxSweepInterval * 3, CancellationToken.None);
            await (lease is null ? Task.CompletedTask : _courier.SweepAsync());
        }
        catch (JournalUnavailableException)
        {
            // The next tick tries again; the writer says what is wrong with the storage.
        }
    }

    private static ulong RandomSeed()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
