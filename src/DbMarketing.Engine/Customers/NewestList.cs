namespace DbMarketing.Engine.Customers;

/// <summary>
/// A sorted array of the greatest items, up to a limit. Because an item's place never changes, what is kept is a function of the set
/// of items added, whatever their order. A struct, so that an empty collection costs a customer nothing but a null.
/// </summary>
internal struct NewestList<T>
    where T : IComparable<T>
{
    private T[]? _items;
    private int _count;

    public readonly int Count => _count;

    /// <summary>Smallest first. Valid until the next change.</summary>
    public readonly Span<T> Items => _items.AsSpan(0, _count);

    /// <summary>The place of an equal item, or the complement of where it would stand.</summary>
    public readonly int Find(T item) => Items.BinarySearch<T, T>(item);

    /// <summary>Adds an item that is not there yet. Returns true when the limit pushed one out, and which.</summary>
    public bool Add(T item, int limit, out T evicted)
    {
        evicted = item;
        var place = ~Find(item);
        if (place < 0)
        {
            return false;
        }

        if (_count < limit)
        {
            Insert(place, item, limit);
            return false;
        }

        if (place > 0)
        {
            evicted = _items![0];
            Array.Copy(_items, 1, _items, 0, place - 1);
            _items[place - 1] = item;
        }

        return true;
    }

    public void RemoveAt(int place)
    {
        Array.Copy(_items!, place + 1, _items!, place, _count - place - 1);
        _items![--_count] = default!;
        if (_count == 0)
        {
            _items = null;
        }
    }

    private void Insert(int place, T item, int limit)
    {
        if (_items is null || _items.Length == _count)
        {
            // A quarter more, not double: a million customers hold these arrays.
            Array.Resize(ref _items, Math.Min(limit, _count + Math.Max(3, _count / 4)));
        }

        Array.Copy(_items, place, _items, place + 1, _count - place);
        _items[place] = item;
        _count++;
    }
}
