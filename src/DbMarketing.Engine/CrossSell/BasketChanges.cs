using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// Finds what one part of an order adds to the counts of items, from the items that its customer bought. Each item and each pair of items
/// counts once for a customer; therefore, once the customer has more items than the state keeps (<see cref="StateLimits.BoughtItems"/>),
/// only the baskets of new orders count. An item stands at the time of the part that named it, so that parts may come in any order. What is
/// found agrees with <see cref="NextPurchases"/> and <see cref="UpSells"/> over the same items of orders in one part. Pure.
/// </summary>
internal static class BasketChanges
{
    private static readonly NextPurchases s_next = new();
    private static readonly UpSells s_upSells = new();

    /// <summary>
    /// What the part adds; null when it counts nowhere: it names no item, its customer is a test, or it is a later part of an order of
    /// which the state may have forgotten items.
    /// </summary>
    /// <param name="customer">The customer before the part.</param>
    /// <param name="order">The order, as <see cref="BoughtItem.Order"/>.</param>
    /// <param name="isNew">It is the first part of its order.</param>
    /// <param name="added">The part's items.</param>
    public static BasketChange? Of(CustomerState customer, ulong order, bool isNew, IReadOnlyList<BoughtItem> added)
    {
        var kept = customer.Purchases.KeptItems;
        if (added.Count == 0 || customer.IsTest)
        {
            return null;
        }

        if (!customer.Purchases.HasAllItems)
        {
            return isNew ? new() { Returning = true, BasketOnly = true } : null;
        }

        var earlier = isNew ? null : ItemsOf(order, kept);
        if (kept.IsEmpty)
        {
            return new() { Earlier = earlier };
        }

        var steps = new StepFinder(CountedOf(kept), Counted(added));
        var again = steps.Again();
        return new()
        {
            Earlier = earlier,
            Returning = true,
            Again = again.Count == 0 ? null : again,
            Following = steps.Following(s_next),
            Next = steps.Next(s_next),
            UpSells = steps.UpSells(s_upSells),
        };
    }

    private static List<string> ItemsOf(ulong order, ReadOnlySpan<BoughtItem> kept)
    {
        var items = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in kept)
        {
            if (item.Order == order)
            {
                items.Add(item.Product);
            }
        }

        return [.. items];
    }

    /// <summary>The lines that counted when their parts came. What is of one order and instant is one part.</summary>
    private static BoughtItem[] CountedOf(ReadOnlySpan<BoughtItem> kept)
    {
        var items = kept.ToArray();
        return items.Length <= NextPurchases.MaxItemsPerOrder ? items
            : [.. items.GroupBy(static item => (item.Order, item.At)).SelectMany(static part => Counted([.. part]))];
    }

    /// <summary>The part's lines of the products that count.</summary>
    private static List<BoughtItem> Counted(IReadOnlyList<BoughtItem> added)
    {
        var products = added.Select(static item => item.Product).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).Take(NextPurchases.MaxItemsPerOrder).ToHashSet(StringComparer.Ordinal);
        return [.. added.Where(item => products.Contains(item.Product))];
    }
}
