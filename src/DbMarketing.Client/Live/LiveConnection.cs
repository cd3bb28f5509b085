using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Client.Live;

/// <summary>Builds the connection to the server's live hub, which connects again by itself.</summary>
internal static class LiveConnection
{
    public static HubConnection Build(DbMarketingClientOptions options)
    {
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton<IConnectionFactory>(new WebSocketConnectionFactory(options.Key));
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(HubAddress(options.Server)));
        builder.AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, ClientJson.Default));
        builder.WithAutomaticReconnect(new SteadyReconnect());
        return builder.Build();
    }

    private static Uri HubAddress(Uri server)
    {
        var address = new UriBuilder(new Uri(server, "hubs/live"));
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? "wss" : "ws";
        return address.Uri;
    }

    /// <summary>Tries for as long as the feed lives: at once, then less and less often, never rarer than every 15 seconds.</summary>
    private sealed class SteadyReconnect : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext retryContext) =>
            TimeSpan.FromSeconds(Math.Min(15, retryContext.PreviousRetryCount * 0.5 * (retryContext.PreviousRetryCount + 1)));
    }
}
