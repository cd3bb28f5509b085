using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Decisions;

/// <summary>The stages of the funnel, in the order in which an offer passes them. Names the stage that dropped it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DecisionStage>))]
public enum DecisionStage : byte
{
    /// <summary>Dropped nowhere.</summary>
    [JsonStringEnumMemberName("none")] None = 0,
    /// <summary>It has no treatment for the channel and placements asked; it was no candidate at all.</summary>
    [JsonStringEnumMemberName("placement")] Placement,
    /// <summary>Its purpose lacks the customer's consent, or met an objection.</summary>
    [JsonStringEnumMemberName("consent")] Consent,
    /// <summary>Outside its validity dates.</summary>
    [JsonStringEnumMemberName("validity")] Validity,
    /// <summary>All products that it is about are out of stock.</summary>
    [JsonStringEnumMemberName("stock")] Stock,
    [JsonStringEnumMemberName("eligibility")] Eligibility,
    [JsonStringEnumMemberName("applicability")] Applicability,
    [JsonStringEnumMemberName("suitability")] Suitability,
    /// <summary>A suppression rule pauses the offer or its group.</summary>
    [JsonStringEnumMemberName("contactPolicy")] ContactPolicy,
    /// <summary>The channel rests at this time of day.</summary>
    [JsonStringEnumMemberName("quietHours")] QuietHours,
    /// <summary>None of its treatments for the placement is for this customer.</summary>
    [JsonStringEnumMemberName("treatment")] Treatment,
    /// <summary>The channel's contact limit is used up.</summary>
    [JsonStringEnumMemberName("channelLimit")] ChannelLimit,
    /// <summary>Passed every stage, but better offers took the places.</summary>
    [JsonStringEnumMemberName("rank")] Rank,
}

/// <summary>The stages as they are written outside.</summary>
internal static class DecisionStages
{
    /// <summary>Such as <c>contactPolicy</c>: the name with a small first letter, as in JSON.</summary>
    public static string Code(DecisionStage stage)
    {
        var name = stage.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
