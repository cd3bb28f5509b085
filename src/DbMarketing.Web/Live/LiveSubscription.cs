using System.Threading.Channels;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Decide;
using DbMarketing.Web.Security;
using DbMarketing.Web.Telemetry;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Web.Live;

/// <summary>Who follows whom, and what of it.</summary>
internal sealed record LiveSubject(
    string Id, string ConnectionId, Caller Caller, CustomerId Asked, DecisionRequest? Request, bool View, string? Language);

/// <summary>
/// One screen's view of one customer. Publishes only wake it; it then sends the latest state, at most once per interval, so that any number
/// of changes in between costs one push. A timer wakes it as well, and repairs what no publish announced.
/// </summary>
internal sealed partial class LiveSubscription(
    LiveSubject subject, CustomerId customer, IHubContext<LiveHub> hub, LiveOffers offers, CustomerAccess access, WebOptions options,
    WebInstruments instruments, TimeProvider time, ILogger<LiveSubscription> logger, Action<string> ended) : IDisposable
{
    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private WakeReasons _reasons;
    private IDisposable? _feed;
    private ITimer? _timer;
    private ShownOffers? _shown;
    private ShownStanding? _standing;
    private long _told;
    private CustomerId _toldOf = customer;
    private DateTimeOffset _pushedAt;

    public string ConnectionId => subject.ConnectionId;

    public string Id => subject.Id;

    /// <summary>Whether the screen shows the customer, and not its offers alone.</summary>
    public bool ShowsView => subject.View;

    /// <summary>Whom it followed at its start; the limits count it there, wherever a merge moves it.</summary>
    public CustomerId OpenedFor { get; } = customer;

    public CustomerId Customer { get; private set; } = customer;

    /// <summary>Follows the customer, and answers with the state as of now. Nothing is pushed before <see cref="Begin"/>.</summary>
    public async Task<SubscribedBody> StartAsync(CancellationToken cancellationToken)
    {
        // Following comes first: a change while the state is read wakes it again, and nothing falls between.
        _feed = await offers.Engine.FollowAsync(Customer, OnChanged, cancellationToken);
        EndIfStopped();
        if (subject.Request is { } request)
        {
            _shown = await offers.DecideAsync(Customer, request, null, subject.Caller.Trusted, cancellationToken);
        }

        var view = await offers.Engine.ViewAsync(Customer, subject.Language, cancellationToken);
        _told = view?.Sequence ?? 0;
        _standing = StandingIn(view);
        return new SubscribedBody
        {
            SubscriptionId = subject.Id,
            CustomerId = OfferBodies.KnownOf(Customer),
            AnonymousId = OfferBodies.AnonymousOf(Customer),
            Sequence = _told,
            DecisionId = _shown?.Decision.Id,
            Offers = _shown?.Bodies,
            Placements = _shown?.Decision.Placements,
            View = subject.View ? view : null,
        };
    }

    /// <summary>
    /// Pushes from now on what changed since the start, the first time after one push interval: a screen does not know the subscription
    /// before it has the reply, and drops what comes ahead of it.
    /// </summary>
    public void Begin()
    {
        _pushedAt = time.GetUtcNow();
        _timer = time.CreateTimer(
            static s => ((LiveSubscription)s!).Wake(WakeReasons.Renewal), this, options.RenewalInterval, options.RenewalInterval);
        EndIfStopped();
        _ = RunAsync(_stop.Token);
    }

    public void PlaybookChanged() => Wake(WakeReasons.Playbook);

    /// <summary>The view is looked at again; the offers are at the next renewal.</summary>
    public void PopulationMoved() => Wake(WakeReasons.Population);

    public void Dispose()
    {
        ended(subject.Id);
        _feed?.Dispose();
        _timer?.Dispose();
        _stop.Cancel();
    }

    /// <summary>What was made while somebody stopped it is given back as well.</summary>
    private void EndIfStopped()
    {
        if (_stop.IsCancellationRequested)
        {
            Dispose();
        }
    }

    private void OnChanged(CustomerChanged change) =>
        Wake(change.MergedInto is not null ? WakeReasons.Merge
            : (change.Recorded ? WakeReasons.Interaction : change.Reviewed ? WakeReasons.None : WakeReasons.Decision)
                | (change.Reviewed ? WakeReasons.Review : WakeReasons.None));

    private void Wake(WakeReasons reason)
    {
        lock (_lock)
        {
            _reasons |= reason;
        }

        _wake.Writer.TryWrite(true);
    }

    private WakeReasons TakeReasons()
    {
        lock (_lock)
        {
            var taken = _reasons;
            _reasons = WakeReasons.None;
            return taken;
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _wake.Reader.WaitToReadAsync(cancellationToken))
            {
                var wait = _pushedAt + options.PushInterval - time.GetUtcNow();
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, time, cancellationToken);
                }

                while (_wake.Reader.TryRead(out _))
                {
                }

                await TryPushAsync(TakeReasons(), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The screen has gone, or the server stops.
        }
        catch (Exception exception)
        {
            LogEnded(logger, exception, subject.Id);
            Dispose();
        }
    }

    private async Task TryPushAsync(WakeReasons reasons, CancellationToken cancellationToken)
    {
        try
        {
            await PushAsync(reasons, cancellationToken);
        }
        catch (Exception exception) when (exception is JournalUnavailableException or EngineOverloadedException)
        {
            // The next renewal sends what could not be read now.
            LogPostponed(logger, subject.Id, exception.Message);
            lock (_lock)
            {
                _reasons |= reasons;
            }
        }
    }

    private async Task PushAsync(WakeReasons reasons, CancellationToken cancellationToken)
    {
        if (await access.FollowAsync(subject.Caller, subject.Asked, cancellationToken) is not { } stands)
        {
            await SendAsync(new ChangedBody
            {
                SubscriptionId = subject.Id, Sequence = _told, PreviousSequence = _told, Cause = "merge", Ended = true,
            }, cancellationToken);
            Dispose();
            return;
        }

        if (stands != Customer)
        {
            var next = await offers.Engine.FollowAsync(stands, OnChanged, cancellationToken);
            _feed?.Dispose();
            (Customer, _feed) = (stands, next);
            EndIfStopped();
        }

        // What a failed push did not tell is still to be told: everything is compared with what was sent last.
        var moved = stands != _toldOf;
        var redecides = subject.Request is not null
            && (moved || (reasons & ~(WakeReasons.Decision | WakeReasons.Population)) != WakeReasons.None);
        var decided = redecides
            ? await offers.DecideAsync(Customer, subject.Request!, _shown, subject.Caller.Trusted, cancellationToken)
            : null;
        var view = await offers.Engine.ViewAsync(Customer, subject.Language, cancellationToken);
        var sequence = view?.Sequence ?? _told;
        var repaired = reasons == WakeReasons.Renewal && sequence > _told && decided is null;
        var standing = StandingIn(view);
        if (decided is null && !moved && sequence == _told && standing == _standing)
        {
            return;
        }

        if (!subject.Caller.Trusted && await access.FollowAsync(subject.Caller, subject.Asked, cancellationToken) != stands)
        {
            // Joined to another customer while this was read: the next look decides anew whether it may be shown.
            Wake(reasons | WakeReasons.Merge);
            return;
        }

        if (repaired)
        {
            instruments.Repaired();
        }

        await SendAsync(new ChangedBody
        {
            SubscriptionId = subject.Id,
            CustomerId = OfferBodies.KnownOf(Customer),
            AnonymousId = OfferBodies.AnonymousOf(Customer),
            Sequence = sequence,
            PreviousSequence = _told,
            Cause = CauseOf(reasons, moved, sequence),
            DecisionId = decided?.Decision.Id,
            Offers = decided?.Bodies,
            Placements = decided?.Decision.Placements,
            View = subject.View ? view : null,
            MovedTo = moved ? Customer.ToString() : null,
        }, cancellationToken);
        (_shown, _toldOf, _standing) = (decided ?? _shown, Customer, standing);
    }

    private async Task SendAsync(ChangedBody change, CancellationToken cancellationToken)
    {
        await hub.Clients.Client(subject.ConnectionId).SendAsync("changed", change, cancellationToken);
        (_told, _pushedAt) = (change.Sequence, time.GetUtcNow());
        instruments.Pushed(change.Cause);
    }

    private ShownStanding? StandingIn(CustomerView? view) => subject.View ? ShownStanding.Of(view) : null;

    private string CauseOf(WakeReasons reasons, bool moved, long sequence) =>
        moved || reasons.HasFlag(WakeReasons.Merge) ? "merge"
        : reasons.HasFlag(WakeReasons.Interaction) ? "interaction"
        : reasons.HasFlag(WakeReasons.Playbook) ? "playbook"
        : reasons.HasFlag(WakeReasons.Review) ? "time"
        : reasons.HasFlag(WakeReasons.Decision) ? "decision"
        : sequence > _told ? "interaction"
        : reasons.HasFlag(WakeReasons.Population) ? "population" : "time";

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscription {Subscription} ended by a fault")]
    private static partial void LogEnded(ILogger logger, Exception exception, string subscription);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subscription {Subscription} postponed a push: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string subscription, string reason);
}

/// <summary>Why a subscription looks at its customer again.</summary>
[Flags]
internal enum WakeReasons
{
    None = 0,
    Interaction = 1,
    Decision = 2,
    Merge = 4,
    Playbook = 8,
    Renewal = 16,
    Review = 32,
    Population = 64,
}
