using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// The customers whose reviews fail, and until when each is left alone: a second, and twice as long after each failure, an hour at most.
/// Of more than <see cref="MaxCustomers"/> the rest is asked at the pace of the sweep. Used by one sweep alone.
/// </summary>
internal sealed class ReviewBackOff(TimeProvider time)
{
    public const int MaxCustomers = 10_000;

    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    private readonly Dictionary<CustomerId, (TimeSpan Wait, DateTimeOffset Until)> _failing = [];

    /// <summary>Whether the customer is left alone now.</summary>
    public bool IsLeftAlone(CustomerId customer) =>
        _failing.TryGetValue(customer, out var failing) && time.GetUtcNow() < failing.Until;

    /// <summary>How long the customer is left alone from now on; null when there is no room to remember it.</summary>
    public TimeSpan? Failed(CustomerId customer)
    {
        var isKnown = _failing.TryGetValue(customer, out var before);
        if (!isKnown && _failing.Count == MaxCustomers)
        {
            return null;
        }

        var wait = !isKnown ? s_shortest : before.Wait * 2 < s_longest ? before.Wait * 2 : s_longest;
        _failing[customer] = (wait, time.GetUtcNow() + wait);
        return wait;
    }

    /// <summary>Forgets the customers among these who did not fail this time.</summary>
    public void Reviewed(IEnumerable<CustomerId> asked, IEnumerable<CustomerId> failed)
    {
        if (_failing.Count == 0)
        {
            return;
        }

        foreach (var customer in asked.Except(failed))
        {
            _failing.Remove(customer);
        }
    }
}
