using System.Collections.Concurrent;
using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Tells subscribers of a customer that it changed, after the commit. Never blocks a turn: callbacks run on the feed's scheduler,
/// one at a time for each subscription, and what happened meanwhile arrives as one change. Thread-safe.
/// </summary>
public sealed class CustomerFeed(EngineLimits limits, TaskScheduler scheduler)
{
    private readonly ConcurrentDictionary<CustomerId, Subscription[]> byCustomer = new();
    private readonly Lock gate = new();
    private volatile Subscription[] ofAll = [];
    private int count;

    /// <summary>A feed with the default limits, on the thread pool.</summary>
    public CustomerFeed()
        : this(new EngineLimits(), TaskScheduler.Default)
    {
    }

    /// <summary>Subscriptions that are open now.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>
    /// Calls <paramref name="onChanged"/> for changes of the customer until disposed. While a call runs, later changes are folded into
    /// one. Throws <see cref="EngineOverloadedException"/> at the limits.
    /// </summary>
    public IDisposable Subscribe(CustomerId customer, Action<CustomerChanged> onChanged)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(customer.IsDefault, true, nameof(customer));
        ArgumentNullException.ThrowIfNull(onChanged);
        lock (gate)
        {
            var present = byCustomer.GetValueOrDefault(customer) ?? [];
            if (present.Length >= limits.SubscriptionsPerCustomer)
            {
                throw new EngineOverloadedException(
                    $"This customer already has {present.Length} live subscriptions, the limit Engine:SubscriptionsPerCustomer.");
            }

            var subscription = Open(customer, onChanged, backlog: 1);
            byCustomer[customer] = [.. present, subscription];
            return subscription;
        }
    }

    /// <summary>Every change of every customer, for overviews; a subscriber that falls behind loses the oldest.</summary>
    public IDisposable SubscribeAll(Action<CustomerChanged> onChanged)
    {
        ArgumentNullException.ThrowIfNull(onChanged);
        lock (gate)
        {
            var subscription = Open(default, onChanged, limits.FeedBacklog);
            ofAll = [.. ofAll, subscription];
            return subscription;
        }
    }

    /// <summary>Called by an actor after its commit. Returns at once.</summary>
    public void Publish(CustomerChanged change)
    {
        if (byCustomer.TryGetValue(change.Customer, out var subscriptions))
        {
            foreach (var subscription in subscriptions)
            {
                subscription.Offer(change);
            }
        }

        foreach (var subscription in ofAll)
        {
            subscription.Offer(change);
        }
    }

    private Subscription Open(CustomerId customer, Action<CustomerChanged> onChanged, int backlog)
    {
        if (count >= limits.Subscriptions)
        {
            throw new EngineOverloadedException($"This node already has {count} live subscriptions, the limit Engine:Subscriptions.");
        }

        count++;
        return new Subscription(this, customer, onChanged, backlog);
    }

    private void Close(Subscription subscription)
    {
        lock (gate)
        {
            count--;
            if (subscription.Customer.IsDefault)
            {
                ofAll = [.. ofAll.Where(other => other != subscription)];
                return;
            }

            Subscription[] rest = [.. byCustomer[subscription.Customer].Where(other => other != subscription)];
            if (rest.Length > 0)
            {
                byCustomer[subscription.Customer] = rest;
            }
            else
            {
                byCustomer.TryRemove(subscription.Customer, out _);
            }
        }
    }

    private sealed class Subscription(CustomerFeed feed, CustomerId customer, Action<CustomerChanged> onChanged, int backlog) : IDisposable
    {
        private readonly Lock gate = new();
        private readonly Queue<CustomerChanged> waiting = new();
        private bool delivering;
        private bool closed;

        public CustomerId Customer => customer;

        public void Offer(CustomerChanged change)
        {
            lock (gate)
            {
                if (closed)
                {
                    return;
                }

                if (waiting.Count >= backlog)
                {
                    var oldest = waiting.Dequeue();
                    change = backlog == 1 ? oldest.Then(change) : change;
                }

                waiting.Enqueue(change);
                if (delivering)
                {
                    return;
                }

                delivering = true;
            }

            _ = Task.Factory.StartNew(
                static state => ((Subscription)state!).Deliver(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, feed.Scheduler);
        }

        public void Dispose()
        {
            lock (gate)
            {
                if (closed)
                {
                    return;
                }

                closed = true;
                waiting.Clear();
            }

            feed.Close(this);
        }

        private void Deliver()
        {
            while (true)
            {
                CustomerChanged change;
                lock (gate)
                {
                    if (!waiting.TryDequeue(out change!))
                    {
                        delivering = false;
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
