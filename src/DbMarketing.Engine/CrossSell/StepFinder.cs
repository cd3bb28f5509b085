using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// Compares a customer's items before and after one part of an order. Only pairs with an item of that order can be new, so a purchase
/// costs its own items times those that are kept, and not their square.
/// </summary>
internal sealed class StepFinder
{
    private readonly List<Touch> _before = [];
    private readonly List<Touch> _after = [];
    private readonly ILookup<string, Touch> _known;
    private readonly List<BoughtItem> _added;
    private readonly ulong _order;

    /// <param name="kept">The customer's items before.</param>
    /// <param name="order">The order, as <see cref="BoughtItem.Order"/>.</param>
    /// <param name="added">The part's items, each product once.</param>
    public StepFinder(ReadOnlySpan<BoughtItem> kept, ulong order, List<BoughtItem> added)
    {
        (_order, _added) = (order, added);

        // The items come in order of time, so the last one of an order has the time at which the order stands.
        var times = new Dictionary<ulong, DateTimeOffset>();
        foreach (var item in kept)
        {
            times[item.Order] = item.At;
        }

        var moved = times.TryGetValue(order, out var stood) && stood > added[0].At ? stood : added[0].At;
        foreach (var item in kept)
        {
            var touch = new Touch(item, times[item.Order]);
            _before.Add(touch);
            _after.Add(item.Order == order ? touch with { At = moved } : touch);
        }

        _after.AddRange(added.Select(item => new Touch(item, moved)));
        _known = _before.ToLookup(static touch => touch.Item.Product, StringComparer.Ordinal);
    }

    private delegate bool Leads(Touch first, Touch next);

    /// <summary>Those of the part's items that were bought before.</summary>
    public List<string> Again() => [.. _added.Select(static item => item.Product).Where(_known.Contains)];

    /// <summary>Items that come after another order now and did not before; null for none.</summary>
    public IReadOnlyList<string>? Following(NextPurchases next)
    {
        var judged = new HashSet<string>(StringComparer.Ordinal);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (_, then) in Candidates((first, then) => Follows(first, then, next.Window)))
        {
            if (judged.Add(then) && !_known[then].Any(known => _before.Exists(one => Follows(one, known, next.Window))))
            {
                found.Add(then);
            }
        }

        return found.Count == 0 ? null : [.. found];
    }

    /// <summary>Pairs that <see cref="NextPurchases"/> finds now and did not before; null for none.</summary>
    public IReadOnlyList<ItemStep>? Next(NextPurchases next) =>
        Steps((first, then) => Follows(first, then, next.Window) && first.Item.Product != then.Item.Product);

    /// <summary>Pairs that <see cref="CrossSell.UpSells"/> finds now and did not before; null for none.</summary>
    public IReadOnlyList<ItemStep>? UpSells(UpSells upSells) => Steps((first, then) =>
        Follows(first, then, upSells.Window) && first.Item.Product != then.Item.Product
        && upSells.IsDearer(first.Item.Category, first.Item.Price, then.Item.Category, then.Item.Price));

    private static bool Follows(Touch first, Touch then, TimeSpan window) =>
        first.Item.Order != then.Item.Order && first.At < then.At && then.At - first.At <= window;

    private IReadOnlyList<ItemStep>? Steps(Leads leads)
    {
        var found = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var (first, then) in Candidates(leads))
        {
            if (!WasKnown(first, then, leads))
            {
                if (!found.TryGetValue(then, out var from))
                {
                    found.Add(then, from = new(StringComparer.Ordinal));
                }

                from.Add(first);
            }
        }

        // Items of one order mostly follow the same ones, so they share one list of them.
        return found.Count == 0 ? null : [.. found
            .GroupBy(static pair => string.Join('\0', pair.Value), StringComparer.Ordinal)
            .Select(static group => new ItemStep([.. group.First().Value], [.. group.Select(static pair => pair.Key)]))];
    }

    private IEnumerable<(string First, string Then)> Candidates(Leads leads)
    {
        foreach (var one in _after)
        {
            if (one.Item.Order != _order)
            {
                continue;
            }

            foreach (var other in _after)
            {
                if (leads(one, other))
                {
                    yield return (one.Item.Product, other.Item.Product);
                }
                else if (leads(other, one))
                {
                    yield return (other.Item.Product, one.Item.Product);
                }
            }
        }
    }

    private bool WasKnown(string first, string then, Leads leads) =>
        _known.Contains(first) && _known.Contains(then) && _known[first].Any(one => _known[then].Any(other => leads(one, other)));

    /// <param name="Item">The item.</param>
    /// <param name="At">When its order stands.</param>
    private readonly record struct Touch(BoughtItem Item, DateTimeOffset At);
}
