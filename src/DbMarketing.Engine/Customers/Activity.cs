using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Customers;

/// <summary>How often each kind of interaction happened, by day.</summary>
public sealed class Activity
{
    private NewestList<DayCell> _days;
    private NewestList<KindCell> _kinds;

    /// <summary>
    /// Interactions of a kind (<c>pageViewed</c>, <c>productViewed</c> … the JSON discriminator) on or after a day number. Days older
    /// than the newest <see cref="StateLimits.ActivityCells"/> (day, kind) pairs count no more.
    /// </summary>
    public int Count(string kind, int sinceDay)
    {
        var code = InteractionKinds.CodeOf(kind);
        var count = 0;
        var cells = _days.Items;
        for (var i = cells.Length - 1; i >= 0 && cells[i].Day >= sinceDay; i--)
        {
            count += cells[i].Kind == code ? cells[i].Count : 0;
        }

        return count;
    }

    /// <summary>The first day number, from <paramref name="sinceDay"/> on, with an interaction of the kind; null without one.</summary>
    public int? FirstDay(string kind, int sinceDay)
    {
        var code = InteractionKinds.CodeOf(kind);
        foreach (var cell in _days.Items)
        {
            if (cell.Day >= sinceDay && cell.Kind == code)
            {
                return cell.Day;
            }
        }

        return null;
    }

    /// <summary>All of a kind, ever.</summary>
    public long Total(string kind) => Find(kind)?.Total ?? 0;

    public DateTimeOffset? LastAt(string kind) =>
        Find(kind) is { } cell ? DateTimeOffset.FromUnixTimeMilliseconds(cell.LastMs) : null;

    internal void Add(byte kind, int day, long atMs)
    {
        AddDay(kind, day, 1);
        AddKind(new(kind, 1, atMs));
    }

    internal ActivitySnapshot? Capture()
    {
        if (_kinds.Count == 0)
        {
            return null;
        }

        var days = new List<long>(_days.Count * 3);
        foreach (var cell in _days.Items)
        {
            days.AddRange([cell.Day, cell.Kind, cell.Count]);
        }

        var kinds = new List<long>(_kinds.Count * 3);
        foreach (var cell in _kinds.Items)
        {
            kinds.AddRange([cell.Kind, cell.Total, cell.LastMs]);
        }

        return new(days, kinds);
    }

    internal void Merge(ActivitySnapshot? other)
    {
        if (other is null)
        {
            return;
        }

        for (var i = 0; i < other.Days.Count; i += 3)
        {
            AddDay((byte)other.Days[i + 1], (int)other.Days[i], (int)other.Days[i + 2]);
        }

        for (var i = 0; i < other.Kinds.Count; i += 3)
        {
            AddKind(new((byte)other.Kinds[i], other.Kinds[i + 1], other.Kinds[i + 2]));
        }
    }

    private void AddDay(byte kind, int day, int count)
    {
        var place = _days.Find(new(day, kind, 0));
        if (place >= 0)
        {
            _days.Items[place] = new(day, kind, _days.Items[place].Count + count);
            return;
        }

        _days.Add(new(day, kind, count), StateLimits.ActivityCells, out _);
    }

    private void AddKind(KindCell added)
    {
        var place = _kinds.Find(added);
        if (place >= 0)
        {
            var cell = _kinds.Items[place];
            _kinds.Items[place] = new(cell.Kind, cell.Total + added.Total, Math.Max(cell.LastMs, added.LastMs));
            return;
        }

        _kinds.Add(added, byte.MaxValue, out _);
    }

    private KindCell? Find(string kind)
    {
        var place = _kinds.Find(new(InteractionKinds.CodeOf(kind), 0, 0));
        return place >= 0 ? _kinds.Items[place] : null;
    }

    /// <summary>Eight bytes: the day number in the high 24 bits of the key, the kind in the low 8.</summary>
    private readonly struct DayCell(int day, byte kind, int count) : IComparable<DayCell>
    {
        private readonly int _key = (day << 8) | kind;

        public int Day => _key >> 8;

        public byte Kind => (byte)_key;

        public int Count { get; } = count;

        public int CompareTo(DayCell other) => _key.CompareTo(other._key);
    }

    private readonly record struct KindCell(byte Kind, long Total, long LastMs) : IComparable<KindCell>
    {
        public int CompareTo(KindCell other) => Kind.CompareTo(other.Kind);
    }
}
