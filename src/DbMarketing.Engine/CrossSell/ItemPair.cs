namespace DbMarketing.Engine.CrossSell;

/// <summary>Two different items. Where their order says nothing, <see cref="Of"/> gives both orders the same pair.</summary>
internal readonly record struct ItemPair(string First, string Second)
{
    public IEnumerable<string> Items => [First, Second];

    public static ItemPair Of(string one, string other) =>
        string.CompareOrdinal(one, other) < 0 ? new(one, other) : new(other, one);
}
