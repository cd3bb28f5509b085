using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// The side of an engine that faces callers, the same for every engine: lets calls in while it is open, checks them, and brings them to
/// their customers. Thread-safe; knows nothing of where customers live.
/// </summary>
internal sealed partial class EngineFront
{
    private readonly ICustomerActors _actors;
    private readonly CustomerRouter _router;
    private readonly CallGate _gate;
    private readonly EngineLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public EngineFront(ICustomerActors actors, EngineLimits limits, TimeProvider time, ILogger logger)
    {
        (_actors, _limits, _time, _logger) = (actors, limits, time, logger);
        Merges = new MergeProtocol(actors, limits);
        _router = new CustomerRouter(actors, Merges, new AliasCache(limits), limits);
        _gate = new CallGate(limits);
    }

    public MergeProtocol Merges { get; }

    public ICustomerActors Actors => _actors;

    public void Open() => _gate.Open();

    /// <summary>Lets a call in that the engine answers itself.</summary>
    public CallGate.Pass Enter() => _gate.Enter();

    /// <summary>Lets nobody in any more, and waits for those inside up to <see cref="EngineLimits.StopTimeout"/>.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _gate.CloseAsync().WaitAsync(_limits.StopTimeout, _time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            LogStopImpatient(_logger, _limits.StopTimeout);
        }
    }

    /// <inheritdoc cref="ICustomerEngine.RecordAsync"/>
    public async Task<IReadOnlyList<Verdict>> RecordAsync(
        IReadOnlyList<AddressedInteraction> interactions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        using var pass = _gate.Enter();
        return await _router.RecordAsync(interactions, cancellationToken);
    }

    /// <inheritdoc cref="ICustomerEngine.DecideAsync"/>
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

    /// <inheritdoc cref="ICustomerEngine.ViewAsync(CustomerId, string, CancellationToken)"/>
    public async Task<CustomerView?> ViewAsync(CustomerId customer, string? language, CancellationToken cancellationToken)
    {
        using var pass = _gate.Enter();
        return await _router.AskAsync(customer, () => new ViewCall(language), cancellationToken);
    }

    /// <inheritdoc cref="ICustomerEngine.ResolveAsync"/>
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

    [LoggerMessage(1, LogLevel.Warning, "Calls in flight were not waited for beyond {Timeout}, the setting Engine:StopTimeout.")]
    private static partial void LogStopImpatient(ILogger logger, TimeSpan timeout);
}
