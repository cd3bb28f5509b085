namespace DbMarketing.Engine.Conditions;

/// <summary><c>all</c> or <c>any</c> of some conditions.</summary>
internal sealed class GroupNode(bool all, ConditionNode[] children) : ConditionNode
{
    /// <summary>How many clauses a reason spells out; a desk shows it on one line.</summary>
    private const int ReasonsShown = 4;

    private const int MostCounted = 1_000_000;

    public override int Depth { get; } = 1 + children.Max(child => child.Depth);

    /// <summary>Segments within segments may double at every step, so the sum stops counting far above the limit.</summary>
    public override int Size { get; } = Math.Min(MostCounted, 1 + children.Sum(child => child.Size));

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

    public override ConditionResult Evaluate(ConditionInput input, bool denied)
    {
        var results = Array.ConvertAll(children, child => child.Evaluate(input, denied));
        var value = Array.TrueForAll(results, result => result.Value == all) == all;
        var deciding = value == all ? results : Array.FindAll(results, result => result.Value == value);
        return new(value, Join(deciding, value == all), value == all ? Earliest(results) : Latest(deciding));
    }

    /// <summary>Every child speaks for the value: it may change as soon as any of them does.</summary>
    private static DateTimeOffset? Earliest(ConditionResult[] results) => results.Min(result => result.ChangesAt);

    /// <summary>Each of these alone is enough for the value: it cannot change before the last of them has.</summary>
    private static DateTimeOffset? Latest(ConditionResult[] deciding) =>
        Array.Exists(deciding, result => result.ChangesAt is null) ? null : deciding.Max(result => result.ChangesAt);

    private static string Join(ConditionResult[] deciding, bool together)
    {
        // One clause is enough where each alone decides; the first is the one that the author put first.
        if (!together)
        {
            return deciding[0].Reason;
        }

        var reasons = deciding.Take(ReasonsShown).Select(result => result.Reason);
        var more = deciding.Length - ReasonsShown;
        return string.Join("; ", reasons) + (more > 0 ? $"; and {more} more" : "");
    }
}
