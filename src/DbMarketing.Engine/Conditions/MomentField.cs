using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>A field that reads the instant and nothing of the customer, so that all customers share what its comparisons say.</summary>
internal sealed class MomentField(BoundField field) : BoundField(field.Field)
{
    public override ConditionNode? Compile(Condition condition, FaultPlace place, FaultList faults) =>
        field.Compile(condition, place, faults) is { } comparison ? new MomentNode(comparison) : null;
}
