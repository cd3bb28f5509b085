using System.Text.Json;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>A field whose values compare: a number, duration, date or truth value.</summary>
internal sealed class ComparableField<T>(
    Field field, FieldValue<T> source, Func<JsonElement, T?> parse, string wanted) : BoundField(field)
    where T : struct, IComparable<T>
{
    public override ConditionNode? Compile(Condition condition, FaultPlace place, FaultList faults)
    {
        if (!IsFitting(condition, place, faults) || ConditionValues.Read(condition, parse, wanted, place, faults) is not { } values)
        {
            return null;
        }

        int? days = Durations.TryParse(condition.Within, out var within) ? (int)within.TotalDays : null;
        var list = OperatorRules.TakesList(condition.Op);
        T? threshold = list || values.Count == 0 ? null : values[0];
        return new ComparisonNode<T>(Field, days, condition.Op, threshold, list ? [.. values] : [], source);
    }
}
