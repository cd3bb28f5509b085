using System.Text.Json;

namespace DbMarketing.Engine.Conditions;

/// <summary>A text that is either at hand or inside a JSON value, compared without being copied out of it.</summary>
internal readonly record struct TextValue(string? Text, JsonElement Json)
{
    public static TextValue Of(string? text) => new(text, default);

    public static TextValue Of(JsonElement json) => new(null, json);

    public bool IsKnown => Text is not null || Json.ValueKind == JsonValueKind.String;

    public bool EqualTo(string other) => Text is not null ? Text == other : Json.ValueEquals(other);

    public override string ToString() => Text ?? (IsKnown ? Json.GetString()! : "unknown");
}

/// <summary>A text against one or several texts: equal means the same characters, <c>contains</c> ignores case.</summary>
internal sealed class TextNode(
    Field field, ConditionOperator op, string[] values, Func<ConditionInput, TextValue> read, TimeCourse<int>? course,
    Func<ConditionInput, object?>? found) : ConditionNode
{
    public override int Depth => 1;

    public override int Size => 1;

    public override FieldClass Class => @field.Class;

    public override IEnumerable<Field> Fields => [@field];

    public override bool Holds(ConditionInput input) => Compare(read(input));

    public override DateTimeOffset? ChangesAt(ConditionInput input, DateTimeOffset before) =>
        course is null ? null : ChangeAfter(input, Holds(input), before);

    public override ConditionResult Evaluate(ConditionInput input, bool denied, DateTimeOffset before)
    {
        var actual = read(input);
        var value = Compare(actual);
        var shown = found is not null ? found(input) : actual.IsKnown ? actual.ToString() : null;
        return new(value, FieldFinding.Of(field, days: null, op, shown, values, value, denied),
            ChangeAfter(input, value, before));
    }

    public override ConditionFinding Wanted(bool denied) =>
        FieldFinding.Of(field, days: null, op, actual: null, values, value: denied, denied);

    private bool Compare(TextValue actual) => !actual.IsKnown
        ? op is ConditionOperator.Unknown or ConditionOperator.NotEqualTo or ConditionOperator.NotIn
        : op switch
        {
            ConditionOperator.EqualTo or ConditionOperator.In => IsAny(actual),
            ConditionOperator.NotEqualTo or ConditionOperator.NotIn => !IsAny(actual),
            ConditionOperator.Contains => actual.ToString().Contains(values[0], StringComparison.OrdinalIgnoreCase),
            ConditionOperator.Known => true,
            _ => false,
        };

    private bool IsAny(TextValue actual)
    {
        foreach (var value in values)
        {
            if (actual.EqualTo(value))
            {
                return true;
            }
        }

        return false;
    }

    private DateTimeOffset? ChangeAfter(ConditionInput input, bool value, DateTimeOffset before)
    {
        var instant = course?.Invoke(input, null, input.Now);
        while (instant < before && Holds(input with { Now = instant.Value }) == value)
        {
            instant = course!(input, null, instant.Value);
        }

        return instant < before ? instant : null;
    }
}
