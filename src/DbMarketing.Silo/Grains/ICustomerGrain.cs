using DbMarketing.Engine.Engines;
using DbMarketing.Silo.Feed;

namespace DbMarketing.Silo.Grains;

/// <summary>One customer, wherever in the cluster it lives. The key is the text form of its id.</summary>
internal interface ICustomerGrain : IGrainWithStringKey
{
    /// <summary>The type of these grains, by which the storage of snapshots names them too.</summary>
    const string Type = "customer";

    /// <summary>Puts the call into the customer's mailbox; completes after the commit of all that the reply reports.</summary>
    Task<ReplyEnvelope> AskAsync(CallEnvelope call);

    /// <summary>
    /// Tells the follower of every change that is committed from now on, for as long as it asks again within
    /// <see cref="ClusterTimings.FollowLifetime"/>.
    /// </summary>
    Task FollowAsync(ICustomerFollower follower);
}
