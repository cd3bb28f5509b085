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
    private volatile Subscription[] _ofAll = [];
    private int _count;

    /// <summary>A feed with the default limits, on the thread pool.</summary>
    public CustomerFeed()
        : this(new EngineLimits(), TaskScheduler.Default)
    {
    }

    /// <summary>Subscriptions that are open now.</summary>
    public int Count => Volatile.Read(ref _count);

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

            var subscription = Open(customer, onChanged, backlog: 1);
            _byCustomer[customer] = [.. present, subscription];
            return subscription;
        }
    }

    /// <summary>Every change of every customer, for overviews; a subscriber that falls behind loses the oldest.</summary>
    public IDisposable SubscribeAll(Action<CustomerChanged> onChanged)
    {
        ArgumentNullException.ThrowIfNull(onChanged);
        lock (_gate)
        {
            var subscription = Open(default, onChanged, limits.FeedBacklog);
            _ofAll = [.. _ofAll, subscription];
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

        foreach (var subscription in _ofAll)
        {
            subscription.Offer(change);
        }
    }

    private Subscription Open(CustomerId customer, Action<CustomerChanged> onChanged, int backlog)
    {
        if (_count >= limits.Subscriptions)
        {
            throw new EngineOverloadedException($"This node already has {_count} live subscriptions, the limit Engine:Subscriptions.");
        }

        _count++;
        return new Subscription(this, customer, onChanged, backlog);
    }

    private void Close(Subscription subscription)
    {
        lock (_gate)
        {
            _count--;
            if (subscription.Customer.IsDefault)
            {
                _ofAll = [.. _ofAll.Where(other => other != subscription)];
                return;
            }

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

    private sealed class Subscription(CustomerFeed feed, CustomerId customer, Action<CustomerChanged> onChanged, int backlog) : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly Queue<CustomerChanged> _waiting = new();
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

                if (_waiting.Count >= backlog)
                {
                    var oldest = _waiting.Dequeue();
                    change = backlog == 1 ? oldest.Then(change) : change;
                }

                _waiting.Enqueue(change);
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
                _waiting.Clear();
            }

            feed.Close(this);
        }

        private void Deliver()
        {
            while (true)
            {
                CustomerChanged change;
                lock (_gate)
                {
                    if (!_waiting.TryDequeue(out change!))
                    {
                        _delivering = false;
                        return;
                    }
                }

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
    }

    private TaskScheduler Scheduler => scheduler;
}
