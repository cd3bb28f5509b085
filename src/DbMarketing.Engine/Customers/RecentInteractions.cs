namespace DbMarketing.Engine.Customers;

/// <summary>
/// The newest interactions by effective time, 16 bytes each: by their ids duplicates are known, and from their times sessions are cut
/// when somebody asks, so that a late interaction bridges two visits whatever the order of arrival.
/// </summary>
internal sealed class RecentInteractions
{
    private const int MaxLabels = 255;
    private NewestList<RecentCell> _cells;
    private SeenFilter? _filter;
    private string[]? _labels;

    public int Count => _cells.Count;

    /// <summary>Oldest first, packed. Valid until the next change.</summary>
    public ReadOnlySpan<RecentCell> Cells => _cells.Items;

    public Sighting Find(ulong hash)
    {
        var cells = _cells.Items;
        for (var i = cells.Length - 1; i >= 0; i--)
        {
            if (cells[i].Hash == hash)
            {
                return Sighting.Seen;
            }
        }

        return _filter is not null && _filter.MightContain(hash) ? Sighting.Undecided : Sighting.New;
    }

    public void Add(ulong hash, long atMs, byte kind, string? session, string? channel)
    {
        _filter?.Add(hash);
        if (_labels is { Length: >= MaxLabels - 2 })
        {
            DropUnusedLabels();
        }

        if (_cells.Add(new(hash, atMs, kind, Label(session), Label(channel)), StateLimits.RecentInteractions, out var evicted)
            && _filter is null)
        {
            FillFilter().Add(evicted.Hash);
        }
    }

    /// <summary>The session id or channel of a label of one of the cells; null for none.</summary>
    public string? TextOf(byte label) => label == 0 ? null : _labels![label - 1];

    /// <summary>Oldest first.</summary>
    public IEnumerable<RecentInteraction> Read()
    {
        for (var i = 0; i < _cells.Count; i++)
        {
            var cell = _cells.Items[i];
            yield return new(cell.Hash, cell.AtMs, cell.Kind, TextOf(cell.Session), TextOf(cell.Channel));
        }
    }

    public RecentSnapshot? Capture()
    {
        if (_cells.Count == 0)
        {
            return null;
        }

        var labels = new List<string>();
        var cells = new long[_cells.Count * 5];
        var place = 0;
        foreach (var item in Read())
        {
            cells[place++] = item.AtMs;
            cells[place++] = unchecked((long)item.Hash);
            cells[place++] = item.Kind;
            cells[place++] = PlaceOf(labels, item.Session);
            cells[place++] = PlaceOf(labels, item.Channel);
        }

        return new(cells, labels, _filter?.Capture());
    }

    public void Merge(RecentSnapshot? other)
    {
        if (other is null)
        {
            return;
        }

        for (var i = 0; i < other.Cells.Count; i += 5)
        {
            Add(
                unchecked((ulong)other.Cells[i + 1]), other.Cells[i], (byte)other.Cells[i + 2],
                TextAt(other.Labels, other.Cells[i + 3]), TextAt(other.Labels, other.Cells[i + 4]));
        }

        if (other.Filter is not null)
        {
            (_filter ?? FillFilter()).Merge(other.Filter);
        }
    }

    private static long PlaceOf(List<string> labels, string? text)
    {
        if (text is null)
        {
            return 0;
        }

        var place = labels.IndexOf(text);
        if (place < 0)
        {
            labels.Add(text);
            place = labels.Count - 1;
        }

        return place + 1;
    }

    private static string? TextAt(IReadOnlyList<string> labels, long label) => label == 0 ? null : labels[(int)label - 1];

    private byte Label(string? text)
    {
        if (text is null)
        {
            return 0;
        }

        var place = _labels is null ? -1 : Array.IndexOf(_labels, text);
        if (place < 0)
        {
            place = _labels?.Length ?? 0;
            Array.Resize(ref _labels, place + 1);
            _labels[place] = TextPool.Share(text);
        }

        return (byte)(place + 1);
    }

    private void DropUnusedLabels()
    {
        // At most 100 cells with two labels each are in use, so there is room again afterwards.
        var old = _labels!;
        _labels = null;
        foreach (ref var cell in _cells.Items)
        {
            cell = cell with
            {
                Session = Label(cell.Session == 0 ? null : old[cell.Session - 1]),
                Channel = Label(cell.Channel == 0 ? null : old[cell.Channel - 1]),
            };
        }
    }

    private SeenFilter FillFilter()
    {
        _filter = new();
        foreach (var cell in _cells.Items)
        {
            _filter.Add(cell.Hash);
        }

        return _filter;
    }
}

/// <summary>One of the newest interactions, as far as the state remembers it.</summary>
internal readonly record struct RecentInteraction(ulong Hash, long AtMs, byte Kind, string? Session, string? Channel);

/// <summary>The packed form: time in the high 43 bits of the stamp, then kind (5), session label (8) and channel label (8).</summary>
internal readonly record struct RecentCell : IComparable<RecentCell>
{
    private readonly ulong _stamp;

    public RecentCell(ulong hash, long atMs, byte kind, byte session, byte channel)
    {
        Hash = hash;
        _stamp = ((ulong)atMs << 21) | ((ulong)kind << 16) | ((ulong)session << 8) | channel;
    }

    public ulong Hash { get; }

    public long AtMs => (long)(_stamp >> 21);

    public byte Kind => (byte)((_stamp >> 16) & 0x1F);

    public byte Session
    {
        get => (byte)(_stamp >> 8);
        init => _stamp = (_stamp & ~0xFF00UL) | ((ulong)value << 8);
    }

    public byte Channel
    {
        get => (byte)_stamp;
        init => _stamp = (_stamp & ~0xFFUL) | value;
    }

    public int CompareTo(RecentCell other) => AtMs != other.AtMs ? AtMs.CompareTo(other.AtMs) : Hash.CompareTo(other.Hash);
}
