using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Client.Live;

/// <summary>
/// Follows customers live over one WebSocket. After a lost connection it connects again and takes up every subscription where it
/// was, so that nothing is missed. Thread-safe.
/// </summary>
public sealed class LiveFeed : IAsyncDisposable
{
    private readonly HubConnection _connection;
    private readonly ConcurrentDictionary<string, Followed> _followed = new(StringComparer.Ordinal);

    public LiveFeed(DbMarketingClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton<IConnectionFactory>(new WebSocketConnectionFactory(options.Key));
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(HubAddress(options.Server)));
        builder.AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, ClientJson.Default));
        builder.WithAutomaticReconnect(new SteadyReconnect());
        _connection = builder.Build();
        _connection.On<LiveChange>("changed", OnChanged);
        _connection.Reconnected += _ => ResumeAsync(CancellationToken.None);
    }

    /// <summary>Raised when the connection is lost, and with null when it is back.</summary>
    public event Action<Exception?>? ConnectionChanged;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _connection.Reconnecting += exception =>
        {
            ConnectionChanged?.Invoke(exception);
            return Task.CompletedTask;
        };
        await _connection.StartAsync(cancellationToken);
    }

    /// <summary>
    /// Follows a customer: <paramref name="onState"/> gets the state at the start and after each reconnection,
    /// <paramref name="onChanged"/> each change. Both must return soon.
    /// </summary>
    public async Task<LiveState> FollowAsync(
        LiveSubscription subscription, Action<LiveState>? onState, Action<LiveChange> onChanged, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(onChanged);
        return await SubscribeAsync(new Followed(subscription, onState, onChanged), cancellationToken);
    }

    /// <summary>Ends a subscription.</summary>
    public async Task UnfollowAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        _followed.TryRemove(subscriptionId, out _);
        await _connection.InvokeAsync("Unsubscribe", subscriptionId, cancellationToken);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<LiveState> SubscribeAsync(Followed followed, CancellationToken cancellationToken)
    {
        var state = await _connection.InvokeAsync<LiveState>("Subscribe", followed.Subscription, cancellationToken);
        followed.Sequence = Math.Max(followed.Sequence, state.Sequence);
        _followed[state.SubscriptionId] = followed;
        followed.OnState?.Invoke(state);
        return state;
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        foreach (var (lost, followed) in _followed.ToArray())
        {
            var resumed = followed with { Subscription = followed.Subscription with { After = followed.Sequence } };
            try
            {
                await SubscribeAsync(resumed, cancellationToken);
                _followed.TryRemove(lost, out _);
            }
            catch (Exception exception) when (exception is HubException or InvalidOperationException or IOException)
            {
                // It stays on the list, and one that fails does not take the others with it: the next reconnection tries again.
            }
        }

        ConnectionChanged?.Invoke(null);
    }

    private void OnChanged(LiveChange change)
    {
        if (_followed.TryGetValue(change.SubscriptionId, out var followed))
        {
            followed.Sequence = Math.Max(followed.Sequence, change.Sequence);
            followed.OnChanged(change);
        }
    }

    private static Uri HubAddress(Uri server)
    {
        var address = new UriBuilder(new Uri(server, "hubs/live"));
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? "wss" : "ws";
        return address.Uri;
    }

    private sealed record Followed(LiveSubscription Subscription, Action<LiveState>? OnState, Action<LiveChange> OnChanged)
    {
        public long Sequence { get; set; }
    }

    /// <summary>Tries for as long as the feed lives: at once, then less and less often, never rarer than every 15 seconds.</summary>
    private sealed class SteadyReconnect : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext retryContext) =>
            TimeSpan.FromSeconds(Math.Min(15, retryContext.PreviousRetryCount * 0.5 * (retryContext.PreviousRetryCount + 1)));
    }
}
