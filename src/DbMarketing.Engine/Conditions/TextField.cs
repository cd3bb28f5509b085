using System.Text.Json;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>
/// A field whose values are texts, of a closed list when <paramref name="allowed"/> is given; <paramref name="found"/> says more in a
/// finding than the text.
/// </summary>
internal sealed class TextField(
    Field field, Func<ConditionInput, TextValue> read, IReadOnlyList<string>? allowed = null, TimeCourse<int>? course = null,
    Func<ConditionInput, object?>? found = null)
    : BoundField(field)
{
    /// <summary>What a value of the closed list is, where the list is too long to be told.</summary>
    public string? Wanted { get; init; }

    public override ConditionNode? Compile(Condition condition, FaultPlace place, FaultList faults)
    {
        var closed = condition.Op == ConditionOperator.Contains ? null : allowed;
        var wanted = closed is null ? $"a text of 1 to {PlaybookLimits.NameLength} characters"
            : Wanted ?? "one of " + string.Join(", ", closed);
        return IsFitting(condition, place, faults)
            && ConditionValues.Read(condition, value => Parse(value, closed), wanted, place, faults) is { } values
                ? new TextNode(Field, condition.Op, [.. values], read, course, found)
                : null;
    }

    private static (bool, string) Parse(JsonElement value, IReadOnlyList<string>? closed)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return (text.Length is > 0 and <= PlaybookLimits.NameLength && (closed is null || closed.Contains(text)), text);
    }
}
