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
    private readonly CustomerNode _node;
    private readonly ActivationTable _actors;
    private readonly EngineFront _front;
    private readonly ILogger<EmbeddedEngine> _logger;
    private readonly Lock _stopGate = new();
    private ITimer? _idleSweeps;
    private Task? _stop;

    /// <param name="nextSeed">Gives each decision its seed; by default the operating system's random numbers.</param>
    public EmbeddedEngine(
        IJournalStore store, JournalWriter writer, ReferenceSource reference, EngineLimits limits, TimeProvider time,
        ILoggerFactory loggers, TaskScheduler? scheduler = null, Func<ulong>? nextSeed = null)
        : this(store, writer, reference, limits, time, loggers, scheduler, nextSeed, static actors => actors)
    {
    }

    /// <param name="reach">What calls pass through on their way to the activations.</param>
    internal EmbeddedEngine(
        IJournalStore store, JournalWriter writer, ReferenceSource reference, EngineLimits limits, TimeProvider time,
        ILoggerFactory loggers, TaskScheduler? scheduler, Func<ulong>? nextSeed, Func<ICustomerActors, ICustomerActors> reach)
    {
        _logger = loggers.CreateLogger<EmbeddedEngine>();
        _node = new CustomerNode(store, writer, reference, limits, time, loggers, scheduler, nextSeed);
        _actors = new ActivationTable(_node.Host);
        _front = new EngineFront(reach(_actors), limits, time, _logger);
        Statistics.CountActive = () => _actors.Count;
    }

    /// <summary>Rates, totals and latest decisions since the start.</summary>
    public EngineStatistics Statistics => _node.Host.Statistics;

    /// <summary>Takes the leases, opens for calls, and takes up the merge steps that the last run left.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _node.StartAsync(cancellationToken);
        _front.Open();
        _node.StartDelivering(_front.Actors, _front.Merges);
        _idleSweeps = _node.Host.Every(_node.Host.Limits.IdleSweepInterval, () => _actors.EvictIdle());
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
    public Task<IReadOnlyList<Verdict>> RecordAsync(
        IReadOnlyList<AddressedInteraction> interactions, CancellationToken cancellationToken) =>
        _front.RecordAsync(interactions, cancellationToken);

    /// <inheritdoc/>
    public async Task RecordRejectedAsync(IReadOnlyList<RejectedInteraction> rejected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rejected);
        using var pass = _front.Enter();
        await _node.Host.CountRejectedAsync(LedgerCounts.Of(rejected), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<DecideReply> DecideAsync(CustomerId customer, DecideCommand command, CancellationToken cancellationToken) =>
        _front.DecideAsync(customer, command, cancellationToken);

    /// <inheritdoc/>
    public Task<CustomerView?> ViewAsync(CustomerId customer, CancellationToken cancellationToken) =>
        ViewAsync(customer, null, cancellationToken);

    /// <inheritdoc/>
    public Task<CustomerView?> ViewAsync(CustomerId customer, string? language, CancellationToken cancellationToken) =>
        _front.ViewAsync(customer, language, cancellationToken);

    /// <inheritdoc/>
    public Task<CustomerId> ResolveAsync(CustomerId customer, CancellationToken cancellationToken) =>
        _front.ResolveAsync(customer, cancellationToken);

    /// <inheritdoc/>
    public Task<IDisposable> FollowAsync(
        CustomerId customer, Action<CustomerChanged> onChanged, CancellationToken cancellationToken) =>
        Task.FromResult(_node.Host.Feed.Subscribe(customer, onChanged));

    /// <summary>The customer's whole state as of its last committed turn, without following a merge.</summary>
    public Task<CustomerSnapshot> CaptureAsync(CustomerId customer, CancellationToken cancellationToken) =>
        _front.CaptureAsync(customer, cancellationToken);

    /// <summary>Delivers the merge steps in the journal's outbox; how many it took up. Zero means that no merge is unfinished.</summary>
    public async Task<int> SweepOutboxAsync(CancellationToken cancellationToken)
    {
        using var pass = _front.Enter();
        return await _node.SweepOutboxAsync().WaitAsync(cancellationToken);
    }

    /// <summary>Lets go of customers that have been idle for their time; how many. The engine does so by itself.</summary>
    public int EvictIdle() => _actors.EvictIdle();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _node.Dispose();
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        await (_idleSweeps?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _front.CloseAsync(cancellationToken);
        await _node.StopDeliveringAsync();
        await _actors.CloseAsync();
        await _node.StopAsync();
        LogStopped(_logger);
    }

    [LoggerMessage(1, LogLevel.Information, "The engine has stopped; every acknowledged interaction is in the journal.")]
    private static partial void LogStopped(ILogger logger);
}
