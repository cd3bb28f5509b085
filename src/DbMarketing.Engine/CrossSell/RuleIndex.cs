using System.Collections.Frozen;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// The significant rules of a search, to be asked what goes with the items of a page, a cart or a customer. Rules without an antecedent are
/// left out. Immutable and thread-safe.
/// </summary>
public sealed class RuleIndex
{
    /// <summary>
    /// Rules that are kept of those whose antecedent begins with one item, the surest: asking costs no more than so many for each item.
    /// </summary>
    public const int MaxRulesOfItem = 256;

    private static readonly Comparer<AssociationRule> s_surestFirst = Comparer<AssociationRule>.Create(static (first, second) =>
        second.Confidence.CompareTo(first.Confidence) is var order && order != 0
            ? order : AssociationRule.BestFirst.Compare(first, second));

    // By the first item of the antecedent, which must be there for the rule to hold; each list surest first.
    private readonly FrozenDictionary<string, AssociationRule[]> _rules;

    /// <param name="version">What decisions name it by.</param>
    /// <param name="found">Rules of baskets or of sequences.</param>
    public RuleIndex(long version, RuleSet found)
    {
        Version = version;
        _rules = found.Rules.Where(rule => rule.Antecedent.Count > 0 && rule.IsSignificant).GroupBy(rule => rule.Antecedent[0])
            .ToFrozenDictionary(
                group => group.Key, group => group.Order(s_surestFirst).Take(MaxRulesOfItem).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>What decisions name it by.</summary>
    public long Version { get; }

    /// <summary>Rules in the index.</summary>
    public int Count => _rules.Values.Sum(rules => rules.Length);

    /// <summary>The surest rule from these items to another; null when there is none.</summary>
    public AssociationRule? Find(IReadOnlySet<string> items, string consequent)
    {
        AssociationRule? surest = null;
        foreach (var rule in RulesFrom(items))
        {
            if (rule.Consequent == consequent && (surest is null || s_surestFirst.Compare(rule, surest) < 0))
            {
                surest = rule;
            }
        }

        return surest;
    }

    /// <summary>What goes with these items and is not among them: for each such item its surest rule, surest first.</summary>
    /// <param name="count">Items at most; 0 or more.</param>
    public IReadOnlyList<AssociationRule> Suggest(IReadOnlySet<string> items, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return [.. RulesFrom(items).Where(rule => !items.Contains(rule.Consequent)).Order(s_surestFirst)
            .DistinctBy(rule => rule.Consequent).Take(count)];
    }

    /// <summary>The surest rule from these items to each other item that one leads to.</summary>
    /// <param name="items">What is there.</param>
    /// <param name="those">Whether rules to the items themselves count too.</param>
    public IReadOnlyDictionary<string, AssociationRule> SurestFrom(IReadOnlySet<string> items, bool those)
    {
        var surest = new Dictionary<string, AssociationRule>(StringComparer.Ordinal);
        foreach (var rule in RulesFrom(items))
        {
            if ((those || !items.Contains(rule.Consequent))
                && (!surest.TryGetValue(rule.Consequent, out var found) || s_surestFirst.Compare(rule, found) < 0))
            {
                surest[rule.Consequent] = rule;
            }
        }

        return surest;
    }

    private IEnumerable<AssociationRule> RulesFrom(IReadOnlySet<string> items) =>
        items.SelectMany(item => _rules.GetValueOrDefault(item) ?? []).Where(rule => rule.Antecedent.All(items.Contains));
}
