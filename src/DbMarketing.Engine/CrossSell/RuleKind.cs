using System.Text.Json.Serialization;

namespace DbMarketing.Engine.CrossSell;

/// <summary>What a rule says of two items.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RuleKind>))]
public enum RuleKind
{
    [JsonStringEnumMemberName("none")] None = 0,

    /// <summary>Bought in one order.</summary>
    [JsonStringEnumMemberName("together")] Together,

    /// <summary>Bought in a later order.</summary>
    [JsonStringEnumMemberName("next")] Next,

    /// <summary>A dearer item of the same category, bought in a later order.</summary>
    [JsonStringEnumMemberName("upsell")] UpSell,
}
