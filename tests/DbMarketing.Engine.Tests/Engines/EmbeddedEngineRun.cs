using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Engines;

/// <summary>An embedded engine on a journal in memory, with a clock that the test moves and commits that it can hold.</summary>
public abstract class EmbeddedEngineRun : IAsyncDisposable
{
    private readonly TaskScheduler _turns =
        new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, maxConcurrencyLevel: 1).ExclusiveScheduler;

    private readonly List<EmbeddedEngine> _engines = [];

    protected static CustomerId One { get; } = CustomerId.Known("1");

    protected static CustomerId Two { get; } = CustomerId.Known("2");

    protected ManualTimeProvider Time { get; } = new();

    protected VolatileJournal Journal { get; } = new();

    /// <summary>Of the engine that was started last.</summary>
    protected HeldStore Store { get; private set; } = null!;

    protected JournalWriter Writer { get; private set; } = null!;

    /// <summary>Its customers, without the checks of the engine's front.</summary>
    protected ICustomerActors Actors { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        Store?.LetGo();
        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// A drain may be about to end when its reply is there already, and such an activation cannot be let go of. Turns run one at a time,
    /// so that the next one begins when the drain has ended.
    /// </summary>
    protected Task DrainsEndAsync() =>
        Task.Factory.StartNew(static () => { }, Cancellation, TaskCreationOptions.DenyChildAttach, _turns);

    protected async Task EvictAllAsync(EmbeddedEngine engine)
    {
        await DrainsEndAsync();
        Time.Advance(TimeSpan.FromMinutes(31));
        engine.EvictIdle();
        Assert.Equal(0, engine.Statistics.Read().CustomersActive);
    }

    /// <summary>What holds for the engine that was started last.</summary>
    protected ReferenceSource Reference { get; private set; } = null!;

    /// <summary>The playbook of the next start.</summary>
    protected CompiledPlaybook Playbook { get; set; } = SamplePlaybook.Compiled;

    /// <summary>The sweep after another playbook calls customers up whom a test lets go of: by default it begins in a day.</summary>
    protected static EngineLimits Quiet { get; } = new() { PlaybookSweepInterval = TimeSpan.FromDays(1) };

    protected async Task<EmbeddedEngine> StartAsync(EngineLimits? limits = null, int queuedWrites = 1_000)
    {
        Store = new HeldStore(new VolatileJournalStore(Time, Journal));
        Writer = new JournalWriter(
            Store, new JournalWriterOptions { Owner = JournalOwner.ForThisProcess().ToString(), MaxQueuedWrites = queuedWrites }, Time,
            NullLogger<JournalWriter>.Instance);
        Reference = new ReferenceSource(new ReferenceData(Playbook, new FixedPropensity()));
        var engine = new EmbeddedEngine(
            Store, Writer, Reference, limits ?? Quiet, Time, NullLoggerFactory.Instance, _turns, nextSeed: null,
            actors => Actors = actors);
        await engine.StartAsync(Cancellation);
        _engines.Add(engine);
        return engine;
    }

    protected AddressedInteraction Page(CustomerId customer, string message) => new(
        customer, new PageViewed { MessageId = message, Source = "shop", OccurredAt = Time.GetUtcNow(), ReceivedAt = Time.GetUtcNow(),
            Name = "Home" });

    protected static DecideCommand Decide(string requestId) => new()
    {
        Request = new DecisionRequest { Channel = "web", Placements = [new PlacementRequest("home-hero")], RequestId = requestId,
            SessionId = "visit" },
    };
}
