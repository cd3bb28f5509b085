using DbMarketing.Engine.Counting;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// How many customers went from one item to another, kept live for <see cref="NextPurchases"/> or <see cref="UpSells"/>: a customer whose
/// history changes moves from what it said to what it says. Within the limits the moves may come in any order and the parts of a
/// population may be merged later. Not thread-safe.
/// </summary>
public sealed class SequenceCounts
{
    private const byte Format = 1;

    private readonly BoundedCounts<string> _leading;
    private readonly BoundedCounts<string> _following;
    private readonly BoundedCounts<ItemPair> _pairs;
    private readonly SharedNames _names;

    public SequenceCounts()
        : this(new CrossSellLimits())
    {
    }

    /// <param name="limits">How much is kept.</param>
    public SequenceCounts(CrossSellLimits limits)
    {
        (_leading, _following, _pairs) = (new(limits.MaxItems), new(limits.MaxItems), new(limits.MaxPairs));
        _names = new(limits.MaxItems, item => _leading.Find(item).Count != 0);
    }

    /// <summary>Customers with a history.</summary>
    public long Customers { get; private set; }

    /// <summary>The most customers that a pair can have that is not kept; 0 while nothing was forgotten.</summary>
    public long PairFloor => _pairs.Floor;

    /// <summary>One customer's history said the one and says the other; <see cref="ItemSequences.None"/> where there is none.</summary>
    public void Move(ItemSequences before, ItemSequences after)
    {
        Change(_leading, before.Leading, after.Leading);
        Change(_following, before.Following, after.Following);
        Change(_pairs, before.Pairs, after.Pairs);
        Customers += Math.Sign(after.Leading.Count) - Math.Sign(before.Leading.Count);
    }

    /// <summary>One customer's history says more than it did; each item and each pair once for a customer.</summary>
    /// <param name="leading">Items that can lead on now and could not before.</param>
    /// <param name="following">Items that came after another now and had not before.</param>
    /// <param name="steps">Pairs of the two that are new.</param>
    /// <param name="isNew">The customer had no history before.</param>
    internal void Extend(
        IEnumerable<string> leading, IEnumerable<string> following, IEnumerable<ItemStep> steps, bool isNew)
    {
        foreach (var item in leading)
        {
            _leading.Add(_names.Share(item), 1);
        }

        foreach (var item in following)
        {
            _following.Add(_names.Share(item), 1);
        }

        foreach (var step in steps)
        {
            foreach (var first in step.From)
            {
                foreach (var next in step.To)
                {
                    _pairs.Add(new(_names.Share(first), _names.Share(next)), 1);
                }
            }
        }

        Customers += isNew ? 1 : 0;
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
    /// so a lift above 1 says that more of the antecedent's customers go on to it than of all. Those are all customers with a history,
    /// whether they came back or not: lift and p-value do not tell an antecedent that leads to this item from one whose customers come
    /// back more. The confidence, which propensities use, is the share of everybody who bought the antecedent.
    /// </summary>
    /// <exception cref="MiningLimitException">More rules reach the thresholds than may be kept.</exception>
    public RuleSet Rules(MiningThresholds thresholds)
    {
        var found = new RuleCollector(thresholds, Customers);
        foreach (var (pair, count) in _pairs.Cells)
        {
            var (lead, next) = (_leading.Find(pair.First).Count, _following.Find(pair.Second).Count);
            if (found.Fits(count.Count, lead, next) && found.Accepts(count.Count, lead))
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
        var names = new NameTable([.. _leading.Keys, .. _following.Keys, .. _pairs.Keys.SelectMany(pair => pair.Items)]);
        names.Write(writer);
        names.Write(writer, _leading);
        names.Write(writer, _following);
        names.Write(writer, _pairs);
    });

    /// <exception cref="InvalidDataException">The bytes are damaged, of another format, or hold more than the limits allow.</exception>
    public static SequenceCounts Decode(byte[] bytes, CrossSellLimits limits) => CountsCodec.Read(bytes, Format, reader =>
    {
        var counts = new SequenceCounts(limits) { Customers = reader.Read7BitEncodedInt64() };
        var names = NameTable.Read(reader);
        counts._names.Take(names);
        names.Read(reader, counts._leading);
        names.Read(reader, counts._following);
        names.Read(reader, counts._pairs);
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
