using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;

namespace DbMarketing.Engine.Tests.Engines;

/// <summary>Method: deliveries wait on a scheduler that the test runs by hand, so a slow subscriber is one that was not run yet.</summary>
public sealed class CustomerFeedTests
{
    private static readonly CustomerId Customer = CustomerId.Known("1");
    private readonly HeldScheduler _scheduler = new();
    private readonly List<CustomerChanged> _received = [];

    [Fact]
    public void Publish_ReachesSubscribersOfTheCustomerAlone()
    {
        var feed = Feed();
        using var subscription = feed.Subscribe(Customer, _received.Add);
        feed.Publish(Change(1));
        feed.Publish(Change(1) with { Customer = CustomerId.Known("2") });
        _scheduler.RunAll();
        Assert.Equal([Change(1)], _received);
    }

    [Fact]
    public void Publish_ReachesASlowSubscriberAsOneChange()
    {
        var feed = Feed();
        using var subscription = feed.Subscribe(Customer, _received.Add);
        feed.Publish(Change(1) with { Recorded = true });
        feed.Publish(Change(2));
        feed.Publish(Change(3));
        _scheduler.RunAll();
        Assert.Equal([new CustomerChanged(Customer, 3, true, null, 0)], _received);
    }

    [Fact]
    public void Publish_GoesOn_AfterASubscriberThrew()
    {
        var feed = Feed();
        using var failing = feed.Subscribe(Customer, static _ => throw new InvalidOperationException("A subscriber's fault."));
        using var subscription = feed.Subscribe(Customer, _received.Add);
        feed.Publish(Change(1));
        _scheduler.RunAll();
        feed.Publish(Change(2));
        _scheduler.RunAll();
        Assert.Equal([1L, 2L], _received.Select(static change => change.Sequence));
    }

    [Fact]
    public void Dispose_EndsTheSubscription_ForWhatWaitsToo()
    {
        var feed = Feed();
        var subscription = feed.Subscribe(Customer, _received.Add);
        feed.Publish(Change(1));
        subscription.Dispose();
        _scheduler.RunAll();
        Assert.Empty(_received);
        Assert.Equal(0, feed.Count);
    }

    [Fact]
    public void Subscribe_IsRefusedAtTheCustomersLimit_NamingIt()
    {
        var feed = Feed(new EngineLimits { SubscriptionsPerCustomer = 1 });
        using var first = feed.Subscribe(Customer, _received.Add);
        var fault = Assert.Throws<EngineOverloadedException>(() => feed.Subscribe(Customer, _received.Add));
        Assert.Contains("Engine:SubscriptionsPerCustomer", fault.Message, StringComparison.Ordinal);
        using var other = feed.Subscribe(CustomerId.Known("2"), _received.Add);
    }

    [Fact]
    public void Subscribe_IsRefusedAtTheNodesLimit_NamingIt()
    {
        var feed = Feed(new EngineLimits { Subscriptions = 1 });
        using var first = feed.Subscribe(Customer, _received.Add);
        var fault = Assert.Throws<EngineOverloadedException>(() => feed.Subscribe(CustomerId.Known("2"), _received.Add));
        Assert.Contains("Engine:Subscriptions", fault.Message, StringComparison.Ordinal);
    }

    private CustomerFeed Feed(EngineLimits? limits = null) => new(limits ?? new EngineLimits(), _scheduler);

    private static CustomerChanged Change(long sequence) => new(Customer, sequence, false, null, sequence - 1);

    private sealed class HeldScheduler : TaskScheduler
    {
        private readonly Queue<Task> _waiting = new();

        public void RunAll()
        {
            while (_waiting.TryDequeue(out var task))
            {
                TryExecuteTask(task);
            }
        }

        protected override void QueueTask(Task task) => _waiting.Enqueue(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => _waiting;
    }
}
