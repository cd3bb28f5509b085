using System.ComponentModel.DataAnnotations;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Customers;

/// <summary>What happened to a customer, page by page, both ways.</summary>
internal static class TimelineEndpoint
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/customers/{id}/timeline", HandleAsync)
        .WithName("readTimeline").WithTags("Customers").WithSummary("The customer's journal, newest or oldest first")
        .WithDescription("Pages are of whole turns: limit counts turns, 1 to 200, and a page of long turns ends before. Under a server key "
            + "each absorbed item carries what the absorbed id did before, newest first, at most 50 items.")
        .WithAccess(new AccessRule(KeyScopes.Read, Browsers: true))
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(503);

    private static async Task<Results<Ok<TimelinePage>, ProblemHttpResult>> HandleAsync(
        HttpContext context, string id, CustomerPaths paths, Timeline timeline, AbsorbedHistories histories, BytesInFlight bytes,
        WebOptions options, CancellationToken cancellationToken,
        string? kind = null, [Range(typeof(long), "0", "9223372036854775807")] long after = 0,
        [Range(typeof(long), "0", "9223372036854775807")] long before = long.MaxValue,
        [Range(1, MaxLimit)] int limit = DefaultLimit, string? order = null)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return Problem.BadRequest("limit_invalid", $"limit is {limit}; 1 to {MaxLimit} are allowed.");
        }

        if (order is not (null or "newest" or "oldest"))
        {
            return Problem.BadRequest("order_unknown", $"order is '{order}'; it must be newest or oldest.");
        }

        var caller = context.Caller();
        var (customer, problem) = await paths.FindAsync(caller, id, kind, cancellationToken);
        if (customer is not { } found)
        {
            return problem!;
        }

        var portion = RequestBody.Hold(context, bytes.Begin());
        var page = await timeline.ReadAsync(
            found, after, before, limit, order != "oldest", new PageBytes(options, portion), cancellationToken);
        return TypedResults.Ok(caller.Trusted ? await histories.AddAsync(page, portion, cancellationToken) : page.WithoutNumbers());
    }
}
