using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Silo.Feed;
using Orleans.Concurrency;
using Orleans.Placement;

namespace DbMarketing.Silo.Grains;

/// <summary>
/// A <see cref="CustomerActor"/> that Orleans places, finds and moves. Reentrant, and thin: it only posts to the actor's mailbox, so
/// drains and group commits work as in one process, off the grain's scheduler. Placed by chance: customers are small and alike, and what
/// the silos' reports of their load say is too old for a burst.
/// </summary>
[Reentrant]
[RandomPlacement]
[GrainType(ICustomerGrain.Type)]
internal sealed class CustomerGrain : Grain, ICustomerGrain
{
    private readonly SiloNode _node;
    private readonly CustomerActor _actor;
    private readonly Dictionary<long, CustomerCall> _open = [];

    public CustomerGrain(SiloNode node)
    {
        _node = node;
        _actor = new CustomerActor(CustomerId.Parse(this.GetPrimaryKeyString()), node.Customers.Host);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _node.Activated();
        return Task.CompletedTask;
    }

    async Task<ReplyEnvelope> ICustomerGrain.AskAsync(long id, CallEnvelope call)
    {
        StayInMemory();
        if (_open.TryGetValue(id, out var first))
        {
            return new(await first.WhenSettled());
        }

        _open.Add(id, call.Call);
        try
        {
            // Where it is moving, its caller asks again, and finds the next activation.
            return _actor.TryPost(call.Call) ? new(await call.Call.WhenSettled()) : throw new CustomerMovingException();
        }
        catch (Exception exception) when (exception is not CustomerMovingException)
        {
            return new(CallFault.Of(exception));
        }
        finally
        {
            _open.Remove(id);
        }
    }

    Task ICustomerGrain.FollowAsync(ICustomerFollower follower)
    {
        StayInMemory();
        _node.Followers.Follow(_actor.Id, follower);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            await _actor.RetireAsync(cancellationToken);
            _actor.Leave();
        }
        finally
        {
            // Last, because the last turn is still to be told.
            _node.Followers.Drop(_actor.Id);
            _node.Deactivated();
        }
    }

    /// <summary>
    /// The cluster collects what was idle for an anonymous visitor's time; a known customer stays longer, unless the silo has as many as
    /// it may.
    /// </summary>
    private void StayInMemory()
    {
        if (_actor.Id.Kind == CustomerKind.Known && _node.HasRoom)
        {
            DelayDeactivation(_node.Customers.Host.Limits.KnownIdleTime);
        }
    }
}
