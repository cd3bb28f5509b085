namespace DbMarketing.Web.Inventory;

/// <summary>What is said of several products.</summary>
/// <param name="Items">At most 1,000; of several about one product, the latest holds.</param>
public sealed record InventoryBody(IReadOnlyList<InventoryItemBody> Items);

/// <summary>What is said of one product: in stock or not, or how many there are.</summary>
public sealed record InventoryItemBody
{
    /// <summary>The product's id, as events and offers name it.</summary>
    public string? ProductId { get; init; }

    /// <summary>Whether it can be had; or quantity.</summary>
    public bool? InStock { get; init; }

    /// <summary>How many there are; above 0 it is in stock.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>Price of one piece.</summary>
    public decimal? Price { get; init; }

    /// <summary>ISO 4217 code of the price; without it the base currency.</summary>
    public string? Currency { get; init; }

    /// <summary>When it was so; of two, the later holds.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>What became of a batch.</summary>
/// <param name="Applied">Items that hold now.</param>
/// <param name="Late">Items that were not newer than what is stored, which stays.</param>
/// <param name="Rejected">Items that were refused.</param>
/// <param name="Items">One for each item, in the order of the batch.</param>
public sealed record InventoryReply(int Applied, int Late, int Rejected, IReadOnlyList<InventoryVerdictBody> Items);

/// <param name="Index">The item's place in the batch.</param>
/// <param name="ProductId">The product, if it was readable.</param>
/// <param name="Verdict">applied, late or rejected.</param>
/// <param name="Code">For rejected: what is wrong.</param>
/// <param name="Reason">For late and rejected: a sentence.</param>
public sealed record InventoryVerdictBody(int Index, string? ProductId, string Verdict, string? Code = null, string? Reason = null);
