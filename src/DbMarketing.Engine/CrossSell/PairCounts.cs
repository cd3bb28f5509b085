using DbMarketing.Engine.Counting;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// How many baskets hold each item and each pair of items, kept live: an order that comes, grows, shrinks or goes moves its basket from
/// what it was to what it is. Within the limits the counts are those of a batch over the same baskets, in whatever order the moves
/// come and however they are split over parts that are merged later. Not thread-safe.
/// </summary>
public sealed class PairCounts
{
    private const byte Format = 1;

    private readonly BoundedCounts<string> _items;
    private readonly BoundedCounts<ItemPair> _pairs;
    private readonly SharedNames _names;

    public PairCounts()
        : this(new CrossSellLimits())
    {
    }

    /// <param name="limits">How much is kept.</param>
    public PairCounts(CrossSellLimits limits)
    {
        (_items, _pairs) = (new(limits.MaxItems), new(limits.MaxPairs));
        _names = new(limits.MaxItems, item => _items.Find(item).Count != 0);
    }

    /// <summary>Baskets with at least one item.</summary>
    public long Baskets { get; private set; }

    /// <summary>The most baskets that an item can be in that is not kept; 0 while nothing was forgotten.</summary>
    public long ItemFloor => _items.Floor;

    /// <summary>The most baskets that a pair can be in that is not kept; 0 while nothing was forgotten.</summary>
    public long PairFloor => _pairs.Floor;

    public void Add(Basket basket) => Move(Basket.Empty, basket);

    public void Subtract(Basket basket) => Move(basket, Basket.Empty);

    /// <summary>One order's basket was the one and is the other; <see cref="Basket.Empty"/> where there was, or is, none.</summary>
    public void Move(Basket before, Basket after)
    {
        var left = Known(before.Items.Where(item => !after.Contains(item)));
        var stayed = Known(before.Items.Where(after.Contains));
        var entered = Known(after.Items.Where(item => !before.Contains(item)));
        Change(left, stayed, -1);
        Change(entered, stayed, 1);
        Baskets += Math.Sign(after.Items.Count) - Math.Sign(before.Items.Count);
    }

    /// <summary>Adds what another part of the baskets came to. The other is left as it is.</summary>
    public void Merge(PairCounts other)
    {
        _items.Merge(other._items);
        _pairs.Merge(other._pairs);
        Baskets += other.Baskets;
    }

    /// <summary>Baskets with the item.</summary>
    public CountEstimate Find(string item) => _items.Find(item);

    /// <summary>Baskets with both items.</summary>
    public CountEstimate Find(string one, string other) => _pairs.Find(ItemPair.Of(one, other));

    /// <summary>
    /// The rules between two items, both ways: those that <see cref="RuleSet.Find"/> gives for sets of two. Of a count that may have
    /// missed some, the known part is used, and the rule says what it may have missed; a pair of which more is known than of its items,
    /// or an item of which more is known than of all, gives none.
    /// </summary>
    /// <exception cref="MiningLimitException">More rules reach the thresholds than may be kept.</exception>
    public RuleSet Rules(MiningThresholds thresholds)
    {
        var found = new RuleCollector(thresholds, Baskets);
        foreach (var (pair, count) in _pairs.Cells)
        {
            var (first, second) = (_items.Find(pair.First), _items.Find(pair.Second));
            if (found.Fits(count.Count, first.Count, second.Count))
            {
                Consider(found, pair.First, first, pair.Second, second, count);
                Consider(found, pair.Second, second, pair.First, first, count);
            }
        }

        return found.Complete();
    }

    /// <summary>The counts as bytes; equal counts are equal bytes. <see cref="Decode"/> reads them.</summary>
    public byte[] Encode() => CountsCodec.Write(Format, writer =>
    {
        writer.Write7BitEncodedInt64(Baskets);
        var names = new NameTable(_items.Keys.Concat(_pairs.Keys.SelectMany(pair => pair.Items)));
        names.Write(writer);
        names.Write(writer, _items);
        names.Write(writer, _pairs);
    });

    /// <exception cref="InvalidDataException">The bytes are damaged, of another format, or hold more than the limits allow.</exception>
    public static PairCounts Decode(byte[] bytes, CrossSellLimits limits) => CountsCodec.Read(bytes, Format, reader =>
    {
        var counts = new PairCounts(limits) { Baskets = reader.Read7BitEncodedInt64() };
        var names = NameTable.Read(reader);
        counts._names.Take(names);
        names.Read(reader, counts._items);
        names.Read(reader, counts._pairs);
        return counts;
    });

    private void Consider(
        RuleCollector found, string from, CountEstimate antecedent, string to, CountEstimate consequent, CountEstimate both)
    {
        if (found.Accepts(both.Count, antecedent.Count))
        {
            found.Add(new AssociationRule([from], to, both.Count, antecedent.Count, consequent.Count, Baskets) { Missed = both.Missed });
        }
    }

    private void Change(List<string> items, List<string> stayed, long change)
    {
        for (var place = 0; place < items.Count; place++)
        {
            _items.Add(items[place], change);
            for (var other = place + 1; other < items.Count; other++)
            {
                _pairs.Add(new(items[place], items[other]), change);
            }

            foreach (var partner in stayed)
            {
                _pairs.Add(ItemPair.Of(items[place], partner), change);
            }
        }
    }

    private List<string> Known(IEnumerable<string> items) => [.. items.Select(_names.Share)];
}
