using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Simulation;

/// <summary>One start of the engine: the real actors, router, writer and journal, on a scheduler of its own that can crash.</summary>
internal sealed class SimulatedProcess : IAsyncDisposable
{
    private static readonly EngineLimits Limits = new()
    {
        Activations = 5,
        EntriesPerTurn = 6,
        TurnsPerSnapshot = 3,
        TurnsForLeavingSnapshot = 2,
        RowsPerRead = 4,
        DeliveriesAtOnce = 3,
        KnownIdleTime = TimeSpan.FromMinutes(3),
        AnonymousIdleTime = TimeSpan.FromMinutes(1),
        ReviewsAtOnce = 3,
        DuePollInterval = TimeSpan.FromSeconds(20),
        PlaybookSweepInterval = TimeSpan.FromMinutes(2),
    };

    private readonly TaskCompletionSource _crashed = new();
    private readonly VolatileJournalStore _storage;

    public SimulatedProcess(World world, int number)
    {
        Scheduler = new SimulatedScheduler(world.Random);
        _storage = new VolatileJournalStore(world.Clock, world.Journal);
        Store = world.Tamper(new FaultyStore(_storage, world.Clock, world.Random, () => world.Faults));
        var options = new JournalWriterOptions
        {
            Owner = new JournalOwner("simulated", number, $"start-{number}", null).ToString(),
            MaxWritesPerCommit = 3,
            ResolveTimeout = TimeSpan.FromSeconds(2),
        };
        var writer = new JournalWriter(Store, options, world.Clock, NullLogger<JournalWriter>.Instance, Scheduler);
        Engine = new EmbeddedEngine(
            Store, writer, new ReferenceSource(world.Reference), Limits, world.Clock, NullLoggerFactory.Instance, Scheduler,
                world.NextSeed);
        Started = Scheduler.RunAsync(() => Engine.StartAsync(CancellationToken.None));
    }

    public SimulatedScheduler Scheduler { get; }

    public IJournalStore Store { get; }

    public EmbeddedEngine Engine { get; }

    /// <summary>Fails when the storage refused the start; a new process is to be started then.</summary>
    public Task Started { get; }

    /// <summary>The process crashes: everything that it has in memory is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        Scheduler.Crash();
        await _storage.DisposeAsync();
        _crashed.TrySetResult();
    }

    /// <summary>Makes a call as a client would: it may be answered, fail, or end with the process.</summary>
    public async Task<T?> CallAsync<T>(Func<EmbeddedEngine, Task<T>> call)
        where T : class
    {
        var reply = Scheduler.RunAsync(async () =>
        {
            await Started;
            return await call(Engine);
        });
        await Task.WhenAny(reply, _crashed.Task);
        try
        {
            return reply.IsCompleted ? await reply : null;
        }
        catch (Exception exception) when (exception is JournalUnavailableException or EngineOverloadedException or JournalInUseException)
        {
            return null;
        }
    }
}
