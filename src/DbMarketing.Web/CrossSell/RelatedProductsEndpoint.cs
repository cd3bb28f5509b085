using System.ComponentModel.DataAnnotations;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Population;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.CrossSell;

/// <summary>What goes with a product, for its page. Says nothing of any customer, so a browser may ask.</summary>
internal static class RelatedProductsEndpoint
{
    public const int MaxCount = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/products/{id}/related", Read).WithName("readRelatedProducts")
        .WithTags("Cross-sell").WithSummary("What is bought with a product, or after it")
        .WithDescription("kind is together (the default), next or upsell, as in GET /v1/rules. At most count products (10, up to 50), "
            + "surest first; those out of stock are left out. A product that no significant rule leads from has none. toName is what "
            + "the latest order called a product. A browser key reads it with its scope decide.")
        .AnswersOfNowAlone(RuleKinds.OfNow).WithAccess(new AccessRule(KeyScopes.Read, Browsers: true))
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503);

    private static Results<Ok<RelatedProducts>, ProblemHttpResult> Read(
        HttpContext context, string id, ReferenceSource source, string kind = "together",
        [Range(1, MaxCount)] int count = 10)
    {
        if (id.Length is 0 or > InteractionLimits.ProductIdLength)
        {
            return Problem.BadRequest(
                "id_invalid", $"id has {id.Length} characters; 1 to {InteractionLimits.ProductIdLength} are allowed.");
        }

        if (count is < 1 or > MaxCount)
        {
            return Problem.BadRequest("count_invalid", $"count is {count}; 1 to {MaxCount} are allowed.");
        }

        if (RuleKinds.Find(kind) is not { } asked)
        {
            return RuleKinds.Unknown(kind);
        }

        var reference = source.Current;
        if (reference.CrossSell is not { } figures)
        {
            return FiguresProblem.NotReady(context);
        }

        var rules = figures.Of(asked).Index.Suggest(new HashSet<string>(StringComparer.Ordinal) { id }, RuleIndex.MaxRulesOfItem)
            .Where(rule => !reference.Stock.IsOut(rule.Consequent)).Take(count);
        return TypedResults.Ok(new RelatedProducts(
            figures.AsOf, figures.Version, id, asked, [.. rules.Select(rule => RuleBody.Of(rule, figures.Names))]));
    }
}

/// <param name="AsOf">Every order that was committed by then is counted.</param>
/// <param name="Version">Rises whenever the rules were searched anew.</param>
/// <param name="ProductId">The product asked about.</param>
/// <param name="Kind">What the rules say.</param>
/// <param name="Products">The related ones as <c>to</c> and <c>toName</c>, surest first.</param>
public sealed record RelatedProducts(
    DateTimeOffset AsOf, long Version, string ProductId, RuleKind Kind, IReadOnlyList<RuleBody> Products);
