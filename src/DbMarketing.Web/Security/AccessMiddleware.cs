using DbMarketing.Web.Problems;
using DbMarketing.Web.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Security;

/// <summary>Stands between routing and the endpoints: nobody reaches one that its <see cref="AccessRule"/> does not admit.</summary>
internal sealed class AccessMiddleware(
    RequestDelegate next, DevelopmentAccess development, CallerAuthentication authentication, RequestRates rates,
        WebInstruments instruments)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (await RefusalAsync(context) is { } refusal)
        {
            instruments.Refused(refusal.StatusCode);
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private async ValueTask<ProblemHttpResult?> RefusalAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            return null;
        }

        if (endpoint.Metadata.GetMetadata<AccessRule>() is not { } rule)
        {
            // Routing answers 405 through an endpoint of its own, which holds nothing.
            return endpoint.DisplayName == "405 HTTP Method Not Supported" || endpoint.DisplayName == "415 HTTP Unsupported Media Type"
                ? null
                : Problem.Forbidden("no_access_rule", "This endpoint states no access rule, so nobody may call it.");
        }

        // Health must answer while the store, which knows the keys, does not.
        if (rule.Scope == KeyScopes.None)
        {
            return null;
        }

        var cancellationToken = context.RequestAborted;
        if (await development.IsActiveAsync(cancellationToken))
        {
            if (DevelopmentAccess.FaultOf(context.Request) is { } fault)
            {
                return Problem.Forbidden("not_loopback", fault);
            }

            context.Features.Set(Caller.Development);
            return null;
        }

        var key = CallerAuthentication.KeyOf(context.Request, fromQuery: context.Request.Path.StartsWithSegments("/hubs"));
        return key is null && rule.KeyInBody ? null : await AdmitAsync(context, key, rule, cancellationToken);
    }

    /// <summary>
    /// Authenticates, checks the rule and the rate, and leaves the caller with the request; the refusal when it may not go on.
    /// </summary>
    public async Task<ProblemHttpResult?> AdmitAsync(HttpContext context, string? key, AccessRule rule,
        CancellationToken cancellationToken) =>
        await AdmitAsync(context, key, rule, authentication, rates, cancellationToken);

    /// <summary>The same, for a key that came in the body.</summary>
    public static async Task<ProblemHttpResult?> AdmitAsync(
        HttpContext context, string? key, AccessRule rule, CallerAuthentication authentication, RequestRates rates,
            CancellationToken cancellationToken)
    {
        var (caller, refusal) = await authentication.AuthenticateAsync(context, key, cancellationToken);
        if (caller is null)
        {
            return refusal;
        }

        if (!caller.Trusted && !rule.Browsers)
        {
            return Problem.Forbidden("server_key_needed", "A browser key may not do this; call it from a back end with a server key.");
        }

        // What a browser may read it reads with its decide scope, and only of the customer that its token names.
        var needed = caller.Trusted || rule.Scope == KeyScopes.Write ? rule.Scope : KeyScopes.Decide;
        if (!caller.May(needed) && !(rule.OrRead && caller.Trusted && caller.May(KeyScopes.Read)))
        {
            return Problem.Forbidden("scope_missing", $"Key {caller.KeyId} lacks the scope '{rule.Scope.ToString().ToLowerInvariant()}'.");
        }

        if (rates.WaitOf(caller, context.Connection.RemoteIpAddress?.ToString() ?? "") is { } wait)
        {
            return Problem.RetryLater(
                context, StatusCodes.Status429TooManyRequests, "too_many_requests",
                $"Key {caller.KeyId} sends more requests per second than its limit; nothing of this request was stored. See "
                    + $"Web:ServerRequestsPerSecond and its neighbours.", wait);
        }

        context.Features.Set(caller);
        return null;
    }
}
