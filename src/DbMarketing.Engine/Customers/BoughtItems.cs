using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// The newest items that a customer bought, at most <see cref="StateLimits.BoughtItems"/>: a function of the set of purchases, whatever
/// their order. What was refunded stays, for it was bought.
/// </summary>
internal sealed class BoughtItems
{
    private NewestList<BoughtItem> _items;

    /// <summary>Oldest first. Valid until the next change.</summary>
    public ReadOnlySpan<BoughtItem> Items => _items.Items;

    /// <summary>Every item ever bought is among <see cref="Items"/>.</summary>
    public bool IsComplete => _items.Count < StateLimits.BoughtItems;

    /// <summary>The items of one part of an order.</summary>
    /// <param name="atMs">When, in milliseconds since 1970.</param>
    /// <param name="order">The order by its id, or by its message when it has none.</param>
    /// <param name="lines">What the part names.</param>
    /// <param name="rate">Base currency for one unit of the order's currency; null when it has no rate.</param>
    public static IEnumerable<BoughtItem> Of(long atMs, ulong order, IEnumerable<ProductLine> lines, decimal? rate) =>
        lines.Select(line => new BoughtItem(
            atMs, order, TextPool.Share(line.ProductId), string.IsNullOrEmpty(line.Category) ? null : TextPool.Share(line.Category),
            line.Price * rate));

    /// <summary>
    /// The rate of an order, from what it came to in both currencies: the entry then need not name one. Null for a free order in a foreign
    /// currency, which does not show it.
    /// </summary>
    public static decimal? RateOf(decimal amount, decimal? baseAmount) =>
        baseAmount is not { } based ? null : based == amount ? 1 : amount > 0 ? based / amount : null;

    public void Add(BoughtItem item) => _items.Add(item, StateLimits.BoughtItems, out _);

    internal BoughtSnapshot Capture()
    {
        var texts = new List<string>();
        var cells = new List<long>(_items.Count * 5);
        foreach (var item in _items.Items)
        {
            var (atMs, price) = item.Stored;
            cells.AddRange([
                atMs, unchecked((long)item.Order), PlaceOf(item.Product, texts), item.Category is null ? -1 : PlaceOf(item.Category, texts),
                price]);
        }

        return new(texts, cells);
    }

    internal void Merge(BoughtSnapshot other)
    {
        var cells = other.Cells;
        for (var i = 0; i < cells.Count; i += 5)
        {
            var category = cells[i + 3] < 0 ? null : TextPool.Share(other.Texts[(int)cells[i + 3]]);
            Add(BoughtItem.Restore(
                cells[i], unchecked((ulong)cells[i + 1]), TextPool.Share(other.Texts[(int)cells[i + 2]]), category, cells[i + 4]));
        }
    }

    private static int PlaceOf(string text, List<string> texts)
    {
        var place = texts.IndexOf(text);
        if (place < 0)
        {
            place = texts.Count;
            texts.Add(text);
        }

        return place;
    }
}
