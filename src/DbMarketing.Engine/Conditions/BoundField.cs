using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>A field of the catalogue bound to how its value is read: it compiles the comparisons that name it.</summary>
internal abstract class BoundField(Field field)
{
    public Field Field { get; } = field;

    /// <summary>The comparison, or null when its operator or value has a fault.</summary>
    public abstract ConditionNode? Compile(Condition condition, FaultPlace place, FaultList faults);

    private protected bool IsFitting(Condition condition, FaultPlace place, FaultList faults)
    {
        var fitting = OperatorRules.Of(Field.Type);
        if (condition.Op == ConditionOperator.None)
        {
            faults.Add(place, $"names the field '{condition.Field}' without an operator: one of {OperatorRules.Names(fitting)}");
            return false;
        }

        if (!fitting.Contains(condition.Op))
        {
            faults.Add(place.Member("op"), $"'{OperatorRules.Name(condition.Op)}' does not fit '{condition.Field}', which is a "
                + $"{OperatorRules.Name(Field.Type)}: one of {OperatorRules.Names(fitting)}");
            return false;
        }

        return true;
    }
}
