namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// What one customer's history says of the sequence of items: which could lead on, which came after, and which pairs of the two there
/// were. Each counts once for a customer, as in sequential patterns (Agrawal and Srikant, ICDE 1995).
/// </summary>
public sealed class ItemSequences
{
    /// <summary>A customer without a history.</summary>
    public static ItemSequences None { get; } = new();

    internal HashSet<string> Leading { get; } = new(StringComparer.Ordinal);

    internal HashSet<string> Following { get; } = new(StringComparer.Ordinal);

    internal HashSet<ItemPair> Pairs { get; } = [];
}
