using DbMarketing.Engine.Decisions;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Decisions;

/// <summary>Why a decision came out as it did: it is decided again as of its place in the journal, and told in words.</summary>
internal static class ExplanationEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/decisions/{id}/explanation", HandleAsync)
        .WithName("explainDecision").WithTags("Decisions").WithSummary("Why each offer was made or dropped, and what would have changed it")
        .WithDescription("language is en or ko.").WithScope(KeyScopes.Read).ProducesProblem(400).ProducesProblem(404).ProducesProblem(429)
        .ProducesProblem(503);

    private static async Task<Results<Ok<Explanation>, ProblemHttpResult>> HandleAsync(
        string id, HttpContext context, DecisionReplay replay, ReplaySlots slots, CancellationToken cancellationToken,
        string? language = null)
    {
        if (!DecisionId.TryParse(id, out var parsed))
        {
            return Problem.BadRequest("decision_id_invalid", "The id is not a decision id, such as d-1000000000001-2-0.");
        }

        using var slot = slots.TryTake();
        if (slot is null)
        {
            return slots.Refuse(context);
        }

        var result = await replay.ReplayAsync(parsed, cancellationToken);
        if (result.Outcome != ReplayOutcome.Replayed)
        {
            return Problem.NotFound(
                result.Outcome == ReplayOutcome.NotFound ? "decision_unknown" : "decision_not_replayable",
                result.Reason ?? "The decision cannot be replayed.");
        }

        // The replay leaves the customer as it was before the decision, which is what the words tell of.
        return TypedResults.Ok(Explainer.Explain(result.Stored!, result.Before!, result.Reference!, language));
    }
}
