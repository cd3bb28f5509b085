namespace DbMarketing.Engine.Conditions;

/// <summary>Why a condition came out as it did, as data: <see cref="ConditionWords"/> says it in a language.</summary>
public abstract record ConditionFinding;

/// <summary>What one comparison found.</summary>
/// <param name="Field">The field by its full name, with type and unit.</param>
/// <param name="Days">Counts only this many newest days; null for ever.</param>
/// <param name="Op">What was wanted, with any <c>not</c> around it already turned into the opposite operator.</param>
/// <param name="Opposite">The opposite of <paramref name="Op"/> was wanted: only for <c>contains</c>, which has no opposite.</param>
/// <param name="Actual">The customer's value: a double, TimeSpan, bool, DateOnly, string or LagStanding; null when unknown.</param>
/// <param name="Wanted">The values to compare with, of the same type.</param>
/// <param name="Met">The customer has what was wanted.</param>
public sealed record FieldFinding(
    Field Field, int? Days, ConditionOperator Op, bool Opposite, object? Actual, IReadOnlyList<object> Wanted, bool Met)
    : ConditionFinding
{
    internal static FieldFinding Of(
        Field field, int? days, ConditionOperator op, object? actual, IReadOnlyList<object> wanted, bool value, bool denied) =>
        new(field, days, denied ? OppositeOf(op) : op, denied && op == ConditionOperator.Contains, actual, wanted, value != denied);

    private static ConditionOperator OppositeOf(ConditionOperator op) => op switch
    {
        ConditionOperator.EqualTo => ConditionOperator.NotEqualTo,
        ConditionOperator.NotEqualTo => ConditionOperator.EqualTo,
        ConditionOperator.AtLeast => ConditionOperator.LessThan,
        ConditionOperator.LessThan => ConditionOperator.AtLeast,
        ConditionOperator.AtMost => ConditionOperator.MoreThan,
        ConditionOperator.MoreThan => ConditionOperator.AtMost,
        ConditionOperator.In => ConditionOperator.NotIn,
        ConditionOperator.NotIn => ConditionOperator.In,
        ConditionOperator.Known => ConditionOperator.Unknown,
        ConditionOperator.Unknown => ConditionOperator.Known,
        _ => op,
    };
}

/// <summary>Membership in a segment.</summary>
/// <param name="Name">The segment's name in the playbook.</param>
/// <param name="Inside">The customer is a member.</param>
/// <param name="Because">Why it is, or is not.</param>
public sealed record SegmentFinding(string Name, bool Inside, ConditionFinding Because) : ConditionFinding;

/// <summary>The conditions of a group that speak for its value.</summary>
/// <param name="Findings">At least one, in the author's order.</param>
/// <param name="EachDecides">Each alone is enough for the value, so all must change to change it; else any one of them.</param>
public sealed record GroupFinding(IReadOnlyList<ConditionFinding> Findings, bool EachDecides) : ConditionFinding;
