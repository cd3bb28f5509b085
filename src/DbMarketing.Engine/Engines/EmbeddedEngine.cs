using System.Security.Cryptography;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// The engine of one process: customers in a bounded table, turns on the given scheduler, one journal lane. Starting it takes the
/// journal's leases, so a second one on the same database is refused. Customers load when they are first called.
/// </summary>
public sealed partial class EmbeddedEngine : ICustomerEngine, IAsyncDisposable
{
    private readonly ActorHost _host;
    private readonly ActivationTable _actors;
    private readonly MergeProtocol _protocol;
    private readonly OutboxCourier _courier;
    private readonly CustomerRouter _router;
    private readonly CallGate _gate;
    private readonly List<ITimer> _timers = [];
    private readonly Lock _stopGate = new();
    private Task? _stop;

    /// <param name="nextSeed">Gives each decision its seed; by default the operating system's random numbers.</param>
    public EmbeddedEngine(
        IJournalStore store, JournalWriter writer, ReferenceSource reference, EngineLimits limits, TimeProvider time,
        ILoggerFactory loggers, TaskScheduler? scheduler = null, Func<ulong>? nextSeed = null)
    {
        limits.Validate();
        scheduler ??= TaskScheduler.Default;
        Feed = new CustomerFeed(limits, scheduler);
        Statistics = new EngineStatistics(limits, time);
        _host = new ActorHost
        {
            Store = store,
            Writer = writer,
            Reference = reference,
            Time = time,
            Scheduler = scheduler,
            Limits = limits,
            Feed = Feed,
            Statistics = Statistics,
            Snapshots = new SnapshotSink(store, limits, time, scheduler, loggers.CreateLogger<SnapshotSink>()),
            History = new HistoryReader(store, limits),
            NextSeed = nextSeed ?? RandomSeed,
            Owed = Owe,
            Logger = loggers.CreateLogger<CustomerActor>(),
        };
        _actors = new ActivationTable(_host);
        _protocol = new MergeProtocol(_actors, limits);
        _courier = new OutboxCourier(store, _protocol, limits, scheduler, loggers.CreateLogger<OutboxCourier>());
        _router = new CustomerRouter(_actors, _protocol, new AliasCache(limits), limits);
        _gate = new CallGate(limits);
        _logger = loggers.CreateLogger<EmbeddedEngine>();
        Statistics.CountActive = () => _actors.Count;
    }

    /// <inheritdoc/>
    public CustomerFeed Feed { get; }

    /// <summary>Rates, totals and latest decisions since the start.</summary>
    public EngineStatistics Statistics { get; }

    /// <summary>Takes the leases, opens for calls, and takes up the merge steps that the last run left.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _host.Writer.StartAsync(cancellationToken);
        _gate.Open();
        _timers.Add(Every(_host.Limits.IdleSweepInterval, () => _actors.EvictIdle()));
        _timers.Add(Every(_host.Limits.OutboxSweepInterval, () => _ = _courier.SweepAsync()));
        _ = _courier.SweepAsync();
    }

    /// <summary>
    /// Takes no more calls, answers those in flight, writes snapshots that are worth it, and gives the leases back. Nothing that was
    /// acknowledged depends on it: a process that is killed instead loses only time at the next start.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stopGate)
        {
            return _stop ??= StopOnceAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Verdict>> RecordAsync(
        IReadOnlyList<AddressedInteraction> interactions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        using var pass = _gate.Enter();
        return await _router.RecordAsync(interactions, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task RecordRejectedAsync(IReadOnlyList<RejectedInteraction> rejected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rejected);
        using var pass = _gate.Enter();
        if (rejected.Count == 0)
        {
            return;
        }

        var ledger = LedgerCounts.Of(rejected);
        await _host.Writer.AppendAsync(new JournalWrite { Customer = default, Key = default, Ledger = ledger }, cancellationToken);
        Statistics.TurnCommitted(default, ledger, []);
    }

    /// <inheritdoc/>
    public async Task<DecideReply> DecideAsync(CustomerId customer, DecideCommand command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Interactions.Any(interaction => interaction.Customer != customer))
        {
            throw new ArgumentException("The interactions of a decide belong to the customer who decides.", nameof(command));
        }

        using var pass = _gate.Enter();
        return await _router.AskAsync(customer, () => new DecideCall(command), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CustomerView?> ViewAsync(CustomerId customer, CancellationToken cancellationToken) =>
        ViewAsync(customer, null, cancellationToken);

    /// <inheritdoc/>
    public async Task<CustomerView?> ViewAsync(CustomerId customer, string? language, CancellationToken cancellationToken)
    {
        using var pass = _gate.Enter();
        return await _router.AskAsync(customer, () => new ViewCall(language), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<CustomerId> ResolveAsync(CustomerId customer, CancellationToken cancellationToken)
    {
        using var pass = _gate.Enter();
        return await _router.AskAsync(customer, static () => new ResolveCall(), cancellationToken);
    }

    /// <summary>The customer's whole state as of its last committed turn, without following a merge.</summary>
    public async Task<CustomerSnapshot> CaptureAsync(CustomerId customer, CancellationToken cancellationToken)
    {
        using var pass = _gate.Enter();
        return await _actors.AskAsync(customer, new CaptureCall(), cancellationToken);
    }

    /// <summary>Delivers the merge steps in the journal's outbox; how many it took up. Zero means that no merge is unfinished.</summary>
    public async Task<int> SweepOutboxAsync(CancellationToken cancellationToken)
    {
        using var pass = _gate.Enter();
        return await _courier.SweepAsync().WaitAsync(cancellationToken);
    }

    /// <summary>Lets go of customers that have been idle for their time; how many. The engine does so by itself.</summary>
    public int EvictIdle() => _actors.EvictIdle();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _host.History.Dispose();
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var timer in _timers)
        {
            await timer.DisposeAsync();
        }

        try
        {
            await _gate.CloseAsync().WaitAsync(_host.Limits.StopTimeout, _host.Time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            LogStopImpatient(_logger, _host.Limits.StopTimeout);
        }

        await _courier.StopAsync();
        await _actors.CloseAsync();
        await _host.Snapshots.FlushAsync(CancellationToken.None);
        await _host.Writer.StopAsync(CancellationToken.None);
        LogStopped(_logger);
    }

    private void Owe(OutboxItem item) => _courier.Owe(item);

    private ITimer Every(TimeSpan interval, Action act) => _host.Time.CreateTimer(
        _ => Task.Factory.StartNew(act, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _host.Scheduler),
        null, interval, interval);

    private static ulong RandomSeed()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
