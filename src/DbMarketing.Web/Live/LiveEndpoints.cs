using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Live;

internal static class LiveEndpoints
{
    /// <summary>The hub itself decides what a caller may follow; a server key needs read or decide for what it asks.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapHub<LiveHub>(LiveHub.Path, options => options.Transports = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents)
        .WithAccess(new AccessRule(KeyScopes.Decide, Browsers: true, OrRead: true));
}
