using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Population;

/// <summary>How the figures of the population keep up with the journal, and the way to make them again.</summary>
internal static class ProjectionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/projections", Read).WithName("readProjections").WithTags("Operations")
            .WithSummary("How the figures of the population keep up with the journal, as this node shows them")
            .WithDescription("role is owner (this node folds the journal), follower (it shows what the owner saved), stopped, or none "
                + "before the first look. late: older than Projections:MaxLag.")
            .WithScope(KeyScopes.Read).ProducesProblem(401).ProducesProblem(403);
        routes.MapPost("/v1/projections/{name}/rebuild", RebuildAsync).WithName("rebuildProjection").WithTags("Operations")
            .WithSummary("Make a projection again from the first row; what is shown stays until it has caught up")
            .WithScope(KeyScopes.Admin).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(503);
    }

    private static Ok<ProjectionList> Read(LivePopulation population, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return TypedResults.Ok(new ProjectionList(
            [.. population.Statuses.Select(status => ProjectionBody.Of(status, population.Options, now))]));
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> RebuildAsync(
        string name, LivePopulation population, CancellationToken cancellationToken) =>
        await population.RebuildAsync(name, cancellationToken)
            ? TypedResults.Accepted("/v1/projections")
            : Problem.NotFound("projection_unknown", $"There is no projection '{name}'; GET /v1/projections lists them.");
}

public sealed record ProjectionList(IReadOnlyList<ProjectionBody> Projections);

/// <param name="Name">Its name.</param>
/// <param name="Role">What this node does about it.</param>
/// <param name="AsOf">Every turn that was committed by then is in its figures; null before the first.</param>
/// <param name="AgeSeconds">How old the figures are.</param>
/// <param name="Late">They are older than the limit.</param>
/// <param name="Rows">Journal rows that this node has folded since it started.</param>
/// <param name="SavedAt">When this node last saved them.</param>
/// <param name="Fault">Why it stands still; null while it goes on.</param>
public sealed record ProjectionBody(
    string Name, ProjectionRole Role, DateTimeOffset? AsOf, double? AgeSeconds, bool Late, long Rows, DateTimeOffset? SavedAt,
    string? Fault)
{
    internal static ProjectionBody Of(ProjectionStatus status, ProjectionOptions options, DateTimeOffset now)
    {
        var age = now - status.AsOf;
        return new(
            status.Name, status.Role, status.AsOf, age is { } known ? Math.Round(Math.Max(0, known.TotalSeconds), 3) : null,
            age > options.MaxLag, status.Rows, status.SavedAt, status.Fault);
    }
}
