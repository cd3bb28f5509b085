using System.Text.Json;
using System.Text.Json.Nodes;

namespace DbMarketing.Web.Customers;

/// <summary>
/// A stored decision as a visitor may see it: only fields that are named here pass, so that a new one stays inside until it is.
/// </summary>
internal static class DecisionsInPublic
{
    private static readonly string[] Fields = ["id", "sequence", "now", "playbookVersion", "request", "placements"];
    private static readonly string[] OfferFields =
        ["offerId", "groupId", "treatmentId", "placement", "rank", "validUntil", "fallback"];

    public static JsonElement Of(JsonElement decision)
    {
        var shown = Of(decision, Fields);
        shown["offers"] = new JsonArray(
            [.. decision.GetProperty("offers").EnumerateArray().Select(JsonNode? (offer) => Of(offer, OfferFields))]);
        return JsonElement.Parse(shown.ToJsonString());
    }

    private static JsonObject Of(JsonElement source, string[] names) => new(
        source.EnumerateObject().Where(p => names.Contains(p.Name))
            .Select(p => KeyValuePair.Create(p.Name, JsonNode.Parse(p.Value.GetRawText()))));
}
