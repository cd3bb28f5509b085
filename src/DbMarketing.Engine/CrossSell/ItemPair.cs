namespace DbMarketing.Engine.CrossSell;

/// <summary>Two different items. Where their order says nothing, <see cref="Of"/> gives both orders the same pair.</summary>
internal readonly record struct ItemPair(string First, string Second) : IComparable<ItemPair>
{
    public static ItemPair Of(string one, string other) =>
        string.CompareOrdinal(one, other) < 0 ? new(one, other) : new(other, one);

    public int CompareTo(ItemPair other)
    {
        var order = string.CompareOrdinal(First, other.First);
        return order != 0 ? order : string.CompareOrdinal(Second, other.Second);
    }

    public static ItemPair Read(BinaryReader reader, Func<string, string> known) => new(known(reader.ReadString()), known(reader.ReadString()));

    public void Write(BinaryWriter writer)
    {
        writer.Write(First);
        writer.Write(Second);
    }
}
