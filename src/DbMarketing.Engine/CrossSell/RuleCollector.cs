namespace DbMarketing.Engine.CrossSell;

/// <summary>Takes the rules of one search: by confidence, up to a limit; at the end each knows how many were tested with it.</summary>
internal sealed class RuleCollector(MiningThresholds thresholds, long baskets)
{
    private readonly List<AssociationRule> _rules = [];
    private readonly long _minCount = thresholds.MinCount(baskets);
    private long _tests;

    /// <summary>
    /// Whether the count of a pair is enough, and fits into those of its items and they into all: bounded counts may know more of a pair
    /// than of an item, and a journal of before may tell of one customer's item twice.
    /// </summary>
    public bool Fits(long count, long firstCount, long secondCount) =>
        count >= _minCount && count <= Math.Min(firstCount, secondCount) && Math.Max(firstCount, secondCount) <= baskets;

    /// <summary>Counts a rule that reaches the minimum count as tested, and says whether its confidence is enough.</summary>
    public bool Accepts(long count, long antecedentCount)
    {
        _tests++;
        return count >= thresholds.MinConfidence * antecedentCount;
    }

    public void Add(AssociationRule rule)
    {
        if (_rules.Count == thresholds.MaxRules)
        {
            throw new MiningLimitException(
                $"More than {thresholds.MaxRules} rules reach the thresholds; raise the minimum confidence "
                + $"(now {thresholds.MinConfidence}) or the minimum support (now {thresholds.MinSupport}).");
        }

        _rules.Add(rule);
    }

    public RuleSet Complete() => new(
        [.. _rules.Select(rule => rule with { Tests = _tests }).Order(AssociationRule.BestFirst)],
        _tests, baskets, _minCount);
}
