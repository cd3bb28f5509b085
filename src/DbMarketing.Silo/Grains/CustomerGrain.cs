using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Silo.Feed;
using Orleans.Concurrency;

namespace DbMarketing.Silo.Grains;

/// <summary>
/// A <see cref="CustomerActor"/> that Orleans places, finds and moves. Reentrant, and thin: it only posts to the actor's mailbox, so
/// drains and group commits work as in one process, off the grain's scheduler.
/// </summary>
[Reentrant]
[GrainType("customer")]
internal sealed class CustomerGrain : Grain, ICustomerGrain
{
    private readonly SiloNode _node;
    private readonly CustomerActor _actor;

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

    public async Task<ReplyEnvelope> AskAsync(CallEnvelope call)
    {
        StayInMemory();
        try
        {
            if (!_actor.TryPost(call.Call))
            {
                return new(CallFault.Of(new JournalUnavailableException("This customer is moving to another silo.")));
            }
        }
        catch (EngineOverloadedException exception)
        {
            return new(CallFault.Of(exception));
        }

        return new(await call.Call.WhenSettled());
    }

    public Task FollowAsync(ICustomerFollower follower)
    {
        StayInMemory();
        _node.Followers.Follow(_actor.Id, follower);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _node.Followers.Drop(_actor.Id);
        await _actor.RetireAsync(cancellationToken);
        _actor.Leave();
        _node.Deactivated();
    }

    /// <summary>The cluster collects what was idle for an anonymous visitor's time; a known customer stays longer.</summary>
    private void StayInMemory()
    {
        if (_actor.Id.Kind == CustomerKind.Known)
        {
            DelayDeactivation(_node.Customers.Host.Limits.KnownIdleTime);
        }
    }
}
