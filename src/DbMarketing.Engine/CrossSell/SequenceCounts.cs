using DbMarketing.Engine.Counting;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// How many customers went from one item to another, kept live for <see cref="NextPurchases"/> or <see cref="UpSells"/>: a customer whose
/// history changes moves from what it said to what it says. Within the limits the moves may come in any order and the parts of a
/// population may be merged later. Not thread-safe.
/// </summary>
public sealed class SequenceCounts(CrossSellLimits limits)
{
    private const byte Format = 1;

    private readonly BoundedCounts<string> _leading = new(limits.MaxItems, StringComparer.Ordinal);
    private readonly BoundedCounts<string> _following = new(limits.MaxItems, StringComparer.Ordinal);
    private readonly BoundedCounts<ItemPair> _pairs = new(limits.MaxPairs, Comparer<ItemPair>.Default);

    public SequenceCounts()
        : this(new CrossSellLimits())
    {
    }

    /// <summary>Customers with a history.</summary>
    public long Customers { get; private set; }

    /// <summary>The most customers that a pair can have that is not kept; 0 while nothing was forgotten.</summary>
    public long PairFloor => _pairs.Floor;

    /// <summary>One customer's history said the one and says the other; <see cref="ItemSequences.None"/> where there was, or is, none.</summary>
    public void Move(ItemSequences before, ItemSequences after)
    {
        Change(_leading, before.Leading, after.Leading);
        Change(_following, before.Following, after.Following);
        Change(_pairs, before.Pairs, after.Pairs);
        Customers += Math.Sign(after.Leading.Count) - Math.Sign(before.Leading.Count);
    }

    /// <summary>Adds what another part of the customers came to. The other is left as it is.</summary>
    public void Merge(SequenceCounts other)
    {
        _leading.Merge(other._leading);
        _following.Merge(other._following);
        _pairs.Merge(other._pairs);
        Customers += other.Customers;
    }

    /// <summary>Customers who had the one and then, later, the other.</summary>
    public CountEstimate Find(string first, string next) => _pairs.Find(new(first, next));

    /// <summary>
    /// Rules from an item to the one that came after it. The consequent's count is of customers to whom it came as a later item at all,
    /// so a lift above 1 says that this antecedent leads there more than others do.
    /// </summary>
    /// <exception cref="MiningLimitException">More rules reach the thresholds than may be kept.</exception>
    public RuleSet Rules(MiningThresholds thresholds)
    {
        var found = new RuleCollector(thresholds, Customers);
        var minCount = thresholds.MinCount(Customers);
        foreach (var (pair, count) in _pairs.Cells)
        {
            var (lead, next) = (_leading.Find(pair.First).Count, _following.Find(pair.Second).Count);
            if (count.Count >= minCount && Math.Min(lead, next) >= count.Count && found.Accepts(count.Count, lead))
            {
                found.Add(new AssociationRule([pair.First], pair.Second, count.Count, lead, next, Customers) { Missed = count.Missed });
            }
        }

        return found.Complete();
    }

    /// <summary>The counts as bytes; equal counts are equal bytes. <see cref="Decode"/> reads them.</summary>
    public byte[] Encode() => CountsCodec.Write(Format, writer =>
    {
        writer.Write7BitEncodedInt64(Customers);
        _leading.Write(writer, static (to, item) => to.Write(item));
        _following.Write(writer, static (to, item) => to.Write(item));
        _pairs.Write(writer, static (to, pair) => pair.Write(to));
    });

    /// <exception cref="InvalidDataException">The bytes are damaged, of another format, or hold more than the limits allow.</exception>
    public static SequenceCounts Decode(byte[] bytes, CrossSellLimits limits) => CountsCodec.Read(bytes, Format, reader =>
    {
        var counts = new SequenceCounts(limits) { Customers = reader.Read7BitEncodedInt64() };
        counts._leading.Read(reader, static from => from.ReadString());
        counts._following.Read(reader, static from => from.ReadString());
        counts._pairs.Read(reader, static from => ItemPair.Read(from, static item => item));
        return counts;
    });

    private static void Change<TKey>(BoundedCounts<TKey> counts, HashSet<TKey> before, HashSet<TKey> after)
        where TKey : notnull
    {
        foreach (var left in before.Where(key => !after.Contains(key)))
        {
            counts.Add(left, -1);
        }

        foreach (var entered in after.Where(key => !before.Contains(key)))
        {
            counts.Add(entered, 1);
        }
    }
}
