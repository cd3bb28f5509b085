using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// What the live rules say of one customer at an instant: what goes with the cart, and what is bought next after what was bought within
/// the window of <see cref="NextPurchases"/>. Both are found when first asked for. For one thread.
/// </summary>
internal sealed class CustomerRules(CustomerState customer, CrossSellFigures figures, DateTimeOffset now)
{
    private static readonly TimeSpan s_window = new NextPurchases().Window;

    private IReadOnlyDictionary<string, AssociationRule>? _together;
    private IReadOnlyDictionary<string, AssociationRule>? _next;

    private IReadOnlyDictionary<string, AssociationRule> FromCart => _together ??= figures.Together.Index.SurestFrom(
        customer.Cart.Lines.Select(static line => line.ProductId).ToHashSet(StringComparer.Ordinal), those: false);

    private IReadOnlyDictionary<string, AssociationRule> FromPurchases => _next ??= figures.Next.Index.SurestFrom(Bought(), those: true);

    /// <summary>The surest rule from the cart to a product that is not in it; null when there is none.</summary>
    public AssociationRule? Together(string product) => FromCart.GetValueOrDefault(product);

    /// <summary>The surest rule from what was bought to a product, which may have been bought before; null when there is none.</summary>
    public AssociationRule? Next(string product) => FromPurchases.GetValueOrDefault(product);

    /// <summary>The surer of the two; null when there is neither.</summary>
    public ProductRule? Find(string product)
    {
        var (together, next) = (Together(product), Next(product));
        return together is not null && !(next?.Confidence > together.Confidence) ? Of(product, RuleKind.Together, together)
            : next is not null ? Of(product, RuleKind.Next, next)
            : null;
    }

    private static ProductRule Of(string product, RuleKind kind, AssociationRule rule) =>
        new(product, rule.Antecedent[0], kind, Math.Clamp(rule.Confidence, 0, 1));

    private HashSet<string> Bought()
    {
        var bought = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in customer.Purchases.KeptItems)
        {
            if (item.At <= now && now - item.At <= s_window)
            {
                bought.Add(item.Product);
            }
        }

        return bought;
    }
}
