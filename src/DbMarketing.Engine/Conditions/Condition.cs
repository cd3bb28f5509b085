using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Conditions;

/// <summary>
/// A node of the typed condition tree, as written in a playbook. Exactly one of the forms is filled:
/// <c>{"all":[…]}</c>, <c>{"any":[…]}</c>, <c>{"not":…}</c>, <c>{"segment":"id"}</c>,
/// <c>{"field":"recency","op":"atLeast","value":"30d"}</c>, optionally with <c>"within":"7d"</c> for counting fields.
/// </summary>
public sealed record Condition
{
    public IReadOnlyList<Condition>? All { get; init; }
    public IReadOnlyList<Condition>? Any { get; init; }
    public Condition? Not { get; init; }
    /// <summary>True for members of another segment.</summary>
    public string? Segment { get; init; }
    /// <summary>A name of the field catalogue, such as <c>purchases.count</c>, <c>profile.city</c>, <c>affinity.toys</c>.</summary>
    public string? Field { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ConditionOperator Op { get; init; }
    /// <summary>
    /// A scalar, or an array of scalars for <c>in</c> and <c>notIn</c>; durations as <c>30d</c>, <c>12h</c>, <c>15m</c>; absent for
    /// <c>known</c> and <c>unknown</c>.
    /// </summary>
    public JsonElement? Value { get; init; }
    /// <summary>Counts only what happened within this time before now, for fields that count by day.</summary>
    public string? Within { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<ConditionOperator>))]
public enum ConditionOperator
{
    [JsonStringEnumMemberName("none")] None = 0,
    [JsonStringEnumMemberName("equals")] EqualTo,
    [JsonStringEnumMemberName("notEquals")] NotEqualTo,
    [JsonStringEnumMemberName("atLeast")] AtLeast,
    [JsonStringEnumMemberName("moreThan")] MoreThan,
    [JsonStringEnumMemberName("atMost")] AtMost,
    [JsonStringEnumMemberName("lessThan")] LessThan,
    [JsonStringEnumMemberName("in")] In,
    [JsonStringEnumMemberName("notIn")] NotIn,
    [JsonStringEnumMemberName("contains")] Contains,
    [JsonStringEnumMemberName("known")] Known,
    [JsonStringEnumMemberName("unknown")] Unknown,
}
