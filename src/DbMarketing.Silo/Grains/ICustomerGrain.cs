using DbMarketing.Engine.Engines;
using DbMarketing.Silo.Feed;

namespace DbMarketing.Silo.Grains;

/// <summary>One customer, wherever in the cluster it lives. The key is the text form of its id.</summary>
[Alias("dbmarketing.customer")]
internal interface ICustomerGrain : IGrainWithStringKey
{
    /// <summary>The type of these grains, by which the storage of snapshots names them too.</summary>
    const string Type = "customer";

    /// <summary>
    /// Puts the call into the customer's mailbox; completes after the commit of all that the reply reports. A call that comes again while
    /// it is still open is not made twice: both get the one reply.
    /// </summary>
    /// <param name="id">The same each time that a call is made; another for any other call of the customer that is open meanwhile.</param>
    [Alias("ask")]
    Task<ReplyEnvelope> AskAsync(long id, CallEnvelope call);

    /// <summary>
    /// Tells the follower of every change that is committed from now on, for as long as it asks again within
    /// <see cref="ClusterTimings.FollowLifetime"/>.
    /// </summary>
    [Alias("follow")]
    Task FollowAsync(ICustomerFollower follower);
}
