using System.Collections.Immutable;

namespace DbMarketing.Engine.Inventory;

/// <summary>Which products are out of stock; a product that nobody spoke of is in stock. Immutable; part of the reference data.</summary>
/// <param name="Revision">The last change that is in it; 0 while there is none.</param>
/// <param name="OutOfStock">The ids of the products that cannot be had.</param>
public sealed record StockFigures(long Revision, ImmutableHashSet<string> OutOfStock)
{
    /// <summary>Nothing is known to be out of stock.</summary>
    public static StockFigures None { get; } = new(0, ImmutableHashSet.Create<string>(StringComparer.Ordinal));

    /// <summary>Whether the product cannot be had.</summary>
    public bool IsOut(string product) => OutOfStock.Contains(product);
}
