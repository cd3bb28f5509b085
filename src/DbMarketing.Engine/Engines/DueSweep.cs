using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Has customers reviewed when time alone has changed them, also those who are not in memory: reads what is due in the order of its
/// instants and asks the customers, a bounded batch after the other. An item leaves the index with the commit of its customer's turn, so
/// that whatever interrupts the sweep loses none and repeats none. One node of a cluster does it.
/// </summary>
internal sealed partial class DueSweep(ActorHost host, ILogger<DueSweep> logger) : IDisposable
{
    /// <summary>What comes due within it is asked in one batch.</summary>
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(20);

    private readonly Sweep _sweep = new(host, LeaseNames.DueSweep, host.Limits.DuePollInterval, logger);
    private readonly SweepLease _lease = new(host.Store, host.Writer.Owner, host.Time, LeaseNames.DueSweep);
    private readonly ReviewBackOff _backOff = new(host.Time);

    public void Start(ICustomerActors actors)
    {
        var requests = new ReviewRequests(host, actors, host.Limits.DuePerSecond, logger);
        _sweep.Start(stopping => PassAsync(requests, stopping));
    }

    internal async Task StopAsync()
    {
        await _sweep.StopAsync();
        await _lease.ReleaseAsync();
    }

    public void Dispose() => _sweep.Dispose();

    private async Task<TimeSpan> PassAsync(ReviewRequests requests, CancellationToken stopping)
    {
        // What comes due during the pass waits for the next one, so that a customer who could not be served waits no longer than a pass.
        var until = host.Time.GetUtcNow();
        var place = default(DuePlace);
        while (!stopping.IsCancellationRequested)
        {
            var due = await host.Store.ReadDueAsync(place, until, host.Limits.ReviewsAtOnce, stopping);
            if (due.Count == 0)
            {
                break;
            }

            if (!await _lease.TryHoldAsync())
            {
                return host.Limits.DuePollInterval;
            }

            await AskAsync(requests, [.. due.Where(item => !_backOff.IsLeftAlone(item.Customer))], stopping);
            place = due[^1].Place;
        }

        var next = await host.Store.ReadDueAsync(new(until, new(long.MaxValue - 1)), DateTimeOffset.MaxValue, 1, stopping);
        return next is not [var first] ? host.Limits.DuePollInterval
            : first.Place.At - host.Time.GetUtcNow() is var wait && wait > LeastWait ? wait : LeastWait;
    }

    /// <summary>One customer that cannot be read must not fill the log, nor take the others' pace: it is asked ever more seldom.</summary>
    private async Task AskAsync(ReviewRequests requests, IReadOnlyList<DueItem> due, CancellationToken stopping)
    {
        if (due.Count == 0)
        {
            return;
        }

        CustomerId[] customers = [.. due.Select(static item => item.Customer)];
        var outcome = await requests.AskAsync(customers, stopping);
        _backOff.Reviewed(customers, outcome.Failed.Select(static failed => failed.Customer));
        foreach (var (customer, fault) in outcome.Failed)
        {
            if (_backOff.Failed(customer) is { } wait)
            {
                LogFailed(logger, fault, wait);
            }
        }

        EngineInstruments.DueFailed(outcome.Failed.Count);
        if (outcome.Served > 0)
        {
            EngineInstruments.DueReviewed(outcome.Served, host.Time.GetUtcNow() - due[0].Place.At);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The review of a customer failed; it is asked again in {Wait}.")]
    private static partial void LogFailed(ILogger logger, Exception exception, TimeSpan wait);
}
