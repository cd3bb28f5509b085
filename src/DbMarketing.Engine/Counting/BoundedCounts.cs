using System.Runtime.InteropServices;

namespace DbMarketing.Engine.Counting;

/// <summary>
/// Counts by key, as many as the limit allows. Up to the limit they are signed sums: exact, and the same in any order. Beyond it the
/// least are forgotten, an eighth of the limit at once with all that equal it, and the greatest forgotten count becomes the floor; a key
/// that comes later may have been forgotten, and says so by what it may have missed. So a key that was never forgotten stays exact, and
/// any other key's true count lies within its bounds (lossy counting: Manku and Motwani, VLDB 2002), also after a merge.
/// The bounds hold for what was counted before it is taken back. Not thread-safe.
/// </summary>
internal sealed class BoundedCounts<TKey>(int limit, IComparer<TKey> order)
    where TKey : notnull
{
    private Dictionary<TKey, CountEstimate> _cells = [];

    public int Count => _cells.Count;

    /// <summary>The greatest that the true count of a key that is not kept can be.</summary>
    public long Floor { get; private set; }

    public IEnumerable<KeyValuePair<TKey, CountEstimate>> Cells => _cells;

    public CountEstimate Find(TKey key) => _cells.TryGetValue(key, out var cell) ? cell : new(0, Floor);

    public void Add(TKey key, long change)
    {
        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, key, out var known);
        if (!known && change < 0 && Floor > 0)
        {
            _cells.Remove(key);
            return;
        }

        cell = known ? cell with { Count = cell.Count + change } : new(change, Floor);
        if (cell.Count == 0)
        {
            _cells.Remove(key);
        }
        else if (_cells.Count > limit)
        {
            Forget();
        }
    }

    public void Merge(BoundedCounts<TKey> other)
    {
        var merged = new Dictionary<TKey, CountEstimate>(_cells.Count + other._cells.Count);
        foreach (var (key, cell) in _cells)
        {
            merged[key] = CountEstimate.Sum(cell, other.Find(key));
        }

        foreach (var (key, cell) in other._cells)
        {
            merged.TryAdd(key, CountEstimate.Sum(cell, new(0, Floor)));
        }

        foreach (var (key, _) in merged.Where(pair => pair.Value.Count == 0).ToList())
        {
            merged.Remove(key);
        }

        _cells = merged;
        Floor += other.Floor;
        if (_cells.Count > limit)
        {
            Forget();
        }
    }

    /// <summary>Writes the floor and the cells, in the order of keys, so that equal counts are equal bytes.</summary>
    public void Write(BinaryWriter writer, Action<BinaryWriter, TKey> writeKey)
    {
        writer.Write7BitEncodedInt64(Floor);
        writer.Write7BitEncodedInt(_cells.Count);
        foreach (var (key, cell) in _cells.OrderBy(pair => pair.Key, order))
        {
            writeKey(writer, key);
            writer.Write7BitEncodedInt64(cell.Count);
            writer.Write7BitEncodedInt64(cell.Missed);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote into empty counts.</summary>
    /// <exception cref="InvalidDataException">There are more cells than the limit, or a cell that no counting makes.</exception>
    public void Read(BinaryReader reader, Func<BinaryReader, TKey> readKey)
    {
        Floor = reader.Read7BitEncodedInt64();
        var count = reader.Read7BitEncodedInt();
        if (count < 0 || count > limit)
        {
            throw new InvalidDataException($"{count} stored counts are more than the limit of {limit}.");
        }

        for (; count > 0; count--)
        {
            var key = readKey(reader);
            var cell = new CountEstimate(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
            if (cell.Count == 0 || cell.Missed < 0 || cell.Missed > Floor || !_cells.TryAdd(key, cell))
            {
                throw new InvalidDataException($"The stored count of {key} is not one.");
            }
        }
    }

    private void Forget()
    {
        var ascending = new long[_cells.Count];
        var place = 0;
        foreach (var cell in _cells.Values)
        {
            ascending[place++] = cell.AtMost;
        }

        Array.Sort(ascending);
        var greatest = ascending[_cells.Count - limit + (limit / 8) - 1];
        foreach (var (key, _) in _cells.Where(pair => pair.Value.AtMost <= greatest).ToList())
        {
            _cells.Remove(key);
        }

        Floor = Math.Max(Floor, greatest);
    }
}
