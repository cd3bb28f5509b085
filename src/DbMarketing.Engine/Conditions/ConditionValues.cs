using System.Text.Json;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>Reads the <c>value</c> of a comparison: none, one scalar, or a list of them, as its operator asks.</summary>
internal static class ConditionValues
{
    /// <summary>Reads the values; null, with a fault, when they are not what the operator and <paramref name="parse"/> take.</summary>
    public static List<T>? Read<T>(
        Condition condition, Func<JsonElement, T?> parse, string wanted, FaultPlace place, FaultList faults)
        where T : struct =>
        Read(condition, element => parse(element) is { } value ? (true, value) : (false, default), wanted, place, faults);

    public static List<T>? Read<T>(
        Condition condition, Func<JsonElement, (bool Parsed, T Value)> parse, string wanted, FaultPlace place, FaultList faults)
    {
        var at = place.Member("value");
        if (OperatorRules.TakesNoValue(condition.Op))
        {
            return condition.Value is null ? [] : Refuse<T>(at, $"'{OperatorRules.Name(condition.Op)}' takes no value", faults);
        }

        if (condition.Value is not { } given)
        {
            return Refuse<T>(place, $"'{OperatorRules.Name(condition.Op)}' needs a value: {wanted}", faults);
        }

        if (!OperatorRules.TakesList(condition.Op))
        {
            return parse(given) is (true, var one) ? [one] : Refuse<T>(at, RefusalOf(given), faults);
        }

        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() is 0 or > PlaybookLimits.ConditionValues)
        {
            var reason = $"'{OperatorRules.Name(condition.Op)}' takes a list of 1 to {PlaybookLimits.ConditionValues} values";
            return Refuse<T>(at, reason, faults);
        }

        var values = new List<T>();
        var before = faults.Count;
        foreach (var item in given.EnumerateArray())
        {
            if (parse(item) is (true, var value))
            {
                values.Add(value);
            }
            else
            {
                faults.Add(at, RefusalOf(item));
            }
        }

        return faults.Count == before ? values : null;

        string RefusalOf(JsonElement value) => $"'{condition.Field}' is {wanted}; {value.GetRawText()} is not";
    }

    private static List<T>? Refuse<T>(FaultPlace place, string reason, FaultList faults)
    {
        faults.Add(place, reason);
        return null;
    }
}
