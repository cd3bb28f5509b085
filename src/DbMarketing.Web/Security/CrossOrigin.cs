using Microsoft.AspNetCore.Http;

namespace DbMarketing.Web.Security;

/// <summary>
/// Cross-origin calls of pages. A preflight carries no key, so it is granted to every origin; the call itself is
/// then held to the origins of its key. Nothing here lives on cookies, so a granted origin gains nothing without a key.
/// </summary>
internal sealed class CrossOrigin(RequestDelegate next)
{
    private const string Methods = "GET, POST, DELETE";
    private const string RequestHeaders =
        "anonymousid, authorization, content-type, x-retry-count, x-customer-token, x-requested-with, x-signalr-user-agent";

    public Task InvokeAsync(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length is 0 or > 512 || !IsShared(context.Request.Path))
        {
            return next(context);
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        headers.AccessControlExposeHeaders = "Retry-After";
        headers.Vary = "Origin";
        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod.Count == 0)
        {
            return next(context);
        }

        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = RequestHeaders;
        headers.AccessControlMaxAge = "7200";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static bool IsShared(PathString path) =>
        path.StartsWithSegments("/v1") || path.StartsWithSegments("/hubs") || path.StartsWithSegments("/sdk");
}
