using DbMarketing.Web.Security;
using DbMarketing.Web.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Visitors;

/// <summary>
/// Gives a browser its anonymous id with the token that opens it, and refreshes the token. An id that the browser names itself is taken
/// only with its own good token: otherwise it could name another's.
/// </summary>
internal static class VisitorsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/visitors", HandleAsync)
        .WithName("mintVisitor").WithTags("Visitors").WithSummary("An anonymous id with its token, or a fresh token for a good one")
        .WithAccess(new AccessRule(KeyScopes.Write, Browsers: true)).TakesJson<VisitorBody>(optional: true)
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(429);

    private static async Task<Results<Ok<VisitorReply>, ProblemHttpResult>> HandleAsync(
        HttpContext context, VisitorTokens tokens, CancellationToken cancellationToken)
    {
        VisitorBody? body = null;
        if (context.Request.ContentLength != 0 && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            (body, var problem) = await JsonBody.ReadAsync(context, WebJson.Default.VisitorBody, 8 * 1024, cancellationToken);
            if (body is null)
            {
                return problem!;
            }
        }

        var caller = context.Caller();
        var anonymousId = VisitorIds.Create();
        if (body?.Token is { Length: > 0 } token && tokens.TryRead(token, out var keyId, out var own, out _) && keyId == caller.KeyId
            && (body.AnonymousId is null || body.AnonymousId == own))
        {
            anonymousId = own;
        }

        var (minted, expiresAt) = tokens.Mint(caller.KeyId, anonymousId);
        return TypedResults.Ok(new VisitorReply(anonymousId, minted, expiresAt));
    }
}

/// <summary>A visitor's own token to refresh; empty for a new visitor.</summary>
public sealed record VisitorBody(string? AnonymousId = null, string? Token = null);

public sealed record VisitorReply(string AnonymousId, string Token, DateTimeOffset ExpiresAt);
