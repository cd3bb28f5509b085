using System.Globalization;
using System.Text.Json.Nodes;
using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Server.Analysis;

/// <summary>The JSON object that <c>rules</c> ends with.</summary>
internal static class RulesReport
{
    public static JsonObject Of(RulesResult result, RulesOptions options) => new()
    {
        ["lines"] = result.File.Lines,
        ["rejected"] = result.Rejects.Values.Sum(),
        ["reasons"] = new JsonObject(result.Rejects.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["withoutAmount"] = result.File.LinesWithoutAmount,
        ["baskets"] = result.Found.Baskets,
        ["items"] = result.File.Items,
        ["minSupport"] = options.Thresholds.MinSupport,
        ["minConfidence"] = options.Thresholds.MinConfidence,
        ["minCount"] = result.Found.MinCount,
        ["itemSets"] = result.Sets.Sets.Count,
        ["itemSetsByLength"] = ByLength(result.SetsByLength),
        ["rules"] = result.Found.Rules.Count,
        ["rulesByLength"] = ByLength(result.RulesByLength),
        ["tested"] = result.Found.Tests,
        ["significant"] = result.Significant,
        ["top"] = new JsonArray([.. result.Found.Rules.Take(options.Top).Select(rule => (JsonNode)Rule(rule))]),
    };

    private static JsonObject ByLength(IEnumerable<(int Length, int Count)> counts) => new(counts.Select(pair =>
        KeyValuePair.Create(pair.Length.ToString(CultureInfo.InvariantCulture), (JsonNode?)pair.Count)));

    private static JsonObject Rule(AssociationRule rule) => new()
    {
        ["antecedent"] = new JsonArray([.. rule.Antecedent.Select(item => (JsonNode)item)]),
        ["consequent"] = rule.Consequent,
        ["count"] = rule.Count,
        ["support"] = rule.Support,
        ["confidence"] = rule.Confidence,
        ["lift"] = rule.Lift,
        ["leverage"] = rule.Leverage,
        ["pValue"] = rule.PValue,
        ["correctedPValue"] = rule.CorrectedPValue,
    };
}
