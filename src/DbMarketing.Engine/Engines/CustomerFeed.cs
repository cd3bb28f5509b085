using System.Collections.Concurrent;
using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Tells subscribers of a customer that it changed, after the commit. Never blocks a turn: callbacks run on the feed's scheduler,
/// one at a time for each subscription, and what happened meanwhile arrives as one change. Thread-safe.
/// </summary>
public sealed class CustomerFeed(EngineLimits limits, TaskScheduler scheduler)
{
    private readonly ConcurrentDictionary<CustomerId, Subscription[]> _byCustomer = new();
    private readonly Lock _gate = new();
    private int _count;

    /// <summary>A feed with the default limits, on the thread pool.</summary>
    public CustomerFeed()
        : this(new EngineLimits(), TaskScheduler.Default)
    {
    }

    /// <summary>Subscriptions that are open now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The customers that somebody follows now.</summary>
    internal ICollection<CustomerId> Followed => _byCustomer.Keys;

    /// <summary>
    /// Calls <paramref name="onChanged"/> for changes of the customer until disposed. While a call runs, later changes are folded into
    /// one. Throws <see cref="EngineOverloadedException"/> at the limits.
    /// </summary>
    public IDisposable Subscribe(CustomerId customer, Action<CustomerChanged> onChanged)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(customer.IsDefault, true, nameof(customer));
        ArgumentNullException.ThrowIfNull(onChanged);
        lock (_gate)
        {
            var present = _byCustomer.GetValueOrDefault(customer) ?? [];
            if (present.Length >= limits.SubscriptionsPerCustomer)
            {
                throw new EngineOverloadedException(
                    $"This customer already has {present.Length} live subscriptions, the limit Engine:SubscriptionsPerCustomer.");
            }

            if (_count >= limits.Subscriptions)
            {
                throw new EngineOverloadedException(
                    $"This node already has {_count} live subscriptions, the limit Engine:Subscriptions.");
            }

            _count++;
            var subscription = new Subscription(this, customer, onChanged);
            _byCustomer[customer] = [.. present, subscription];
            return subscription;
        }
    }

    /// <summary>Called by an actor after its commit. Returns at once.</summary>
    public void Publish(CustomerChanged change)
    {
        if (_byCustomer.TryGetValue(change.Customer, out var subscriptions))
        {
            foreach (var subscription in subscriptions)
            {
                subscription.Offer(change);
            }
        }
    }

    private void Close(Subscription subscription)
    {
        lock (_gate)
        {
            _count--;
            Subscription[] rest = [.. _byCustomer[subscription.Customer].Where(other => other != subscription)];
            if (rest.Length > 0)
            {
                _byCustomer[subscription.Customer] = rest;
            }
            else
            {
                _byCustomer.TryRemove(subscription.Customer, out _);
            }
        }
    }

    private sealed class Subscription(CustomerFeed feed, CustomerId customer, Action<CustomerChanged> onChanged) : IDisposable
    {
        private readonly Lock _gate = new();
        private CustomerChanged? _waiting;
        private bool _delivering;
        private bool _closed;

        public CustomerId Customer => customer;

        public void Offer(CustomerChanged change)
        {
            lock (_gate)
            {
                if (_closed)
                {
                    return;
                }

                _waiting = _waiting?.Then(change) ?? change;
                if (_delivering)
                {
                    return;
                }

                _delivering = true;
            }

            _ = Task.Factory.StartNew(
                static state => ((Subscription)state!).Deliver(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach,
                    feed.Scheduler);
        }

        public void Dispose()
        {
            lock (_gate)
            {
                if (_closed)
                {
                    return;
                }

                _closed = true;
                _waiting = null;
            }

            feed.Close(this);
        }

        private void Deliver()
        {
            while (TakeWaiting() is { } change)
            {
                try
                {
                    onChanged(change);
                }
                catch (Exception exception) when (exception is not OutOfMemoryException)
                {
                    // One subscriber's fault must not silence the rest of its changes, nor reach the turn that published.
                    EngineInstruments.SubscriberFailed();
                }
            }
        }

        private CustomerChanged? TakeWaiting()
        {
            lock (_gate)
            {
                var change = _waiting;
                _waiting = null;
                _delivering = change is not null;
                return change;
            }
        }
    }

    private TaskScheduler Scheduler => scheduler;
}
