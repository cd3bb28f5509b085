using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// Finds what one part of an order adds to the counts of items, from the items that its customer bought. Each item and each pair of items
/// counts once for a customer; therefore, once the customer has more items than the state keeps (<see cref="StateLimits.BoughtItems"/>),
/// only the baskets of new orders count. An order stands at the time of its latest part. What is found agrees with
/// <see cref="NextPurchases"/> and <see cref="UpSells"/> over the same items. Pure.
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

        var steps = new StepFinder(kept, order, Counted(added));
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

    private static List<BoughtItem> Counted(IReadOnlyList<BoughtItem> added) =>
        [.. added.OrderBy(static item => item.Product, StringComparer.Ordinal).DistinctBy(static item => item.Product)
            .Take(NextPurchases.MaxItemsPerOrder)];
}
