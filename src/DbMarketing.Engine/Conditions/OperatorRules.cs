using System.Text.Json;

namespace DbMarketing.Engine.Conditions;

/// <summary>Which operators fit which type, and which take a value.</summary>
public static class OperatorRules
{
    private static readonly ConditionOperator[] Presence = [ConditionOperator.Known, ConditionOperator.Unknown];

    private static readonly ConditionOperator[] Order =
        [ConditionOperator.AtLeast, ConditionOperator.MoreThan, ConditionOperator.AtMost, ConditionOperator.LessThan];

    private static readonly ConditionOperator[] Equality = [ConditionOperator.EqualTo, ConditionOperator.NotEqualTo];

    private static readonly ConditionOperator[] Choice = [ConditionOperator.In, ConditionOperator.NotIn];

    private static readonly ConditionOperator[] OfNumber = [.. Equality, .. Order, .. Choice, .. Presence];
    private static readonly ConditionOperator[] OfDuration = [.. Order, .. Presence];
    private static readonly ConditionOperator[] OfText = [.. Equality, .. Choice, ConditionOperator.Contains, .. Presence];
    private static readonly ConditionOperator[] OfBoolean = [.. Equality, .. Presence];
    private static readonly ConditionOperator[] OfDate = [.. Equality, .. Order, .. Presence];

    /// <summary>The operators that fit a type.</summary>
    public static IReadOnlyList<ConditionOperator> Of(FieldType type) => type switch
    {
        FieldType.Number => OfNumber,
        FieldType.Duration => OfDuration,
        FieldType.Text => OfText,
        FieldType.Boolean => OfBoolean,
        FieldType.Date => OfDate,
        _ => [],
    };

    internal static bool TakesNoValue(ConditionOperator op) => op is ConditionOperator.Known or ConditionOperator.Unknown;

    internal static bool TakesList(ConditionOperator op) => op is ConditionOperator.In or ConditionOperator.NotIn;

    /// <summary>The name as JSON has it.</summary>
    internal static string Name(ConditionOperator op) => op == ConditionOperator.EqualTo ? "equals"
        : op == ConditionOperator.NotEqualTo ? "notEquals"
        : JsonNamingPolicy.CamelCase.ConvertName(op.ToString());

    internal static string Name(FieldType type) => JsonNamingPolicy.CamelCase.ConvertName(type.ToString());

    internal static string Names(IEnumerable<ConditionOperator> operators) => string.Join(", ", operators.Select(Name));
}
