using System.Globalization;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;

namespace DbMarketing.Client.Live;

/// <summary>
/// Follows customers live over one WebSocket. After a lost connection it connects again and takes up every subscription where it
/// was, so that nothing is missed; one that the server refuses then is asked for again, after a second at first and a minute at
/// most, until it is taken or unfollowed. Thread-safe; the followers are called one at a time.
/// </summary>
public sealed class LiveFeed : IAsyncDisposable
{
    private const double LongestWaitInSeconds = 60;

    private readonly HubConnection _connection;
    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ITimer _retry;
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _resuming;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Followed> _followed = new(StringComparer.Ordinal);
    private readonly List<EarlyChanges> _unanswered = [];
    private long _number;
    private int _losses;
    private int _failures;

    /// <param name="options">The server and the key; the rest is for HTTP.</param>
    /// <param name="time">The clock of the waits before a refused subscription is asked for again.</param>
    public LiveFeed(DbMarketingClientOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _connection = LiveConnection.Build(options);
        _connection.On<LiveChange>("changed", OnChanged);
        _connection.Reconnecting += OnLost;
        _connection.Reconnected += _ => OnBack();
        _retry = (time ?? TimeProvider.System).CreateTimer(
            static feed => ((LiveFeed)feed!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _resuming = ResumeAsync(_closed.Token);
    }

    /// <summary>Raised when the connection is lost, and with null when it is back.</summary>
    public event Action<Exception?>? ConnectionChanged;

    /// <summary>Raised each time that a subscription could not be taken up again, with its id and why. The feed tries on.</summary>
    public event Action<string, Exception>? ResumeFailed;

    public Task StartAsync(CancellationToken cancellationToken) => _connection.StartAsync(cancellationToken);

    /// <summary>
    /// Follows a customer: <paramref name="onState"/> gets the state at the start and after each reconnection,
    /// <paramref name="onChanged"/> each change after it. Both must return soon. The state's id stays the subscription's through all
    /// reconnections.
    /// </summary>
    public async Task<LiveState> FollowAsync(
        LiveSubscription subscription, Action<LiveState>? onState, Action<LiveChange> onChanged, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(onChanged);
        var id = "f" + Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);
        return await SubscribeAsync(new Followed(id, subscription, onState, onChanged), cancellationToken);
    }

    /// <summary>Ends a subscription; an unknown one has ended already.</summary>
    public async Task UnfollowAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        string? serverId = null;
        lock (_lock)
        {
            if (_followed.Remove(subscriptionId, out var followed))
            {
                followed.Ended = true;
                serverId = followed.ServerId;
            }
        }

        if (serverId is not null)
        {
            await _connection.InvokeAsync("Unsubscribe", serverId, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _resuming;
        await _retry.DisposeAsync();
        await _connection.DisposeAsync();
        _closed.Dispose();
    }

    private async Task<LiveState> SubscribeAsync(Followed followed, CancellationToken cancellationToken)
    {
        var early = new EarlyChanges();
        LiveSubscription wish;
        int losses;
        lock (_lock)
        {
            (wish, losses) = (followed.Wish, _losses);
            _unanswered.Add(early);
        }

        try
        {
            var reply = await _connection.InvokeAsync<LiveState>("Subscribe", wish, cancellationToken);
            if (TakeUp(followed, reply, early, losses) is { } state)
            {
                return state;
            }

            await _connection.InvokeAsync("Unsubscribe", reply.SubscriptionId, cancellationToken);
            return reply;
        }
        finally
        {
            lock (_lock)
            {
                _unanswered.Remove(early);
            }
        }
    }

    /// <summary>Delivers the reply and what overtook it, before any later change; null when it was unfollowed meanwhile.</summary>
    private LiveState? TakeUp(Followed followed, LiveState reply, EarlyChanges early, int losses)
    {
        lock (_lock)
        {
            if (followed.Ended)
            {
                return null;
            }

            _unanswered.Remove(early);
            _followed[followed.Id] = followed;
            followed.ServerId = losses == _losses ? reply.SubscriptionId : null;
            if (followed.ServerId is null)
            {
                // The connection that it was made on is gone already, and a server keeps none from one connection to the next.
                Wake();
            }

            var state = followed.Deliver(reply);
            if (early.After(reply) is { } overtook)
            {
                followed.Deliver(overtook);
            }

            return state;
        }
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in _wake.Reader.ReadAllAsync(cancellationToken))
            {
                var failed = false;
                foreach (var followed in Lost())
                {
                    failed |= !await TryResumeAsync(followed, cancellationToken);
                }

                PlanNext(failed);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The feed is closed.
        }
    }

    private async Task<bool> TryResumeAsync(Followed followed, CancellationToken cancellationToken)
    {
        try
        {
            await SubscribeAsync(followed, cancellationToken);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, a follower's own fault among it: it does not take the other subscriptions with it.
            ResumeFailed?.Invoke(followed.Id, exception);
            return false;
        }
    }

    private List<Followed> Lost()
    {
        lock (_lock)
        {
            return [.. _followed.Values.Where(followed => followed.ServerId is null)];
        }
    }

    private void PlanNext(bool failed)
    {
        lock (_lock)
        {
            if (failed)
            {
                var wait = TimeSpan.FromSeconds(Math.Min(LongestWaitInSeconds, Math.Pow(2, _failures)));
                _retry.Change(wait, Timeout.InfiniteTimeSpan);
            }

            _failures = failed ? _failures + 1 : 0;
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private Task OnLost(Exception? exception)
    {
        lock (_lock)
        {
            _losses++;
            _failures = 0;
            foreach (var followed in _followed.Values)
            {
                followed.ServerId = null;
            }
        }

        ConnectionChanged?.Invoke(exception);
        return Task.CompletedTask;
    }

    private Task OnBack()
    {
        Wake();
        ConnectionChanged?.Invoke(null);
        return Task.CompletedTask;
    }

    private void OnChanged(LiveChange change)
    {
        lock (_lock)
        {
            if (_followed.Values.FirstOrDefault(followed => followed.ServerId == change.SubscriptionId) is { } followed)
            {
                followed.Deliver(change);
                return;
            }

            foreach (var early in _unanswered)
            {
                early.Keep(change);
            }
        }
    }
}
