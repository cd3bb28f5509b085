using System.Runtime.InteropServices;
using DbMarketing.Engine.Counting;

namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// How many customers have spent how much on the mean of so many repeat purchases, kept live. When more bins are in use than the limit
/// allows, neighbouring bins of the mean are joined two by two until they fit. Not thread-safe.
/// </summary>
public sealed class SpendCounts
{
    /// <summary>About 40 bytes of memory each.</summary>
    public const int DefaultMaxBins = 500_000;

    private const byte Format = 1;
    private const int PartBits = 4;

    private readonly int _maxBins;
    private readonly HashSet<int> _unsaved = [];
    private SortedDictionary<int, Dictionary<SpendBin, int>> _parts = [];
    private int _coarseness;

    /// <param name="maxBins">Bins in use at most; at least 1.</param>
    public SpendCounts(int maxBins = DefaultMaxBins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBins, 1);
        _maxBins = maxBins;
    }

    /// <summary>Bins were joined.</summary>
    public bool IsCoarse => _coarseness > 0;

    /// <summary>Bins in use.</summary>
    public int Bins { get; private set; }

    /// <summary>Every bin with its customers, by number of purchases and mean; the mean is the middle of its bin.</summary>
    public IEnumerable<SpendCell> Cells => _parts.Values
        .SelectMany(static part => part.OrderBy(static pair => pair.Key))
        .Where(static pair => pair.Value > 0)
        .Select(pair => new SpendCell(pair.Key.Repeats, pair.Key.Middle(_coarseness), pair.Value));

    /// <summary>A customer's repeat purchases and their mean were the one and are the other; null for who had, or has, none.</summary>
    public void Move((int Repeats, decimal Mean)? before, (int Repeats, decimal Mean)? after)
    {
        if (before is { } left)
        {
            Add(SpendBin.Of(left.Repeats, left.Mean, _coarseness), -1);
        }

        if (after is { } entered)
        {
            Add(SpendBin.Of(entered.Repeats, entered.Mean, _coarseness), 1);
        }

        while (Bins > _maxBins && _coarseness < SpendBin.Coarsest)
        {
            Coarsen();
        }
    }

    /// <summary>The parts that changed since the last call, by their keys. One that is empty by now is among them.</summary>
    public IEnumerable<(int Key, int Bins, byte[] Encoded)> CaptureChanges()
    {
        foreach (var key in _unsaved.Order())
        {
            yield return (key, _parts[key].Count, Encode(_parts[key]));
        }

        _unsaved.Clear();
    }

    /// <summary>Takes over a part as it was captured, in place of its older self.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged or of another format.</exception>
    public void Restore(int key, byte[] encoded)
    {
        var part = new Dictionary<SpendBin, int>();
        _coarseness = CountsCodec.Read(encoded, Format, reader =>
        {
            var coarseness = reader.Read7BitEncodedInt();
            for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
            {
                part.Add(new(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt()), reader.Read7BitEncodedInt());
            }

            return coarseness is >= 0 and <= SpendBin.Coarsest
                ? coarseness
                : throw new InvalidDataException($"Stored bins were joined {coarseness} times; {SpendBin.Coarsest} times is the most.");
        });
        Bins += part.Count - (_parts.GetValueOrDefault(key)?.Count ?? 0);
        _parts[key] = part;
    }

    private byte[] Encode(Dictionary<SpendBin, int> part) => CountsCodec.Write(Format, writer =>
    {
        writer.Write7BitEncodedInt(_coarseness);
        writer.Write7BitEncodedInt(part.Count);
        foreach (var (bin, customers) in part.OrderBy(static pair => pair.Key))
        {
            writer.Write7BitEncodedInt(bin.Repeats);
            writer.Write7BitEncodedInt(bin.Mean);
            writer.Write7BitEncodedInt(customers);
        }
    });

    private void Add(SpendBin bin, int customers)
    {
        var key = LogLinearBins.Of(bin.Repeats, PartBits);
        if (!_parts.TryGetValue(key, out var part))
        {
            _parts[key] = part = [];
        }

        _unsaved.Add(key);
        var before = part.Count;
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(part, bin, out _);
        count += customers;
        if (count == 0)
        {
            part.Remove(bin);
        }

        Bins += part.Count - before;
    }

    private void Coarsen()
    {
        var finer = _parts;
        // As with days, a part that is empty now stays, so that whoever follows what is saved learns of it.
        _parts = new(finer.ToDictionary(static part => part.Key, static _ => new Dictionary<SpendBin, int>()));
        _unsaved.UnionWith(finer.Keys);
        _coarseness++;
        Bins = 0;
        foreach (var (bin, customers) in finer.Values.SelectMany(static part => part))
        {
            Add(bin.Coarsened(1), customers);
        }
    }
}
