using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.SignalR;

namespace DbMarketing.Web.Live;

/// <summary>
/// The live feed at <c>/hubs/live</c>. A browser connects with <c>?access_token=KEY&amp;customer_token=TOKEN</c> (both tokens of a
/// signed-in visitor, separated by a comma). Follows a customer with its offers, or the overview.
/// </summary>
internal sealed class LiveHub(SubscriptionTable subscriptions, OverviewTicker overview, CustomerAccess access, RequestRates rates) : Hub
{
    public const string Path = "/hubs/live";

    /// <summary>Follows a customer from now on; the server then calls <c>changed</c>.</summary>
    public async Task<SubscribedBody> Subscribe(SubscribeBody wish)
    {
        var caller = CallerOfConnection();
        CheckRate(caller);
        try
        {
            var start = await subscriptions.OpenAsync(Context.ConnectionId, caller, wish, Context.ConnectionAborted);
            if (Context.ConnectionAborted.IsCancellationRequested)
            {
                // The connection's end may have gone by while the subscription was made.
                subscriptions.Close(Context.ConnectionId, start.SubscriptionId);
            }

            return start;
        }
        catch (SubscriptionRefusedException refusal)
        {
            throw new HubException(refusal.Message);
        }
        catch (Exception exception) when (exception is EngineOverloadedException or JournalUnavailableException)
        {
            throw new HubException("The service is not available now; try again in a few seconds.");
        }
    }

    /// <summary>Stops one subscription of this connection.</summary>
    public void Unsubscribe(string? subscriptionId)
    {
        if (subscriptionId is not null)
        {
            subscriptions.Close(Context.ConnectionId, subscriptionId);
        }
    }

    /// <summary>The server then calls <c>overview</c> once a second. Needs the scope read.</summary>
    public async Task SubscribeOverview()
    {
        var caller = CallerOfConnection();
        CheckRate(caller);
        if (!caller.Trusted || !caller.May(KeyScopes.Read) || !await access.StandsAsync(caller, Context.ConnectionAborted))
        {
            throw new HubException("The overview needs a server key with the scope read.");
        }

        await Groups.AddToGroupAsync(Context.ConnectionId, OverviewTicker.Group, Context.ConnectionAborted);
        overview.Joined(Context.ConnectionId, caller);
        if (Context.ConnectionAborted.IsCancellationRequested)
        {
            // The connection's end may have gone by while it joined.
            overview.Left(Context.ConnectionId);
            return;
        }

        await Clients.Caller.SendAsync("overview", overview.Read(), Context.ConnectionAborted);
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        overview.Left(Context.ConnectionId);
        subscriptions.CloseAll(Context.ConnectionId);
        await base.OnDisconnectedAsync(exception);
    }

    /// <summary>A call counts as a request: a subscription with offers decides, which is stored.</summary>
    private void CheckRate(Caller caller)
    {
        if (rates.WaitOf(caller, Context.GetHttpContext()?.Connection.RemoteIpAddress?.ToString() ?? "") is { } wait)
        {
            throw new HubException(
                $"Key {caller.KeyId} sends more requests per second than its limit; try again in {Math.Ceiling(wait.TotalSeconds)} s. "
                    + "See Web:ServerRequestsPerSecond and its neighbours.");
        }
    }

    private Caller CallerOfConnection() =>
        Context.GetHttpContext()?.Features.Get<Caller>() ?? throw new HubException("The connection has no key.");
}
