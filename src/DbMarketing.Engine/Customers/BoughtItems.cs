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
    /// <param name="part">The part.</param>
    /// <param name="order">The order by its id, or by its message when it has none.</param>
    /// <param name="at">When it counts.</param>
    /// <param name="baseAmount">What it came to in base currency; null when its currency has no rate.</param>
    public static IReadOnlyList<BoughtItem> Of(OrderCompleted part, ulong order, DateTimeOffset at, decimal? baseAmount)
    {
        if (part.Products.Count == 0)
        {
            return [];
        }

        var (atMs, rate) = (at.ToUnixTimeMilliseconds(), RateOf(part, baseAmount));
        return [.. part.Products.Select(line => new BoughtItem(
            atMs, order, TextPool.Share(line.ProductId), string.IsNullOrEmpty(line.Category) ? null : TextPool.Share(line.Category),
            line.Price * rate))];
    }

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

    /// <summary>
    /// Base currency for one unit of the order's, from what it came to in both: the entry then need not name it. A free order in a
    /// currency of its own does not show it.
    /// </summary>
    private static decimal? RateOf(OrderCompleted part, decimal? baseAmount) =>
        part.Amount > 0 ? baseAmount / part.Amount : part.Currency is null ? 1 : null;

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
