namespace DbMarketing.Engine.Conditions;

/// <summary>The opposite of a condition.</summary>
internal sealed class NotNode(ConditionNode child) : ConditionNode
{
    public override int Depth => 1 + child.Depth;

    public override int Size => 1 + child.Size;

    public override FieldClass Class => child.Class;

    public override IEnumerable<Field> Fields => child.Fields;

    public override bool Holds(ConditionInput input) => !child.Holds(input);

    public override DateTimeOffset? ChangesAt(ConditionInput input, DateTimeOffset before) => child.ChangesAt(input, before);

    public override ConditionResult Evaluate(ConditionInput input, bool denied, DateTimeOffset before)
    {
        var result = child.Evaluate(input, !denied, before);
        return result with { Value = !result.Value };
    }

    public override ConditionFinding Wanted(bool denied) => child.Wanted(!denied);
}
