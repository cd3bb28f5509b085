using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Journal;

/// <summary>A row of the index by which customers are looked up.</summary>
public readonly record struct IdentifierRow(Identifier Identifier, CustomerKey Customer)
{
    /// <summary>The index's own order.</summary>
    internal static Comparer<IdentifierRow> Order { get; } = Comparer<IdentifierRow>.Create(static (one, other) =>
    {
        var kind = string.CompareOrdinal(one.Identifier.Kind, other.Identifier.Kind);
        var value = kind != 0 ? kind : string.CompareOrdinal(one.Identifier.Value, other.Identifier.Value);
        return value != 0 ? value : one.Customer.Value.CompareTo(other.Customer.Value);
    });
}
