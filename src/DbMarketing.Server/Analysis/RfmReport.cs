using System.Globalization;
using System.Text.Json.Nodes;
using DbMarketing.Engine.Rfm;

namespace DbMarketing.Server.Analysis;

/// <summary>The JSON object that <c>rfm</c> ends with.</summary>
internal static class RfmReport
{
    public static JsonObject Of(RfmResult result) => new()
    {
        ["lines"] = result.Lines,
        ["rejected"] = result.Rejects.Values.Sum(),
        ["reasons"] = new JsonObject(result.Rejects.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["later"] = result.LaterLines,
        ["withoutPurchase"] = result.WithoutPurchase,
        ["now"] = result.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["customers"] = result.Scorer.All.Customers,
        ["orders"] = result.Orders,
        ["revenue"] = PlainAmount.Of(result.Scorer.All.Revenue),
        ["quintiles"] = new JsonArray([.. result.Scorer.Quintiles(result.Today).Select(quintile => (JsonNode)Quintile(quintile))]),
        ["groups"] = new JsonArray([.. RfmGroups.Default.Totals(result.Scorer.Cells)
            .Select(pair => (JsonNode)Total("name", pair.Named.Name, pair.Total))]),
        ["cells"] = new JsonArray([.. result.Scorer.Cells.Index().Where(pair => pair.Item.Customers > 0)
            .Select(pair => (JsonNode)Total("cell", RfmCell.At(pair.Index).ToString(), pair.Item))]),
        ["pareto"] = new JsonArray([.. RfmResult.TopShares.Select(share => (JsonNode)new JsonObject
        {
            ["topShare"] = share, ["revenueShare"] = result.Scorer.Pareto.RevenueShare(share),
        })]),
    };

    private static JsonObject Quintile(RfmQuintile quintile) => new()
    {
        ["score"] = quintile.Score,
        ["recencyDays"] = quintile.RecencyDays,
        ["recencyCustomers"] = quintile.RecencyCustomers,
        ["frequency"] = quintile.Frequency,
        ["frequencyCustomers"] = quintile.FrequencyCustomers,
        ["monetary"] = quintile.Monetary is { } monetary ? PlainAmount.Of(monetary) : null,
        ["monetaryCustomers"] = quintile.MonetaryCustomers,
    };

    private static JsonObject Total(string key, string name, RfmTotal total) => new()
    {
        [key] = name, ["customers"] = total.Customers, ["revenue"] = PlainAmount.Of(total.Revenue),
    };
}
