using System.ComponentModel.DataAnnotations;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Web.Decide;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Decisions;

/// <summary>Decisions as they are stored: the latest of this process, and any by id.</summary>
internal static class DecisionEndpoints
{
    public const int MaxLatest = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/decisions", Latest)
            .WithName("latestDecisions").WithTags("Decisions").WithSummary("The newest decisions of this process")
                .WithScope(KeyScopes.Read).ProducesProblem(400);
        routes.MapGet("/v1/decisions/{id}", ReadAsync)
            .WithName("readDecision").WithTags("Decisions").WithSummary("A decision as it is stored").WithScope(KeyScopes.Read)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
    }

    private static Results<Ok<DecisionList>, ProblemHttpResult> Latest(
        IEngineStatistics statistics, [Range(1, MaxLatest)] int latest = 20) =>
        latest is < 1 or > MaxLatest
            ? Problem.BadRequest("latest_invalid", $"latest is {latest}; 1 to {MaxLatest} are allowed.")
            : TypedResults.Ok(new DecisionList([.. statistics.ReadLatest(latest).Select(d => DecisionBody.Of(d.Customer, d.Decision))]));

    private static async Task<Results<Ok<DecisionBody>, ProblemHttpResult>> ReadAsync(
        string id, StoredDecisions decisions, CancellationToken cancellationToken)
    {
        if (!DecisionId.TryParse(id, out var parsed))
        {
            return Problem.BadRequest("decision_id_invalid",
                $"'{(id.Length > 64 ? id[..64] : id)}' is not a decision id, such as d-1000000000001-2-0.");
        }

        return await decisions.FindAsync(parsed, cancellationToken) is { } found
            ? TypedResults.Ok(DecisionBody.Of(found.Customer, found.Decision))
            : Problem.NotFound("decision_unknown", $"There is no decision {id}, or its journal rows are no longer kept.");
    }
}

public sealed record DecisionList(IReadOnlyList<DecisionBody> Decisions);

/// <summary>A stored decision and whose it is.</summary>
public sealed record DecisionBody
{
    public required string DecisionId { get; init; }
    public string? CustomerId { get; init; }
    public string? AnonymousId { get; init; }
    public required long Sequence { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required string Channel { get; init; }
    public required string PlaybookVersion { get; init; }
    public required string PropensityVersion { get; init; }
    public required string EngineVersion { get; init; }
    public required DecisionRequest Request { get; init; }
    /// <summary>As stored, but numbers to six decimals.</summary>
    public required IReadOnlyList<DecidedOffer> Offers { get; init; }
    public required IReadOnlyList<DecidedPlacement> Placements { get; init; }

    internal static DecisionBody Of(CustomerId customer, Decision decision) => new()
    {
        DecisionId = decision.Id,
        CustomerId = OfferBodies.KnownOf(customer),
        AnonymousId = OfferBodies.AnonymousOf(customer),
        Sequence = decision.Sequence,
        Now = decision.Now,
        Channel = decision.Request.Channel,
        PlaybookVersion = decision.PlaybookVersion,
        PropensityVersion = decision.PropensityVersion,
        EngineVersion = decision.EngineVersion,
        Request = decision.Request,
        Offers = [.. decision.Offers.Select(static offer => offer.Shown())],
        Placements = decision.Placements,
    };
}
