using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Remembers where merged ids went, so that their calls need no hop. Holds only moves whose survivor has taken the state over; a
/// merge is never undone, so nothing in it goes stale. Bounded by <see cref="EngineLimits.AliasesRemembered"/>. Thread-safe.
/// </summary>
internal sealed class AliasCache(EngineLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CustomerId, CustomerId> _survivors = [];
    private readonly Queue<CustomerId> _order = new();

    public void Remember(CustomerId merged, CustomerId survivor)
    {
        lock (_gate)
        {
            if (!_survivors.TryAdd(merged, survivor))
            {
                return;
            }

            _order.Enqueue(merged);
            if (_order.Count > limits.AliasesRemembered)
            {
                _survivors.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>The last known survivor: the id itself when no move of it is remembered.</summary>
    public CustomerId Follow(CustomerId customer)
    {
        lock (_gate)
        {
            // Survivors are smaller than what they absorb, so this ends.
            while (_survivors.TryGetValue(customer, out var survivor))
            {
                customer = survivor;
            }

            return customer;
        }
    }
}
