using System.ComponentModel.DataAnnotations;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Pages;
using DbMarketing.Web.Population;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.CrossSell;

/// <summary>The live rules, best first.</summary>
internal static class RulesEndpoint
{
    public const int MaxLimit = 1_000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/rules", Read).WithName("readRules").WithTags("Cross-sell")
        .WithSummary("What is bought together or next, as rules, best first")
        .WithDescription("kind is together (the default: in one order), next (in a later order within 90 days) or upsell (a dearer "
            + "product of the same category within 30 days). Only significant rules that reach the playbook's crossSell are kept, by lift "
            + "and then by count. Over time, lift and p-values compare with all customers, those who ordered only once and so could buy "
            + "nothing next included: a rule may also say that buyers of the first product come back more. skip passes over the first "
            + "ones; go on only with answers of one version. fromName and toName are what the latest order called a product. format is "
            + "json or csv. Larger sets than pairs come from the command rules.")
        .AnswersOfNowAlone(RuleKinds.OfNow).WithScope(KeyScopes.Read).ProducesCsvOr<RuleList>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503);

    private static IResult Read(
        HttpContext context, ReferenceSource reference, string kind = "together", [Range(0, int.MaxValue)] int skip = 0,
        [Range(1, MaxLimit)] int limit = 100, string format = "json")
    {
        if (limit is < 1 or > MaxLimit || skip < 0)
        {
            return Problem.BadRequest(
                "limit_invalid", $"limit is {limit} and skip is {skip}; limit must be 1 to {MaxLimit}, and skip 0 or more.");
        }

        if (format is not ("json" or "csv"))
        {
            return Problem.BadRequest("format_unknown", $"format is '{format}'; it must be json or csv.");
        }

        if (RuleKinds.Find(kind) is not { } asked)
        {
            return RuleKinds.Unknown(kind);
        }

        if (reference.Current.CrossSell is not { } figures)
        {
            return FiguresProblem.NotReady(context);
        }

        var found = figures.Of(asked);
        var rules = found.Rules.Skip(skip).Take(limit).Select(rule => RuleBody.Of(rule, figures.Names)).ToList();
        return format == "csv"
            ? CustomerCsv.Of(RuleBody.CsvHeader, rules.Select(static rule => rule.ToRow()))
            : TypedResults.Ok(new RuleList(
                figures.AsOf, figures.Version, asked, found.Counted, found.MinCount, found.Tests, found.Rules.Count, rules));
    }
}

/// <param name="AsOf">Every order that was committed by then is counted.</param>
/// <param name="Version">Rises whenever the rules were searched anew.</param>
/// <param name="Kind">What the rules say.</param>
/// <param name="Counted">All orders for what is bought together, else all customers who bought.</param>
/// <param name="MinCount">The least count of a rule.</param>
/// <param name="Tests">Rules that reached it and were tested together.</param>
/// <param name="Found">Significant rules among them.</param>
/// <param name="Rules">Those asked for, best first.</param>
public sealed record RuleList(
    DateTimeOffset AsOf, long Version, RuleKind Kind, long Counted, long MinCount, long Tests, int Found, IReadOnlyList<RuleBody> Rules);
