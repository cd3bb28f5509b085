using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
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
            .WithDescription("language, en or ko, is that of the segments' reasons.")
        .WithAccess(new AccessRule(KeyScopes.Read, Browsers: true))
        .ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(503);

    private static async Task<Results<Ok<CustomerView>, ProblemHttpResult>> HandleAsync(
        HttpContext context, string id, string? kind, CustomerPaths paths, ICustomerEngine engine, CancellationToken cancellationToken,
        string? language = null)
    {
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
}
