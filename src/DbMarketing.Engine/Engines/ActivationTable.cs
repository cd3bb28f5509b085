using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// The customers in memory, at most <see cref="EngineLimits.Activations"/>. The longest idle one makes room for a new one; idle ones
/// leave after their time, anonymous visitors sooner than known customers. Thread-safe.
/// </summary>
internal sealed class ActivationTable(ActorHost host) : ICustomerActors
{
    // How many of the longest idle may turn out to be busy before a call is refused.
    private const int EvictionAttempts = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<CustomerId, LinkedListNode<Activation>> _byId = [];
    private readonly LinkedList<Activation> _known = new();
    private readonly LinkedList<Activation> _anonymous = new();
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byId.Count;
            }
        }
    }

    public Task<TReply> AskAsync<TReply>(CustomerId customer, CustomerCall<TReply> call, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(customer.IsDefault, true, nameof(customer));
        cancellationToken.ThrowIfCancellationRequested();
        while (!Find(customer).TryPost(call))
        {
            // It was retired between the look and the post; the next look finds or makes another.
        }

        return cancellationToken.CanBeCanceled ? call.Reply.WaitAsync(cancellationToken) : call.Reply;
    }

    /// <summary>Lets go of customers that have been idle for their time.</summary>
    public int EvictIdle()
    {
        var now = host.Time.GetUtcNow();
        var leaving = new List<CustomerActor>();
        lock (_gate)
        {
            TakeIdle_NeedsLock(_known, now - host.Limits.KnownIdleTime, leaving);
            TakeIdle_NeedsLock(_anonymous, now - host.Limits.AnonymousIdleTime, leaving);
        }

        leaving.ForEach(static actor => actor.Leave());
        EngineInstruments.ActivationsEvicted(leaving.Count);
        return leaving.Count;
    }

    /// <summary>Refuses new activations, and lets all go when they have answered what they hold.</summary>
    internal async Task CloseAsync()
    {
        List<CustomerActor> actors;
        lock (_gate)
        {
            _closed = true;
            actors = [.. _known.Concat(_anonymous).Select(static activation => activation.Actor)];
        }

        foreach (var actor in actors)
        {
            await actor.RetireAsync(CancellationToken.None);
            actor.Leave();
        }
    }

    private CustomerActor Find(CustomerId customer)
    {
        CustomerActor? evicted = null;
        CustomerActor found;
        lock (_gate)
        {
            if (_closed)
            {
                throw new JournalUnavailableException("The engine has stopped.");
            }

            if (_byId.TryGetValue(customer, out var node))
            {
                Touch_NeedsLock(node);
                return node.Value.Actor;
            }

            if (_byId.Count >= host.Limits.Activations)
            {
                evicted = EvictOldest_NeedsLock();
            }

            found = new CustomerActor(customer, host);
            _byId.Add(customer, ListOf(customer).AddLast(new Activation(found, host.Time.GetUtcNow())));
        }

        evicted?.Leave();
        return found;
    }

    private CustomerActor EvictOldest_NeedsLock()
    {
        for (var attempt = 0; attempt < EvictionAttempts && _byId.Count > 0; attempt++)
        {
            var oldest = Older(_known.First, _anonymous.First)!;
            if (oldest.Value.Actor.TryRetire())
            {
                Remove_NeedsLock(oldest);
                EngineInstruments.ActivationsEvicted(1);
                return oldest.Value.Actor;
            }

            Touch_NeedsLock(oldest);
        }

        EngineInstruments.Overloaded(nameof(EngineLimits.Activations));
        throw new EngineOverloadedException(
            $"{_byId.Count} customers are in memory and busy, the limit Engine:{nameof(EngineLimits.Activations)}.");
    }

    private void TakeIdle_NeedsLock(LinkedList<Activation> list, DateTimeOffset until, List<CustomerActor> leaving)
    {
        while (list.First is { } oldest && oldest.Value.UsedAt <= until)
        {
            if (oldest.Value.Actor.TryRetire())
            {
                Remove_NeedsLock(oldest);
                leaving.Add(oldest.Value.Actor);
            }
            else
            {
                Touch_NeedsLock(oldest);
            }
        }
    }

    private void Touch_NeedsLock(LinkedListNode<Activation> node)
    {
        var list = node.List!;
        list.Remove(node);
        node.ValueRef = node.Value with { UsedAt = host.Time.GetUtcNow() };
        list.AddLast(node);
    }

    private void Remove_NeedsLock(LinkedListNode<Activation> node)
    {
        _byId.Remove(node.Value.Actor.Id);
        node.List!.Remove(node);
    }

    private LinkedList<Activation> ListOf(CustomerId customer) => customer.Kind == CustomerKind.Known ? _known : _anonymous;

    private static LinkedListNode<Activation>? Older(LinkedListNode<Activation>? one, LinkedListNode<Activation>? other) =>
        one is null || (other is not null && other.Value.UsedAt < one.Value.UsedAt) ? other : one;

    private readonly record struct Activation(CustomerActor Actor, DateTimeOffset UsedAt);
}
