using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// Compares a customer's items before and after one part of an order. An item stands at the time of the part that named it, wherever the
/// other parts of its order lie, so what one item followed stays true whatever comes later: parts may come in any order, and nothing that
/// was announced is taken back. Only pairs with an item of the part can be new, so a purchase costs its own items times those that are
/// kept, and not their square.
/// </summary>
internal sealed class StepFinder
{
    private readonly BoughtItem[] _before;
    private readonly ILookup<string, BoughtItem> _known;
    private readonly List<BoughtItem> _added;

    /// <param name="before">The customer's items before the part.</param>
    /// <param name="added">The part's items.</param>
    public StepFinder(BoughtItem[] before, List<BoughtItem> added)
    {
        (_before, _added) = (before, added);
        _known = _before.ToLookup(static item => item.Product, StringComparer.Ordinal);
    }

    private delegate bool Leads(BoughtItem first, BoughtItem next);

    /// <summary>Those of the part's items that were bought before.</summary>
    public List<string> Again() =>
    [
        .. _added.Select(static item => item.Product).Where(_known.Contains)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Items that come after another order now and did not before; null for none.</summary>
    public IReadOnlyList<string>? Following(NextPurchases next)
    {
        var judged = new HashSet<string>(StringComparer.Ordinal);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (_, then) in Candidates((first, then) => Follows(first, then, next.Window)))
        {
            if (judged.Add(then) && !_known[then].Any(known => Array.Exists(_before, one => Follows(one, known, next.Window))))
            {
                found.Add(then);
            }
        }

        return found.Count == 0 ? null : [.. found];
    }

    /// <summary>Pairs that <see cref="NextPurchases"/> finds now and did not before; null for none.</summary>
    public IReadOnlyList<ItemStep>? Next(NextPurchases next) =>
        Steps((first, then) => Follows(first, then, next.Window) && first.Product != then.Product);

    /// <summary>Pairs that <see cref="CrossSell.UpSells"/> finds now and did not before; null for none.</summary>
    public IReadOnlyList<ItemStep>? UpSells(UpSells upSells) => Steps((first, then) =>
        Follows(first, then, upSells.Window) && first.Product != then.Product
        && upSells.IsDearer(first.Category, first.Price, then.Category, then.Price));

    private static bool Follows(BoughtItem first, BoughtItem then, TimeSpan window) =>
        first.Order != then.Order && first.At < then.At && then.At - first.At <= window;

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
        foreach (var one in _added)
        {
            foreach (var other in _before)
            {
                if (leads(one, other))
                {
                    yield return (one.Product, other.Product);
                }
                else if (leads(other, one))
                {
                    yield return (other.Product, one.Product);
                }
            }
        }
    }

    private bool WasKnown(string first, string then, Leads leads) =>
        _known.Contains(first) && _known.Contains(then) && _known[first].Any(one => _known[then].Any(other => leads(one, other)));
}
