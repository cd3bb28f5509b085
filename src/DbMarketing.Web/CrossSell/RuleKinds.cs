using DbMarketing.Engine.CrossSell;
using DbMarketing.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.CrossSell;

/// <summary>The kinds of rules as they are asked for.</summary>
internal static class RuleKinds
{
    /// <summary>Why none can be asked of another instant.</summary>
    public const string OfNow = "rules are searched in the counts of now, and no earlier ones are kept";

    public static RuleKind? Find(string kind) => kind switch
    {
        "together" => RuleKind.Together,
        "next" => RuleKind.Next,
        "upsell" => RuleKind.UpSell,
        _ => null,
    };

    public static ProblemHttpResult Unknown(string kind) =>
        Problem.BadRequest("kind_unknown", $"kind is '{kind}'; it must be together, next or upsell.");
}
