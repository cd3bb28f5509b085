namespace DbMarketing.Engine.Conditions;

/// <summary>The words of a reason.</summary>
internal static class ConditionWords
{
    private const int ShownValues = 5;

    /// <summary>Such as <c>purchases.count is 3, at least 5 wanted</c>.</summary>
    public static string Clause(string field, string? actual, string wanted, bool value, bool denied) =>
        $"{field} is {actual ?? "unknown"}, {(denied ? "not " : "")}{wanted}{(value == denied ? " wanted" : "")}";

    public static string Wanted(ConditionOperator op, string? threshold, IEnumerable<string> set) => op switch
    {
        ConditionOperator.EqualTo => threshold!,
        ConditionOperator.NotEqualTo => "other than " + threshold,
        ConditionOperator.AtLeast => "at least " + threshold,
        ConditionOperator.MoreThan => "more than " + threshold,
        ConditionOperator.AtMost => "at most " + threshold,
        ConditionOperator.LessThan => "less than " + threshold,
        ConditionOperator.In => "one of " + List(set),
        ConditionOperator.NotIn => "none of " + List(set),
        ConditionOperator.Contains => $"containing {threshold}",
        ConditionOperator.Known => "any value",
        ConditionOperator.Unknown => "no value",
        _ => "",
    };

    private static string List(IEnumerable<string> set)
    {
        var shown = set.Take(ShownValues + 1).ToList();
        return shown.Count <= ShownValues ? string.Join(", ", shown) : string.Join(", ", shown.Take(ShownValues)) + " …";
    }
}
