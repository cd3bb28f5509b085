using System.Diagnostics;

namespace DbMarketing.Engine.CrossSell;

/// <summary>Rules of one search.</summary>
/// <param name="Rules">In the order of <see cref="AssociationRule.BestFirst"/>.</param>
/// <param name="Tests">Rules that reach the minimum count, whatever their confidence: what p-values are corrected for.</param>
/// <param name="Baskets">All baskets.</param>
/// <param name="MinCount">The least count of a rule.</param>
public sealed record RuleSet(IReadOnlyList<AssociationRule> Rules, long Tests, long Baskets, long MinCount)
{
    /// <summary>
    /// The rules with one consequent over frequent item sets, counted as the R package arules counts: minimum count and confidence are
    /// both inclusive.
    /// </summary>
    /// <exception cref="MiningLimitException">More rules reach the thresholds than may be kept.</exception>
    public static RuleSet Of(FrequentItemSets sets, MiningThresholds thresholds)
    {
        var counts = new Dictionary<int[], int>(sets.Sets.Count, new ItemPlaces());
        foreach (var set in sets.Sets)
        {
            counts.Add(set.Items, set.Count);
        }

        var lookup = counts.GetAlternateLookup<ReadOnlySpan<int>>();
        var found = new RuleCollector(thresholds, sets.Baskets);
        Span<int> rest = stackalloc int[MiningThresholds.LongestSet];
        Span<int> single = stackalloc int[1];
        foreach (var set in sets.Sets.Where(set => set.Items.Length >= thresholds.MinLength))
        {
            for (var left = 0; left < set.Items.Length; left++)
            {
                set.Items.AsSpan(0, left).CopyTo(rest);
                set.Items.AsSpan(left + 1).CopyTo(rest[left..]);
                var antecedent = rest[..(set.Items.Length - 1)];
                var antecedentCount = antecedent.IsEmpty ? sets.Baskets : lookup[antecedent];
                if (found.Accepts(set.Count, antecedentCount))
                {
                    single[0] = set.Items[left];
                    found.Add(new AssociationRule(
                        NamesOf(antecedent, sets.Items), sets.Items[single[0]], set.Count, antecedentCount, lookup[single], sets.Baskets));
                }
            }
        }

        return found.Complete();
    }

    /// <summary>Searches baskets for rules.</summary>
    /// <exception cref="MiningLimitException">More sets or rules reach the thresholds than may be kept.</exception>
    public static RuleSet Find(
        IReadOnlyList<Basket> baskets, MiningThresholds thresholds, CancellationToken cancellationToken = default) =>
        Of(FrequentItemSets.Find(baskets, thresholds, cancellationToken), thresholds);

    private static string[] NamesOf(ReadOnlySpan<int> places, IReadOnlyList<string> items)
    {
        var names = new string[places.Length];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = items[places[i]];
        }

        return names;
    }

    /// <summary>Compares sets by their items, also those that stand in a span.</summary>
    private sealed class ItemPlaces : IEqualityComparer<int[]>, IAlternateEqualityComparer<ReadOnlySpan<int>, int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] set) => GetHashCode(set.AsSpan());

        public bool Equals(ReadOnlySpan<int> alternate, int[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<int> alternate)
        {
            var hash = new HashCode();
            foreach (var item in alternate)
            {
                hash.Add(item);
            }

            return hash.ToHashCode();
        }

        public int[] Create(ReadOnlySpan<int> alternate) => throw new UnreachableException("Sets are only looked up by span.");
    }
}
