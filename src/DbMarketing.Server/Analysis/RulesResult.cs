using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Server.Analysis;

/// <summary>What a search for rules found.</summary>
/// <param name="File">What was read.</param>
/// <param name="Rejects">What was refused, by code.</param>
/// <param name="Sets">The frequent item sets.</param>
/// <param name="Found">The rules.</param>
internal sealed record RulesResult(BasketFile File, IReadOnlyDictionary<string, long> Rejects, FrequentItemSets Sets, RuleSet Found)
{
    /// <summary>How many sets have so many items.</summary>
    public IEnumerable<(int Length, int Count)> SetsByLength =>
        Sets.Sets.CountBy(set => set.Items.Length).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value));

    /// <summary>How many rules have so many items, both sides together.</summary>
    public IEnumerable<(int Length, int Count)> RulesByLength =>
        Found.Rules.CountBy(rule => rule.Antecedent.Count + 1).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value));

    /// <summary>Rules that stay significant when corrected for all that were tested.</summary>
    public int Significant => Found.Rules.Count(rule => rule.IsSignificant);
}
