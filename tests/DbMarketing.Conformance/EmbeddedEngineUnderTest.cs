using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Conformance;

/// <summary>The embedded engine on a storage that can be opened again.</summary>
public sealed class EmbeddedEngineUnderTest : EngineUnderTest
{
    private readonly Func<IJournalStore> _open;
    private readonly ReferenceData _reference;
    private readonly Func<ICustomerActors, ICustomerActors> _reach;
    private RefusingStore _store = null!;
    private EmbeddedEngine _engine = null!;
    private int _commitsLeft = int.MaxValue;
    private bool _refuses;

    private EmbeddedEngineUnderTest(Func<IJournalStore> open, ReferenceData reference, Func<ICustomerActors, ICustomerActors> reach) =>
        (_open, _reference, _reach) = (open, reference, reach);

    public override ICustomerEngine Engine => _engine;

    public override IJournalStore Store => _store;

    public override bool Refuses
    {
        get => Volatile.Read(ref _refuses) || Volatile.Read(ref _commitsLeft) <= 0;
        set => Volatile.Write(ref _refuses, value);
    }

    public override int? CommitsLeft
    {
        get => Volatile.Read(ref _commitsLeft) is var left && left == int.MaxValue ? null : Math.Max(0, left);
        set => Volatile.Write(ref _commitsLeft, value ?? int.MaxValue);
    }

    /// <param name="open">Opens the storage, again after each crash.</param>
    /// <param name="playbook">What decisions are made by.</param>
    /// <param name="reach">What calls pass through on their way to the activations; nothing by default.</param>
    public static async Task<EmbeddedEngineUnderTest> StartAsync(
        Func<IJournalStore> open, CompiledPlaybook playbook, Func<ICustomerActors, ICustomerActors>? reach = null)
    {
        var reference = new ReferenceData(playbook, new FixedPropensity());
        var engine = new EmbeddedEngineUnderTest(open, reference, reach ?? (static actors => actors));
        await engine.StartAsync();
        return engine;
    }

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
        CommitsLeft = null;
        await _engine.StopAsync(CancellationToken.None);
        await _store.DisposeAsync();
    }

    private async Task StartAsync()
    {
        _store = new RefusingStore(_open(), this);
        await _store.InitializeAsync(CancellationToken.None);
        var writer = new JournalWriter(
            _store, new JournalWriterOptions { Owner = JournalOwner.ForThisProcess().ToString() }, TimeProvider.System,
                NullLogger<JournalWriter>.Instance);
        var limits = new EngineLimits { Activations = 500, EntriesPerTurn = 16, TurnsPerSnapshot = 5, TurnsForLeavingSnapshot = 2,
            RowsPerRead = 50 };
        _engine = new EmbeddedEngine(_store, writer, new ReferenceSource(_reference), limits, TimeProvider.System,
            NullLoggerFactory.Instance, scheduler: null, nextSeed: null, _reach);
        await _engine.StartAsync(CancellationToken.None);
    }

    /// <summary>False when this commit must be refused.</summary>
    private bool TakeCommit() =>
        !Volatile.Read(ref _refuses)
        && (Volatile.Read(ref _commitsLeft) == int.MaxValue || Interlocked.Decrement(ref _commitsLeft) >= 0);

    private sealed class RefusingStore(IJournalStore inner, EmbeddedEngineUnderTest engine) : DelegatingJournalStore(inner)
    {
        public override Task<CommitResult> CommitAsync(
            Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken) =>
            engine.TakeCommit()
                ? base.CommitAsync(lease, expected, newKeyNumber, writes, cancellationToken)
                : Task.FromException<CommitResult>(new JournalUnavailableException("The storage refuses commits."));
    }
}
