using DbMarketing.Engine.Counting;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// The names of stored counts, each once and in ordinal order; the counts refer to their places. An item has thousands of pairs, and its
/// name would be most of what is stored.
/// </summary>
internal sealed class NameTable
{
    private readonly string[] _names;
    private readonly Dictionary<string, int> _places;

    public NameTable(IEnumerable<string> names)
    {
        _names = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _places = _names.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
    }

    public IEnumerable<string> Names => _names;

    public static NameTable Read(BinaryReader reader)
    {
        var names = new List<string>();
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            names.Add(reader.ReadString());
        }

        return new NameTable(names);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_names.Length);
        foreach (var name in _names)
        {
            writer.Write(name);
        }
    }

    public void Write(BinaryWriter writer, BoundedCounts<string> items) =>
        items.Write(writer, item => _places[item], static (to, place) => to.Write7BitEncodedInt(place));

    public void Write(BinaryWriter writer, BoundedCounts<ItemPair> pairs) =>
        pairs.Write(writer, pair => (First: _places[pair.First], Second: _places[pair.Second]), static (to, places) =>
        {
            to.Write7BitEncodedInt(places.First);
            to.Write7BitEncodedInt(places.Second);
        });

    public void Read(BinaryReader reader, BoundedCounts<string> items) => items.Read(reader, ReadName);

    public void Read(BinaryReader reader, BoundedCounts<ItemPair> pairs) =>
        pairs.Read(reader, from => new ItemPair(ReadName(from), ReadName(from)));

    private string ReadName(BinaryReader reader) =>
        reader.Read7BitEncodedInt() is var place && place >= 0 && place < _names.Length
            ? _names[place] : throw new InvalidDataException($"A stored count names the item {place}; there are {_names.Length}.");
}
