using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Has all customers reviewed after another playbook, or the lag model that it reads, became active, and those of a journal that knows no
/// reviews yet. Decisions and views do not wait for it: they evaluate what holds. Goes on where it stopped; one node of a cluster does it.
/// </summary>
internal sealed partial class PlaybookSweep(ActorHost host, ILogger<PlaybookSweep> logger) : IDisposable
{
    private readonly Sweep _sweep = new(host, LeaseNames.PlaybookSweep, host.Limits.PlaybookSweepInterval, logger);
    private readonly SweepLease _lease = new(host.Store, host.Writer.Owner, host.Time, LeaseNames.PlaybookSweep);
    private ActivePlaybook? _seen;
    private ActivePlaybook? _done;

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
        var active = await ReadActiveAsync(stopping);
        if (active != _seen)
        {
            await BeginAsync(active, stopping);
        }
        else if (active != _done)
        {
            // Seen twice in a row: by now no node takes turns by the one before, which could undo what the sweep has done.
            await FollowAsync(active, requests, stopping);
        }

        return host.Limits.PlaybookSweepInterval;
    }

    private string Version => host.Reference.Current.ReviewVersion;

    /// <summary>
    /// What holds here, and which activation was the last: a version that was active before, and is again, is another activation, for
    /// turns were taken by the version between.
    /// </summary>
    private async Task<ActivePlaybook> ReadActiveAsync(CancellationToken stopping) =>
        new(Version, (await PlaybookLibrary.ReadNewestAsync(host.Store, stopping))?.Number ?? 0);

    /// <summary>
    /// Sees an activation for the first time. At a start only what is kept can tell whether it was swept, so it is kept at once.
    /// </summary>
    private async Task BeginAsync(ActivePlaybook active, CancellationToken stopping)
    {
        (_seen, _done) = (active, null);
        var progress = await PlaybookSweepProgress.ReadAsync(host.Store, stopping);
        if (!active.IsOf(progress) && await _lease.TryHoldAsync())
        {
            await active.Start(host.Time.GetUtcNow()).WriteAsync(host.Store, host.Time.GetUtcNow(), stopping);
        }
    }

    private async Task FollowAsync(ActivePlaybook active, ReviewRequests requests, CancellationToken stopping)
    {
        var kept = await PlaybookSweepProgress.ReadAsync(host.Store, stopping);
        var progress = kept is not null && active.IsOf(kept) ? kept : active.Start(host.Time.GetUtcNow());
        while (progress.EndedAt is null && Version == active.Playbook && await _lease.TryHoldAsync())
        {
            var customers = await host.Store.ReadCustomersAsync(new(progress.Place), host.Limits.ReviewsAtOnce, stopping);
            var outcome = await requests.AskAsync([.. customers.Select(static customer => customer.Id)], stopping);
            if (outcome.PutOff > 0)
            {
                return;
            }

            foreach (var (_, fault) in outcome.Failed)
            {
                LogFailed(logger, fault);
            }

            progress = customers.Count == 0
                ? progress with { EndedAt = host.Time.GetUtcNow() }
                : progress with { Customers = progress.Customers + customers.Count, Place = customers[^1].Key.Value };
            await progress.WriteAsync(host.Store, host.Time.GetUtcNow(), stopping);
        }

        _done = progress.EndedAt is null ? _done : active;
    }

    [LoggerMessage(1, LogLevel.Error, "The review of a customer failed; its memberships follow the playbook with its next turn.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    /// <param name="Playbook">The version.</param>
    /// <param name="Activation">The number of the newest activation; 0 where there never was one.</param>
    private sealed record ActivePlaybook(string Playbook, long Activation)
    {
        public bool IsOf(PlaybookSweepProgress? progress) => progress?.Playbook == Playbook && progress.Activation == Activation;

        public PlaybookSweepProgress Start(DateTimeOffset now) => new() { Playbook = Playbook, Activation = Activation, StartedAt = now };
    }
}
