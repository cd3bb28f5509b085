using System.Numerics;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// The vertical search for frequent item sets: an item is the bits of its baskets, a set the bits common to its items, and the sets
/// that share a prefix are extended together, depth first (Zaki, "Scalable Algorithms for Association Mining", IEEE TKDE 12:3, 2000).
/// Rarer items come first, which keeps the prefixes' families small.
/// </summary>
internal sealed class Eclat
{
    /// <summary>Memory for the bits of the single items.</summary>
    public const long MaxTableBytes = 1L << 30;

    private readonly IReadOnlyList<Basket> _baskets;
    private readonly MiningThresholds _thresholds;
    private readonly CancellationToken _cancellationToken;
    private readonly long _minCount;
    private readonly int _words;
    private readonly List<FrequentItemSet> _sets = [];
    private ulong[] _scratch;

    public Eclat(IReadOnlyList<Basket> baskets, MiningThresholds thresholds, CancellationToken cancellationToken)
    {
        _baskets = baskets;
        _thresholds = thresholds;
        _cancellationToken = cancellationToken;
        _minCount = thresholds.MinCount(baskets.Count);
        _words = (baskets.Count + 63) / 64;
        _scratch = new ulong[_words];
    }

    public FrequentItemSets Search()
    {
        var items = FrequentItems();
        var places = items.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        var table = new ulong[items.Length][];
        for (var place = 0; place < table.Length; place++)
        {
            table[place] = new ulong[_words];
        }

        for (var number = 0; number < _baskets.Count; number++)
        {
            foreach (var item in _baskets[number].Items)
            {
                if (places.TryGetValue(item, out var place))
                {
                    table[place][number / 64] |= 1UL << (number % 64);
                }
            }
        }

        Extend([], [.. table.Select((bits, place) => new Extension(place, bits, CountOf(bits)))
            .OrderBy(single => single.Count).ThenBy(single => single.Item)]);
        return new FrequentItemSets(items, _sets, _baskets.Count, _minCount);
    }

    private string[] FrequentItems()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in _baskets.SelectMany(basket => basket.Items))
        {
            counts[item] = counts.GetValueOrDefault(item) + 1;
        }

        string[] frequent = [.. counts.Where(pair => pair.Value >= _minCount).Select(pair => pair.Key).Order(StringComparer.Ordinal)];
        return (long)frequent.Length * _words * sizeof(ulong) <= MaxTableBytes ? frequent : throw new MiningLimitException(
            $"{frequent.Length} items in {_baskets.Count} baskets reach the minimum count of {_minCount}, which takes more than the "
            + $"{MaxTableBytes >> 20} MB of a search; raise the minimum support (now {_thresholds.MinSupport}).");
    }

    private void Extend(int[] prefix, List<Extension> family)
    {
        for (var first = 0; first < family.Count; first++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            int[] set = [.. prefix, family[first].Item];
            Keep(set, family[first].Count);
            if (set.Length < _thresholds.MaxLength && Extensions(family, first) is { Count: > 0 } extensions)
            {
                Extend(set, extensions);
            }
        }
    }

    private List<Extension> Extensions(List<Extension> family, int first)
    {
        var extensions = new List<Extension>();
        for (var second = first + 1; second < family.Count; second++)
        {
            var count = Intersect(family[first].Bits, family[second].Bits, _scratch);
            if (count >= _minCount)
            {
                extensions.Add(new(family[second].Item, _scratch, count));
                _scratch = new ulong[_words];
            }
        }

        return extensions;
    }

    private void Keep(int[] set, int count)
    {
        if (_sets.Count == _thresholds.MaxItemSets)
        {
            throw new MiningLimitException(
                $"More than {_thresholds.MaxItemSets} item sets reach the minimum count of {_minCount}; raise the minimum support "
                + $"(now {_thresholds.MinSupport}) or lower the maximum length (now {_thresholds.MaxLength}).");
        }

        int[] ordered = [.. set];
        Array.Sort(ordered);
        _sets.Add(new(ordered, count));
    }

    private static int Intersect(ulong[] first, ulong[] second, ulong[] common)
    {
        var count = 0;
        for (var word = 0; word < common.Length; word++)
        {
            var bits = first[word] & second[word];
            common[word] = bits;
            count += BitOperations.PopCount(bits);
        }

        return count;
    }

    private static int CountOf(ulong[] bits) => bits.Sum(BitOperations.PopCount);

    /// <summary>An item that may follow a prefix, with the baskets that hold it and the prefix.</summary>
    private readonly record struct Extension(int Item, ulong[] Bits, int Count);
}
