namespace DbMarketing.Engine.Customers;

/// <summary>One item of an order, as one interaction told of it. Small, because a million customers hold some.</summary>
public readonly record struct BoughtItem : IComparable<BoughtItem>
{
    private const decimal Millionths = 1_000_000m;
    private const long UnknownPrice = -1;

    private readonly long _atMs;
    private readonly long _price;

    internal BoughtItem(long atMs, ulong order, string product, string? category, decimal? price)
    {
        (_atMs, Order, Product, Category) = (atMs, order, product, category);
        _price = price is >= 0 and <= long.MaxValue / Millionths ? (long)(price.Value * Millionths) : UnknownPrice;
    }

    /// <summary>When it was bought, in whole milliseconds.</summary>
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(_atMs);

    /// <summary>The order by the hash of its id, or of its message when it has none. Parts of one order share it.</summary>
    public ulong Order { get; }

    /// <summary>The product's id.</summary>
    public string Product { get; }

    /// <summary>The product's category path; null when the order did not say.</summary>
    public string? Category { get; }

    /// <summary>
    /// Price of one piece in base currency, to six decimals; null when the order did not say, or when its currency has no rate.
    /// </summary>
    public decimal? Price => _price == UnknownPrice ? null : _price / Millionths;

    /// <summary>As <see cref="BoughtItems.Capture"/> stores it.</summary>
    internal (long AtMs, long Price) Stored => (_atMs, _price);

    public static bool operator <(BoughtItem left, BoughtItem right) => left.CompareTo(right) < 0;

    public static bool operator <=(BoughtItem left, BoughtItem right) => left.CompareTo(right) <= 0;

    public static bool operator >(BoughtItem left, BoughtItem right) => left.CompareTo(right) > 0;

    public static bool operator >=(BoughtItem left, BoughtItem right) => left.CompareTo(right) >= 0;

    internal static BoughtItem Restore(long atMs, ulong order, string product, string? category, long price) =>
        new(atMs, order, product, category, price == UnknownPrice ? null : price / Millionths);

    /// <summary>By time; of equal times by everything else, so that the order says nothing of which came first.</summary>
    public int CompareTo(BoughtItem other)
    {
        var order = _atMs.CompareTo(other._atMs);
        order = order != 0 ? order : Order.CompareTo(other.Order);
        order = order != 0 ? order : string.CompareOrdinal(Product, other.Product);
        order = order != 0 ? order : string.CompareOrdinal(Category, other.Category);
        return order != 0 ? order : _price.CompareTo(other._price);
    }
}
