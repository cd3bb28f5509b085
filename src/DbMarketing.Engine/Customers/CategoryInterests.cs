using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Customers;

/// <summary>What an interaction says of tastes: a weight in thousandths for each product category that it names.</summary>
internal static class CategoryInterests
{
    public const int View = 1_000;
    public const int Search = 1_000;
    public const int WishList = 3_000;
    public const int Cart = 4_000;
    public const int Purchase = 10_000;

    /// <summary>Lines that count for one category, so that one wholesale order does not drown a customer's tastes.</summary>
    public const int MaxLines = 20;

    /// <summary>Categories of one interaction that count; the alphabetically first.</summary>
    public const int MaxCategories = 32;

    public static IReadOnlyList<CategoryInterest> Of(Interaction interaction) => interaction switch
    {
        ProductViewed view => One(view.Product.Category, View),
        Searched search => One(search.Category, Search),
        ProductWishListed wish => One(wish.Product.Category, WishList),
        CartChanged { Change: CartChange.Added } cart => Lines(cart.Products, Cart),
        OrderCompleted order => Lines(order.Products, Purchase),
        _ => [],
    };

    private static IReadOnlyList<CategoryInterest> One(string? category, int weight) =>
        string.IsNullOrEmpty(category) ? [] : [new(category, weight)];

    private static IReadOnlyList<CategoryInterest> Lines(IReadOnlyList<ProductLine> lines, int weight) =>
        lines.Count == 1
            ? One(lines[0].Category, weight)
            : [.. lines
                .Where(line => !string.IsNullOrEmpty(line.Category))
                .GroupBy(line => line.Category!, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Take(MaxCategories)
                .Select(group => new CategoryInterest(group.Key, weight * Math.Min(MaxLines, group.Count())))];
}
