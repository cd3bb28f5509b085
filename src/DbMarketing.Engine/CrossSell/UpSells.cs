namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// Up-sell: an item that was viewed or bought, and a clearly dearer item of the same category that the customer went on to buy within a
/// window.
/// </summary>
public sealed record UpSells
{
    /// <summary>How much dearer the alternative is, as a share of the price: 0.1 is 10 %.</summary>
    public decimal MinPremium
    {
        get;
        init => field = value is > 0 and <= 100
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MinPremium), value, $"{nameof(MinPremium)} must be above 0 and up to 100.");
    } = 0.1m;

    /// <summary>The purchase comes at most so long after the view or purchase.</summary>
    public TimeSpan Window
    {
        get;
        init => field = value > TimeSpan.Zero
            ? value : throw new ArgumentOutOfRangeException(nameof(Window), value, $"{nameof(Window)} must be above 0.");
    } = TimeSpan.FromDays(30);

    /// <summary>The newest views and purchases of a customer that count; older ones are left out.</summary>
    public const int MaxTouches = 200;

    /// <summary>What a customer's views and purchases, in any order, say; those without a category or a price are left out.</summary>
    public ItemSequences Of(IEnumerable<ItemTouch> touches)
    {
        var sequences = new ItemSequences();
        ItemTouch[] newest = [.. touches.Where(touch => touch is { Category.Length: > 0, Price: > 0 })
            .OrderByDescending(touch => touch.At).ThenBy(touch => touch.Item, StringComparer.Ordinal)
            .ThenByDescending(touch => touch.Bought).ThenBy(touch => touch.Price).ThenBy(touch => touch.Category, StringComparer.Ordinal)
            .Take(MaxTouches)];
        foreach (var touch in newest)
        {
            sequences.Leading.Add(touch.Item);
            if (touch.Bought)
            {
                sequences.Following.Add(touch.Item);
                sequences.Pairs.UnionWith(newest.Where(earlier => LeadsTo(earlier, touch))
                    .Select(earlier => new ItemPair(earlier.Item, touch.Item)));
            }
        }

        return sequences;
    }

    private bool LeadsTo(ItemTouch earlier, ItemTouch purchase) =>
        earlier.At < purchase.At && purchase.At - earlier.At <= Window
        && earlier.Item != purchase.Item && IsDearer(earlier.Category, earlier.Price, purchase.Category, purchase.Price);

    /// <summary>Whether the second is clearly dearer than the first, of the same category; false where either is not known.</summary>
    internal bool IsDearer(string? category, decimal? price, string? dearerCategory, decimal? dearerPrice) =>
        !string.IsNullOrEmpty(category) && category == dearerCategory && price > 0 && dearerPrice >= price * (1 + MinPremium);
}
