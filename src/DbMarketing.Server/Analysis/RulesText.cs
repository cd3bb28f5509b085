using System.Globalization;
using System.Text;

namespace DbMarketing.Server.Analysis;

/// <summary>The same as <see cref="RulesReport"/>, for people.</summary>
internal static class RulesText
{
    public static string Of(RulesResult result, RulesOptions options)
    {
        var text = new StringBuilder();
        var (found, thresholds) = (result.Found, options.Thresholds);
        Line(text, $"{found.Baskets:N0} baskets of {result.File.Items:N0} different items");
        Line(text, $"{result.Sets.Sets.Count:N0} item sets reach the support {thresholds.MinSupport} ({found.MinCount:N0} baskets)"
            + ByLength(result.SetsByLength));
        Line(text, $"{found.Rules.Count:N0} rules reach the confidence {thresholds.MinConfidence}{ByLength(result.RulesByLength)}; "
            + $"{result.Significant:N0} are significant after correction for {found.Tests:N0} tests");
        if (found.Rules.Count == 0)
        {
            return text.ToString();
        }

        Line(text, "");
        Line(text, $"{"lift",8} {"conf.",7} {"support",8} {"count",7} {"corr. p",8}  rule");
        foreach (var rule in found.Rules.Take(options.Top))
        {
            Line(text, $"{rule.Lift,8:F3} {rule.Confidence,7:F4} {rule.Support,8:F5} {rule.Count,7:N0} "
                + $"{Chance(rule.CorrectedPValue),8}  {rule}");
        }

        if (found.Rules.Count > options.Top)
        {
            Line(text, $"and {found.Rules.Count - options.Top:N0} more{(options.OutputFile is null ? "; --output FILE writes all" : "")}");
        }

        return text.ToString();
    }

    /// <summary>A chance too small to be held in a number is not none.</summary>
    private static string Chance(double value) => value == 0 ? "<1E-300" : string.Create(CultureInfo.InvariantCulture, $"{value:0.0E+0}");

    private static string ByLength(IEnumerable<(int Length, int Count)> counts)
    {
        var parts = string.Join(", ", counts.Select(pair => $"{pair.Length}: {pair.Count:N0}"));
        return parts.Length == 0 ? "" : $"; by length {parts}";
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
