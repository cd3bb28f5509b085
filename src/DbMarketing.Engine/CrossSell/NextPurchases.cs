namespace DbMarketing.Engine.CrossSell;

/// <summary>Often bought next: an item of one order, and another item of a later order of the same customer within a window.</summary>
public sealed record NextPurchases
{
    /// <summary>The later order comes at most so long after the earlier.</summary>
    public TimeSpan Window
    {
        get;
        init => field = value > TimeSpan.Zero
            ? value : throw new ArgumentOutOfRangeException(nameof(Window), value, $"{nameof(Window)} must be above 0.");
    } = TimeSpan.FromDays(90);

    /// <summary>The newest orders of a customer that count; older ones are left out.</summary>
    public const int MaxOrders = 20;

    /// <summary>Items of an order that count; the ordinally first.</summary>
    public const int MaxItemsPerOrder = 50;

    /// <summary>
    /// What a customer's orders, in any order, say. Orders of the same instant follow neither each other. An item that is bought again
    /// does not lead to itself.
    /// </summary>
    public ItemSequences Of(IEnumerable<TimedBasket> orders)
    {
        var sequences = new ItemSequences();
        TimedBasket[] newest = [.. orders.Where(order => order.Basket.Items.Count > 0)
            .OrderByDescending(order => order.At).ThenBy(order => string.Join('\0', order.Basket.Items), StringComparer.Ordinal)
            .Take(MaxOrders)];
        foreach (var later in newest)
        {
            var earlier = newest
                .Where(order => order.At < later.At && later.At - order.At <= Window).SelectMany(Counted).ToHashSet(StringComparer.Ordinal);
            foreach (var item in Counted(later))
            {
                sequences.Leading.Add(item);
                if (earlier.Count > 0)
                {
                    sequences.Following.Add(item);
                }

                sequences.Pairs.UnionWith(earlier.Where(lead => lead != item).Select(lead => new ItemPair(lead, item)));
            }
        }

        return sequences;
    }

    private static IEnumerable<string> Counted(TimedBasket order) => order.Basket.Items.Take(MaxItemsPerOrder);
}
