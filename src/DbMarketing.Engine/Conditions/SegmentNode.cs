namespace DbMarketing.Engine.Conditions;

/// <summary>Membership in a segment.</summary>
internal sealed class SegmentNode(string name, ConditionNode condition) : ConditionNode
{
    public override int Depth => 1 + condition.Depth;

    public override int Size => 1 + condition.Size;

    public override FieldClass Class => condition.Class;

    public override IEnumerable<Field> Fields => condition.Fields;

    public override bool Holds(ConditionInput input) => condition.Holds(input);

    public override DateTimeOffset? ChangesAt(ConditionInput input, DateTimeOffset before) => condition.ChangesAt(input, before);

    public override ConditionResult Evaluate(ConditionInput input, bool denied, DateTimeOffset before)
    {
        var result = condition.Evaluate(input, denied, before);
        return result with { Finding = new SegmentFinding(name, result.Value, result.Finding) };
    }

    public override ConditionFinding Wanted(bool denied) => new SegmentFinding(name, !denied, condition.Wanted(denied));
}
