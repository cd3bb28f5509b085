using System.Collections.Concurrent;
using System.Globalization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Customers;
using DbMarketing.Web.Security;
using DbMarketing.Web.Telemetry;
using DbMarketing.Web.Tracking;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Web.Live;

/// <summary>All subscriptions of this process, within the limits per connection, customer and process.</summary>
internal sealed class SubscriptionTable : IDisposable
{
    private const int MaxMissedTurns = 200;
    private readonly ConcurrentDictionary<string, LiveSubscription> _all = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<LiveSubscription>> _ofConnection = new(StringComparer.Ordinal);
    private readonly Dictionary<CustomerId, int> _ofCustomer = [];
    private readonly IHubContext<LiveHub> _hub;
    private readonly LiveOffers _offers;
    private readonly CustomerAccess _access;
    private readonly Timeline _timeline;
    private readonly ReferenceSource _reference;
    private readonly WebOptions _options;
    private readonly BytesInFlight _bytes;
    private readonly WebInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<LiveSubscription> _logger;
    private long _number;

    public SubscriptionTable(
        IHubContext<LiveHub> hub, LiveOffers offers, CustomerAccess access, Timeline timeline, ReferenceSource reference,
            WebOptions options,
        BytesInFlight bytes, WebInstruments instruments, TimeProvider time, ILogger<LiveSubscription> logger)
    {
        (_hub, _offers, _access, _timeline, _reference) = (hub, offers, access, timeline, reference);
        (_options, _bytes, _instruments, _time, _logger) = (options, bytes, instruments, time, logger);
        reference.Changed += OnPlaybookChanged;
    }

    /// <summary>Those whose screens show the customer.</summary>
    public IEnumerable<LiveSubscription> WithView => _all.Values.Where(static subscription => subscription.ShowsView);

    /// <summary>Checks the wish, makes the subscription and answers with the state it starts from.</summary>
    public async Task<SubscribedBody> OpenAsync(string connectionId, Caller caller, SubscribeBody wish, CancellationToken cancellationToken)
    {
        var request = LiveWish.Check(wish, _reference.Current.Playbook, caller.Source, _time.GetUtcNow());
        if (caller.Trusted && (wish.View || wish.After is not null) && !caller.May(KeyScopes.Read))
        {
            throw new SubscriptionRefusedException($"Key {caller.KeyId} lacks the scope 'read', which view and after need.");
        }

        if (request is not null && !caller.May(KeyScopes.Decide))
        {
            throw new SubscriptionRefusedException($"Key {caller.KeyId} lacks the scope 'decide', which placements need.");
        }

        var asked = LiveWish.CustomerOf(wish);
        if (await _access.FollowAsync(caller, asked, cancellationToken) is not { } customer)
        {
            throw new SubscriptionRefusedException("The token of this connection does not open this customer, or it has expired.");
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"s{Interlocked.Increment(ref _number)}");
        var subscription = new LiveSubscription(
            new LiveSubject(id, connectionId, caller, asked, request, wish.View, wish.Language), customer, _hub, _offers, _access, _options,
                _instruments, _time, _logger,
            ended: Remove);
        Add(subscription);
        try
        {
            var start = await subscription.StartAsync(cancellationToken);
            if (!caller.Trusted && await _access.FollowAsync(caller, asked, cancellationToken) is null)
            {
                throw new SubscriptionRefusedException("The visitor was joined to a customer; the shop's token for it is needed.");
            }

            if (wish.After is { } after)
            {
                start = await WithMissedAsync(start, caller, subscription.Customer, after, cancellationToken);
            }

            subscription.Begin();
            return start;
        }
        catch
        {
            Close(connectionId, id);
            throw;
        }
    }

    /// <summary>Ends one subscription, if it is of that connection.</summary>
    public void Close(string connectionId, string subscriptionId)
    {
        if (_all.TryGetValue(subscriptionId, out var found) && found.ConnectionId == connectionId)
        {
            found.Dispose();
        }
    }

    /// <summary>Ends all subscriptions of a connection.</summary>
    public void CloseAll(string connectionId)
    {
        List<LiveSubscription> left;
        lock (_lock)
        {
            left = [.. _ofConnection.GetValueOrDefault(connectionId) ?? []];
        }

        foreach (var subscription in left)
        {
            subscription.Dispose();
        }
    }

    public void Dispose()
    {
        _reference.Changed -= OnPlaybookChanged;
        foreach (var subscription in _all.Values)
        {
            subscription.Dispose();
        }
    }

    private void Add(LiveSubscription subscription)
    {
        lock (_lock)
        {
            CheckLimits_NeedsLock(subscription.ConnectionId, subscription.OpenedFor);
            _all[subscription.Id] = subscription;
            (_ofConnection.TryGetValue(subscription.ConnectionId, out var own) ? own : _ofConnection[subscription.ConnectionId] = [])
                .Add(subscription);
            _ofCustomer[subscription.OpenedFor] = _ofCustomer.GetValueOrDefault(subscription.OpenedFor) + 1;
        }

        _instruments.Subscribed(+1);
    }

    private void Remove(string id)
    {
        if (!_all.TryRemove(id, out var subscription))
        {
            return;
        }

        lock (_lock)
        {
            if (_ofConnection.TryGetValue(subscription.ConnectionId, out var own) && own.Remove(subscription) && own.Count == 0)
            {
                _ofConnection.Remove(subscription.ConnectionId);
            }

            if (--_ofCustomer[subscription.OpenedFor] == 0)
            {
                _ofCustomer.Remove(subscription.OpenedFor);
            }
        }

        _instruments.Subscribed(-1);
    }

    private void OnPlaybookChanged(ReferenceData data)
    {
        foreach (var subscription in _all.Values)
        {
            subscription.PlaybookChanged();
        }
    }

    private void CheckLimits_NeedsLock(string connectionId, CustomerId customer)
    {
        if (_all.Count >= _options.MaxSubscriptions)
        {
            throw new SubscriptionRefusedException(
                $"This server holds {_all.Count} subscriptions, its limit (setting Web:MaxSubscriptions).");
        }

        var ofConnection = _ofConnection.GetValueOrDefault(connectionId)?.Count ?? 0;
        var ofCustomer = _ofCustomer.GetValueOrDefault(customer);
        if (ofConnection >= _options.MaxSubscriptionsPerConnection)
        {
            throw new SubscriptionRefusedException(
                $"The connection holds {ofConnection} subscriptions, its limit (setting Web:MaxSubscriptionsPerConnection).");
        }

        if (ofCustomer >= _options.MaxSubscriptionsPerCustomer)
        {
            throw new SubscriptionRefusedException(
                $"{ofCustomer} subscriptions follow this customer, the limit (setting Web:MaxSubscriptionsPerCustomer).");
        }
    }

    private async Task<SubscribedBody> WithMissedAsync(SubscribedBody start, Caller caller, CustomerId customer, long after,
        CancellationToken cancellationToken)
    {
        using var portion = _bytes.Begin();
        var page = await _timeline.ReadAsync(
            customer, Math.Max(0, after), long.MaxValue, MaxMissedTurns, newestFirst: false, new PageBytes(_options, portion),
            cancellationToken);
        return start with { Missed = (caller.Trusted ? page : page.WithoutNumbers()).Items, MissedMoreAfter = page.NextAfter };
    }
}
