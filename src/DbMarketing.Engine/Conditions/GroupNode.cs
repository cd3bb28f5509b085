namespace DbMarketing.Engine.Conditions;

/// <summary><c>all</c> or <c>any</c> of some conditions.</summary>
internal sealed class GroupNode(bool all, ConditionNode[] children) : ConditionNode
{
    private const int MostCounted = 1_000_000;

    public override int Depth { get; } = 1 + children.Max(child => child.Depth);

    /// <summary>Segments within segments may double at every step, so the sum stops counting far above the limit.</summary>
    public override int Size { get; } = Math.Min(MostCounted, 1 + children.Sum(child => child.Size));

    public override FieldClass Class { get; } = children.Max(child => child.Class);

    public override IEnumerable<Field> Fields => children.SelectMany(child => child.Fields);

    public override bool Holds(ConditionInput input)
    {
        foreach (var child in children)
        {
            if (child.Holds(input) != all)
            {
                return !all;
            }
        }

        return all;
    }

    public override DateTimeOffset? ChangesAt(ConditionInput input, DateTimeOffset before) =>
        Class < FieldClass.Time ? null : Holds(input) == all ? EarliestChange(input, before) : LatestChange(input, before);

    public override ConditionResult Evaluate(ConditionInput input, bool denied, DateTimeOffset before)
    {
        var results = Array.ConvertAll(children, child => child.Evaluate(input, denied, before));
        var value = Array.TrueForAll(results, result => result.Value == all) == all;
        var deciding = value == all ? results : Array.FindAll(results, result => result.Value == value);
        return new(value, Finding(deciding, value == all), value == all ? Earliest(results) : Latest(deciding));
    }

    // What denies all of them is that any one is denied, and the other way round.
    public override ConditionFinding Wanted(bool denied) =>
        new GroupFinding([.. children.Select(child => child.Wanted(denied))], EachDecides: all == denied);

    private DateTimeOffset? EarliestChange(ConditionInput input, DateTimeOffset before)
    {
        DateTimeOffset? earliest = null;
        foreach (var child in children)
        {
            earliest = child.ChangesAt(input, earliest ?? before) ?? earliest;
        }

        return earliest;
    }

    private DateTimeOffset? LatestChange(ConditionInput input, DateTimeOffset before)
    {
        // A child that time cannot change settles it, and costs less to ask than one that it can.
        foreach (var child in children)
        {
            if (child.Class < FieldClass.Time && child.Holds(input) != all)
            {
                return null;
            }
        }

        DateTimeOffset? latest = null;
        foreach (var child in children)
        {
            if (child.Holds(input) == all)
            {
                continue;
            }

            if (child.ChangesAt(input, before) is not { } change)
            {
                return null;
            }

            latest = change < latest ? latest : change;
        }

        return latest;
    }

    /// <summary>Every child speaks for the value: it may change as soon as any of them does.</summary>
    private static DateTimeOffset? Earliest(ConditionResult[] results) => results.Min(result => result.ChangesAt);

    /// <summary>Each of these alone is enough for the value: it cannot change before the last of them has.</summary>
    private static DateTimeOffset? Latest(ConditionResult[] deciding) =>
        Array.Exists(deciding, result => result.ChangesAt is null) ? null : deciding.Max(result => result.ChangesAt);

    private static ConditionFinding Finding(ConditionResult[] deciding, bool together) =>
        deciding.Length == 1 ? deciding[0].Finding : new GroupFinding([.. deciding.Select(result => result.Finding)], !together);
}
