using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;

namespace DbMarketing.Silo.Feed;

/// <summary>
/// The nodes that follow customers of this silo. A follower that does not ask again in time is forgotten, so a node that died costs
/// nothing for long. Thread-safe.
/// </summary>
internal sealed class FollowerTable(CustomerFeed feed, ClusterTimings timings, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CustomerId, Dictionary<ICustomerFollower, Following>> _byCustomer = [];

    /// <summary>How many followings are open.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byCustomer.Sum(static customer => customer.Value.Count);
            }
        }
    }

    /// <summary>
    /// Tells the follower of the customer's changes from now on. Throws <see cref="EngineOverloadedException"/> at the limits.
    /// </summary>
    public void Follow(CustomerId customer, ICustomerFollower follower)
    {
        lock (_gate)
        {
            if (!_byCustomer.TryGetValue(customer, out var followers))
            {
                _byCustomer.Add(customer, followers = []);
            }

            var until = time.GetUtcNow() + timings.FollowLifetime;
            followers[follower] = followers.TryGetValue(follower, out var known)
                ? known with { Until = until }
                : new Following(feed.Subscribe(customer, new FollowerLine(follower).Tell), until);
        }
    }

    /// <summary>The customer leaves this silo; its followers ask again where it lives next.</summary>
    public void Drop(CustomerId customer)
    {
        lock (_gate)
        {
            if (_byCustomer.Remove(customer, out var followers))
            {
                EndAll(followers.Values);
            }
        }
    }

    /// <summary>Forgets the followers that have not asked again in time.</summary>
    public void Sweep()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var (customer, followers) in _byCustomer.ToList())
            {
                var late = followers.Where(following => following.Value.Until <= now).ToList();
                EndAll(late.Select(static following => following.Value));
                late.ForEach(following => followers.Remove(following.Key));
                if (followers.Count == 0)
                {
                    _byCustomer.Remove(customer);
                }
            }
        }
    }

    private static void EndAll(IEnumerable<Following> followings)
    {
        foreach (var following in followings)
        {
            following.Subscription.Dispose();
        }
    }

    private readonly record struct Following(IDisposable Subscription, DateTimeOffset Until);
}
