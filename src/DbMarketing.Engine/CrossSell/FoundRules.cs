namespace DbMarketing.Engine.CrossSell;

/// <summary>The live rules of one kind. Immutable and thread-safe.</summary>
public sealed class FoundRules
{
    private FoundRules(long version, RuleSet found)
    {
        Index = new(version, found);
        (Counted, Tests, MinCount) = (found.Baskets, found.Tests, found.MinCount);
        Rules = [.. found.Rules.Where(static rule => rule.IsSignificant)];
    }

    /// <summary>To be asked what goes with items.</summary>
    public RuleIndex Index { get; }

    /// <summary>The significant rules, best first.</summary>
    public IReadOnlyList<AssociationRule> Rules { get; }

    /// <summary>Baskets, or customers for rules over time.</summary>
    public long Counted { get; }

    /// <summary>Rules that were tested together: all that reach <see cref="MinCount"/>.</summary>
    public long Tests { get; }

    /// <summary>The least count of a rule.</summary>
    public long MinCount { get; }

    /// <param name="version">What the index is named by.</param>
    /// <param name="search">Finds the rules that reach thresholds.</param>
    /// <param name="counted">Baskets or customers.</param>
    /// <param name="thresholds">What is asked for.</param>
    /// <param name="maxRules">Rules at most; beyond them the least count is doubled until they fit.</param>
    internal static FoundRules Search(
        long version, Func<MiningThresholds, RuleSet> search, long counted, RuleThresholds thresholds, int maxRules)
    {
        var asked = new MiningThresholds
        {
            MinSupport = thresholds.MinSupport,
            MinConfidence = thresholds.MinConfidence,
            LeastCount = thresholds.MinCount,
            MaxLength = 2,
            MaxRules = maxRules,
        };
        while (true)
        {
            try
            {
                return new(version, search(asked));
            }
            catch (MiningLimitException)
            {
                asked = asked with { LeastCount = 2 * asked.MinCount(counted) };
            }
        }
    }
}
