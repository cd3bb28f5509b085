using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Silo.Grains;

namespace DbMarketing.Silo.Feed;

/// <summary>
/// Brings the changes of customers anywhere in the cluster to the screens of this node: follows each customer once for all its screens,
/// and asks again every <see cref="ClusterTimings.FollowRenewal"/>, because customers move and silos die. Thread-safe.
/// </summary>
internal sealed partial class FollowRelay(
    IGrainFactory grains, EngineLimits limits, ClusterTimings timings, TimeProvider time, ILogger<FollowRelay> logger)
    : BackgroundService, ICustomerFollower
{
    /// <summary>How many customers are asked for at once when following is renewed.</summary>
    private const int RenewalsAtOnce = 64;

    private readonly CustomerFeed _feed = new(limits, TaskScheduler.Default);
    private readonly Lock _gate = new();
    private ICustomerFollower? _self;

    /// <summary>Calls back for every change committed after the task has completed, until the result is disposed.</summary>
    public async Task<IDisposable> FollowAsync(
        CustomerId customer, Action<CustomerChanged> onChanged, CancellationToken cancellationToken)
    {
        var subscription = _feed.Subscribe(customer, onChanged);
        try
        {
            await AskAsync(customer).WaitAsync(cancellationToken);
            return subscription;
        }
        catch
        {
            subscription.Dispose();
            throw;
        }
    }

    Task ICustomerFollower.ChangedAsync(ChangeMessage change)
    {
        _feed.Publish(new CustomerChanged(
            CustomerId.Parse(change.Customer), change.Sequence, change.Recorded,
            change.MergedInto is { } survivor ? CustomerId.Parse(survivor) : null, change.PreviousSequence, change.Reviewed));
        return Task.CompletedTask;
    }

    /// <summary>Follows again all that the screens of this node follow.</summary>
    internal Task RenewAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        _feed.Followed,
        new ParallelOptions { MaxDegreeOfParallelism = RenewalsAtOnce, CancellationToken = cancellationToken },
        async (customer, _) => await AskAsync(customer));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(timings.FollowRenewal, time);
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            await RenewAsync(stoppingToken);
        }
    }

    private async Task AskAsync(CustomerId customer)
    {
        try
        {
            await grains.GetGrain<ICustomerGrain>(customer.ToString()).FollowAsync(Self());
        }
        catch (Exception exception)
        {
            // The next renewal asks again, and each screen looks at its customer now and then whether or not it was told of a change.
            LogNotFollowed(logger, exception.GetType().Name);
        }
    }

    /// <summary>How silos reach this node. Held here, because the cluster itself does not keep it alive.</summary>
    private ICustomerFollower Self()
    {
        lock (_gate)
        {
            return _self ??= grains.CreateObjectReference<ICustomerFollower>(this);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "A customer could not be followed ({Fault}); the next renewal tries again.")]
    private static partial void LogNotFollowed(ILogger logger, string fault);
}
