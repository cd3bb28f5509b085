using DbMarketing.Engine.Counting;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// What products are called: of each item the name that its latest order gave it. Of one instant the ordinally greater name holds, so the
/// names are the same in whatever order orders come. Bounded by the counts: when there are more names than the counts may hold items,
/// those of items that are not counted are dropped. Not thread-safe.
/// </summary>
/// <param name="limit">Names at most; as many as items can be counted.</param>
/// <param name="isCounted">Whether an item is counted.</param>
internal sealed class ProductNames(int limit, Func<string, bool> isCounted)
{
    private const byte Format = 1;

    private readonly Dictionary<string, (long AtMs, string Name)> _names = new(StringComparer.Ordinal);

    public int Count => _names.Count;

    /// <summary>Names were dropped: which, depends on the order in which orders came.</summary>
    public bool HasForgotten { get; private set; }

    public void Clear()
    {
        _names.Clear();
        HasForgotten = false;
    }

    /// <summary>What the product is called; null when no order that counts has told.</summary>
    public string? Find(string product) => _names.TryGetValue(product, out var told) ? told.Name : null;

    /// <summary>An order calls a product so. True when something changed.</summary>
    public bool Tell(string product, string name, DateTimeOffset at)
    {
        var told = (AtMs: at.ToUnixTimeMilliseconds(), Name: name);
        if (_names.TryGetValue(product, out var known) ? !IsLater(told, known) : HasNoRoomFor(product))
        {
            return false;
        }

        _names[product] = told;
        if (_names.Count > limit)
        {
            HasForgotten = true;
            foreach (var dropped in _names.Keys.Where(key => !isCounted(key)).ToList())
            {
                _names.Remove(dropped);
            }
        }

        return true;
    }

    /// <summary>The names as bytes; equal names are equal bytes. <see cref="Restore"/> reads them.</summary>
    public byte[] Encode() => CountsCodec.Write(Format, writer =>
    {
        writer.Write7BitEncodedInt(_names.Count);
        foreach (var (product, (atMs, name)) in _names.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Write(product);
            writer.Write7BitEncodedInt64(atMs);
            writer.Write(name);
        }
    });

    /// <summary>Takes the stored names in place of what is held.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, of another format, or hold more than the limit.</exception>
    public void Restore(byte[] bytes)
    {
        Clear();
        _ = CountsCodec.Read(bytes, Format, reader =>
        {
            var count = reader.Read7BitEncodedInt();
            if (count < 0 || count > limit)
            {
                throw new InvalidDataException($"{count} stored names are more than the limit of {limit}.");
            }

            for (; count > 0; count--)
            {
                var product = reader.ReadString();
                _names[product] = (reader.Read7BitEncodedInt64(), reader.ReadString());
            }

            return _names.Count;
        });
    }

    private bool HasNoRoomFor(string product)
    {
        var full = _names.Count >= limit && !isCounted(product);
        HasForgotten |= full;
        return full;
    }

    private static bool IsLater((long AtMs, string Name) told, (long AtMs, string Name) known) =>
        told.AtMs > known.AtMs || (told.AtMs == known.AtMs && string.CompareOrdinal(told.Name, known.Name) > 0);
}
