using DbMarketing.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Has all customers reviewed after another playbook, or the lag model that it reads, became active, and those of a journal that knows no reviews yet. Decisions and views
/// do not wait for it: they evaluate what holds. Goes on where it stopped; one node of a cluster does it.
/// </summary>
internal sealed class PlaybookSweep(ActorHost host, ILogger<PlaybookSweep> logger) : IDisposable
{
    private readonly Sweep _sweep = new(host, LeaseNames.PlaybookSweep, host.Limits.PlaybookSweepInterval, logger);
    private readonly SweepLease _lease = new(host, LeaseNames.PlaybookSweep);
    private string? _seen;
    private string? _done;

    public void Start(ICustomerActors actors)
    {
        var requests = new ReviewRequests(host, actors, host.Limits.PlaybookReviewsPerSecond, logger);
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
        var playbook = Active;
        if (playbook != _seen)
        {
            await BeginAsync(playbook, stopping);
        }
        else if (playbook != _done)
        {
            // Seen twice in a row: by now no node takes turns by the one before, which could undo what the sweep has done.
            await FollowAsync(playbook, requests, stopping);
        }

        return host.Limits.PlaybookSweepInterval;
    }

    private string Active => host.Reference.Current.ReviewVersion;

    /// <summary>
    /// Sees a playbook for the first time since another one. If it was swept before, that no longer counts: turns were taken by the other
    /// one meanwhile. At a start only what is kept can tell, so it is kept at once.
    /// </summary>
    private async Task BeginAsync(string playbook, CancellationToken stopping)
    {
        var isChange = _seen is not null;
        (_seen, _done) = (playbook, null);
        var progress = await PlaybookSweepProgress.ReadAsync(host.Store, stopping);
        if ((isChange || progress?.Playbook != playbook) && await _lease.TryHoldAsync())
        {
            progress = new() { Playbook = playbook, StartedAt = host.Time.GetUtcNow() };
            await progress.WriteAsync(host.Store, host.Time.GetUtcNow(), stopping);
        }
    }

    private async Task FollowAsync(string playbook, ReviewRequests requests, CancellationToken stopping)
    {
        var progress = await PlaybookSweepProgress.ReadAsync(host.Store, stopping);
        if (progress?.Playbook != playbook)
        {
            progress = new() { Playbook = playbook, StartedAt = host.Time.GetUtcNow() };
        }

        while (progress.EndedAt is null && Active == playbook && await _lease.TryHoldAsync())
        {
            var customers = await host.Store.ReadCustomersAsync(new(progress.Place), host.Limits.ReviewsAtOnce, stopping);
            if (!await requests.AskAsync([.. customers.Select(static customer => customer.Id)], stopping))
            {
                return;
            }

            progress = customers.Count == 0
                ? progress with { EndedAt = host.Time.GetUtcNow() }
                : progress with { Customers = progress.Customers + customers.Count, Place = customers[^1].Key.Value };
            await progress.WriteAsync(host.Store, host.Time.GetUtcNow(), stopping);
        }

        _done = progress.EndedAt is null ? _done : playbook;
    }
}
