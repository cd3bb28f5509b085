using System.Text.RegularExpressions;

namespace DbMarketing.Engine.Decisions;

/// <summary>One comparison of a condition's reason, taken apart so that it can be worded anew.</summary>
/// <param name="Field">Such as <c>purchases.count</c>.</param>
/// <param name="Actual">What the customer has; <c>unknown</c> when nothing.</param>
/// <param name="Negated">The opposite of <paramref name="Wanted"/> is meant.</param>
/// <param name="Wanted">Such as <c>at least 5</c>.</param>
internal readonly record struct ConditionClause(string Field, string Actual, bool Negated, string Wanted);

/// <summary>Reads the reasons of conditions, whose form is that of <c>CompiledCondition.Evaluate</c>.</summary>
internal static partial class ConditionClauses
{
    /// <summary>The clauses of a reason, and how many it left out; no clause when it is written in another way.</summary>
    public static (IReadOnlyList<ConditionClause> Clauses, int More) Read(string reason)
    {
        var clauses = new List<ConditionClause>();
        foreach (Match match in Clause().Matches(reason))
        {
            clauses.Add(new(
                match.Groups["field"].Value, match.Groups["actual"].Value, match.Groups["not"].Success, match.Groups["wanted"].Value));
        }

        var more = More().Match(reason);
        return (clauses, more.Success ? int.Parse(more.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : 0);
    }

    [GeneratedRegex(
        @"(?<field>[\p{L}\p{N}_.\-]+) is (?<actual>.*?), (?<not>not )?(?<wanted>.*?)(?: wanted)?(?=; |\)|$)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Clause();

    [GeneratedRegex("; and ([0-9]{1,6}) more$", RegexOptions.CultureInvariant, 200)]
    private static partial Regex More();
}
