using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbMarketing.Web.Live;

internal static class LiveEndpoints
{
    private static readonly TimeSpan Restart = TimeSpan.FromSeconds(1);

    /// <summary>The hub itself decides what a caller may follow; a server key needs read or decide for what it asks.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapHub<LiveHub>(LiveHub.Path, options => options.Transports = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents)
        .WithAccess(new AccessRule(KeyScopes.Decide, Browsers: true, OrRead: true))
        .Add(RefuseWhileStopping);

    /// <summary>
    /// A stop begins with the end of all connections. A screen that came back at once would be connected to a server that still listens,
    /// and hold up the rest of the stop for as long as that may take.
    /// </summary>
    private static void RefuseWhileStopping(EndpointBuilder endpoint)
    {
        var serve = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context =>
            context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested
                ? Problem.RetryLater(
                    context, StatusCodes.Status503ServiceUnavailable, "stopping", "This server stops; connect again to its successor.",
                    Restart)
                    .ExecuteAsync(context)
                : serve(context);
    }
}
