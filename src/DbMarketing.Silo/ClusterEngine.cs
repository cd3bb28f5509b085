using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Silo.Feed;
using DbMarketing.Silo.Grains;

namespace DbMarketing.Silo;

/// <summary>The engine as the callers of one node see it: customers are grains somewhere in the cluster.</summary>
internal sealed class ClusterEngine(
    IGrainFactory grains, GrainActors actors, FollowRelay relay, EngineLimits limits, TimeProvider time, ILogger<ClusterEngine> logger)
    : ICustomerEngine, IHostedService
{
    private readonly EngineFront _front = new(actors, limits, time, logger);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _front.Open();
        return Task.CompletedTask;
    }

    /// <summary>Takes no more calls, and waits for those in flight.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _front.CloseAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Verdict>> RecordAsync(
        IReadOnlyList<AddressedInteraction> interactions, CancellationToken cancellationToken) =>
        _front.RecordAsync(interactions, cancellationToken);

    /// <inheritdoc/>
    public async Task RecordRejectedAsync(IReadOnlyList<RejectedInteraction> rejected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rejected);
        using var pass = _front.Enter();
        if (rejected.Count == 0)
        {
            return;
        }

        RejectedMessage[] messages = [.. rejected.Select(static one => new RejectedMessage(one.Source, one.ReceivedAt, one.Code))];
        try
        {
            var reply = await grains.GetGrain<ILedgerGrain>(0).CountRejectedAsync(messages).WaitAsync(cancellationToken);
            if (reply.Reply is CallFault fault)
            {
                throw fault.ToException();
            }
        }
        catch (Exception exception) when (ClusterFaults.IsPassing(exception))
        {
            // Counting twice would not be found out by anybody, so the sender decides whether to send again.
            throw new JournalUnavailableException(
                $"The cluster cannot count what was rejected now ({exception.GetType().Name}).", knownNotCommitted: false);
        }
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
        relay.FollowAsync(customer, onChanged, cancellationToken);

    /// <summary>The customer's whole state as of its last committed turn, without following a merge.</summary>
    internal Task<CustomerSnapshot> CaptureAsync(CustomerId customer, CancellationToken cancellationToken) =>
        _front.CaptureAsync(customer, cancellationToken);
}
