using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Web.Decisions;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Customers;

/// <summary>The live customer as of now.</summary>
internal static class CustomerEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/customers/{id}", HandleAsync)
        .WithName("readCustomer").WithTags("Customers")
            .WithSummary("The live customer: recency, frequency, monetary, segments, tastes, session, consents, contacts")
            .WithDescription("language, en or ko, is that of the segments' reasons. asOf is another instant than now, for a back end: the "
                + "customer as it stood then or, of one to come, as time alone will make it; the playbook is today's, the lag model of "
                + "a past instant the one that held then, and what else depends on all customers together is left out.")
        .WithAccess(new AccessRule(KeyScopes.Read, Browsers: true))
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(429).ProducesProblem(503);

    private static async Task<Results<Ok<CustomerView>, ProblemHttpResult>> HandleAsync(
        HttpContext context, string id, string? kind, CustomerPaths paths, ICustomerEngine engine, PastViews past, ReplaySlots replays,
        TimeProvider time, CancellationToken cancellationToken, string? language = null, DateTimeOffset? asOf = null)
    {
        if (asOf is { } instant)
        {
            return await ReadPastAsync(
                context, id, kind, paths, instant.ToUniversalTime(), past, replays, time, language, cancellationToken);
        }

        var (customer, problem) = await paths.FindAsync(context.Caller(), id, kind, cancellationToken);
        if (customer is not { } found)
        {
            return problem!;
        }

        var view = await engine.ViewAsync(found, language, cancellationToken);
        if (!context.Caller().Trusted)
        {
            // A visitor that was joined to a customer in the meantime was read as that customer.
            (_, problem) = await paths.FindAsync(context.Caller(), id, kind, cancellationToken);
            if (problem is not null)
            {
                return problem;
            }
        }

        return view is not null
            ? TypedResults.Ok(view)
            : Problem.NotFound("customer_unknown", $"No interaction of a customer '{id}' has been recorded.");
    }

    private static async Task<Results<Ok<CustomerView>, ProblemHttpResult>> ReadPastAsync(
        HttpContext context, string id, string? kind, CustomerPaths paths, DateTimeOffset asOf, PastViews past, ReplaySlots replays,
        TimeProvider time, string? language, CancellationToken cancellationToken)
    {
        if (!context.Caller().Trusted)
        {
            return Problem.Forbidden("as_of_forbidden", "asOf takes the key of a back end.");
        }

        if (AskedTimes.FaultOf(asOf, time.GetUtcNow()) is { } fault)
        {
            return AskedTimes.Refuse(fault);
        }

        var (asked, problem) = await paths.FindAskedAsync(id, kind, cancellationToken);
        if (asked is not { } customer)
        {
            return problem!;
        }

        using var slot = replays.TryTake();
        if (slot is null)
        {
            return replays.Refuse(context);
        }

        return await past.ViewAsync(customer, asOf, language, cancellationToken) is { } view
            ? TypedResults.Ok(view)
            : Problem.NotFound("customer_unknown", $"No interaction of a customer '{id}' had been recorded by {asOf:O}.");
    }
}
