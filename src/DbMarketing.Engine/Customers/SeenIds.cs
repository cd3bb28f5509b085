namespace DbMarketing.Engine.Customers;

/// <summary>
/// A set of ids that keeps the newest and can say of almost any other that it was never there. Holds the ids' hashes with the greatest
/// time under which each was seen. Once more ids were seen than are kept, a filter holds all of them.
/// </summary>
internal sealed class SeenIds(int limit)
{
    private NewestList<SeenId> _kept;
    private SeenFilter? _filter;

    /// <summary>True while nothing was pushed out, so that the kept ids are all there are.</summary>
    public bool IsComplete => _filter is null;

    public ReadOnlySpan<SeenId> Kept => _kept.Items;

    public Sighting Find(ulong hash)
    {
        if (PlaceOf(hash) >= 0)
        {
            return Sighting.Seen;
        }

        return _filter is not null && _filter.MightContain(hash) ? Sighting.Undecided : Sighting.New;
    }

    public void Add(ulong hash, long atMs)
    {
        var place = PlaceOf(hash);
        if (place >= 0)
        {
            if (_kept.Items[place].AtMs >= atMs)
            {
                return;
            }

            _kept.RemoveAt(place);
        }

        _filter?.Add(hash);
        if (_kept.Add(new(hash, atMs), limit, out var evicted) && _filter is null)
        {
            FillFilter().Add(evicted.Hash);
        }
    }

    public SeenIdsSnapshot? Capture()
    {
        if (_kept.Count == 0)
        {
            return null;
        }

        var cells = new long[_kept.Count * 2];
        for (var i = 0; i < _kept.Count; i++)
        {
            cells[i * 2] = _kept.Items[i].AtMs;
            cells[(i * 2) + 1] = unchecked((long)_kept.Items[i].Hash);
        }

        return new(cells, _filter?.Capture());
    }

    public void Merge(SeenIdsSnapshot? other)
    {
        if (other is null)
        {
            return;
        }

        for (var i = 0; i < other.Cells.Count; i += 2)
        {
            Add(unchecked((ulong)other.Cells[i + 1]), other.Cells[i]);
        }

        if (other.Filter is not null)
        {
            (_filter ?? FillFilter()).Merge(other.Filter);
        }
    }

    private SeenFilter FillFilter()
    {
        _filter = new();
        foreach (var kept in _kept.Items)
        {
            _filter.Add(kept.Hash);
        }

        return _filter;
    }

    private int PlaceOf(ulong hash)
    {
        for (var i = _kept.Count - 1; i >= 0; i--)
        {
            if (_kept.Items[i].Hash == hash)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>One id that was seen, by hash and greatest time.</summary>
internal readonly record struct SeenId(ulong Hash, long AtMs) : IComparable<SeenId>
{
    public int CompareTo(SeenId other) => AtMs != other.AtMs ? AtMs.CompareTo(other.AtMs) : Hash.CompareTo(other.Hash);
}
