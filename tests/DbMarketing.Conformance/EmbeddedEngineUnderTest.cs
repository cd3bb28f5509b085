using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Conformance;

/// <summary>The embedded engine on a storage that can be opened again.</summary>
public sealed class EmbeddedEngineUnderTest : EngineUnderTest
{
    private readonly Func<IJournalStore> _open;
    private readonly ReferenceSource _reference;
    private readonly Func<ICustomerActors, ICustomerActors> _reach;
    private RefusingStore _store = null!;
    private CommitBudget _budget = null!;
    private EmbeddedEngine _engine = null!;
    private TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EmbeddedEngineUnderTest(Func<IJournalStore> open, ReferenceSource reference, Func<ICustomerActors, ICustomerActors> reach) =>
        (_open, _reference, _reach) = (open, reference, reach);

    public override ICustomerEngine Engine => _engine;

    public override IJournalStore Store => _store;

    public override Task Replaced => Volatile.Read(ref _replaced).Task;

    public override bool Refuses
    {
        get => _budget.Refuses;
        set => _budget.Refuses = value;
    }

    /// <param name="open">Opens the storage, again after each crash.</param>
    /// <param name="playbook">What decisions are made by.</param>
    /// <param name="reach">What calls pass through on their way to the activations; nothing by default.</param>
    public static async Task<EmbeddedEngineUnderTest> StartAsync(
        Func<IJournalStore> open, CompiledPlaybook playbook, Func<ICustomerActors, ICustomerActors>? reach = null)
    {
        var reference = new ReferenceSource(new ReferenceData(playbook, new FixedPropensity()));
        var engine = new EmbeddedEngineUnderTest(open, reference, reach ?? (static actors => actors));
        await engine.StartAsync();
        return engine;
    }

    public override Task RefuseAfter(int commits) => _budget.RefuseAfter(commits);

    public override async Task CrashAsync()
    {
        // Whatever the old engine still does fails on its closed storage, as the work of a dead process would not happen.
        await _store.DisposeAsync();
        await StartAsync();
    }

    public override async Task RestartAsync()
    {
        await _engine.StopAsync(CancellationToken.None);
        await _store.DisposeAsync();
        await StartAsync();
    }

    public override void Renew(Func<ReferenceData, ReferenceData> renewed) => _reference.Renew(renewed);

    public override async Task SettleAsync()
    {
        while (!Refuses && await _engine.SweepOutboxAsync(CancellationToken.None) > 0)
        {
            // A sweep delivers what the one before it found; the last finds nothing.
        }
    }

    public override Task<CustomerSnapshot> CaptureAsync(CustomerId customer) =>
        _engine.CaptureAsync(customer, CancellationToken.None);

    public override async ValueTask DisposeAsync()
    {
        Refuses = false;
        await _engine.StopAsync(CancellationToken.None);
        await _store.DisposeAsync();
    }

    private async Task StartAsync()
    {
        var budget = new CommitBudget();
        var store = new RefusingStore(_open(), budget);
        await store.InitializeAsync(CancellationToken.None);
        var writer = new JournalWriter(
            store, new JournalWriterOptions { Owner = JournalOwner.ForThisProcess().ToString() }, TimeProvider.System,
                NullLogger<JournalWriter>.Instance);
        var limits = new EngineLimits { Activations = 500, EntriesPerTurn = 16, TurnsPerSnapshot = 5, TurnsForLeavingSnapshot = 2,
            RowsPerRead = 50, PlaybookSweepInterval = TimeSpan.FromMilliseconds(500) };
        var engine = new EmbeddedEngine(store, writer, _reference, limits, TimeProvider.System,
            NullLoggerFactory.Instance, scheduler: null, nextSeed: null, _reach);
        await engine.StartAsync(CancellationToken.None);
        (_store, _budget, _engine) = (store, budget, engine);
        Interlocked.Exchange(ref _replaced, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }
}
