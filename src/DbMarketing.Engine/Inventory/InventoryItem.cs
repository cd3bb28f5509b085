namespace DbMarketing.Engine.Inventory;

/// <summary>What an ERP or a warehouse says of one product.</summary>
/// <param name="ProductId">The product's id, as interactions and offers name it.</param>
/// <param name="InStock">Whether it can be had.</param>
/// <param name="Quantity">How many there are; null when only inStock was said.</param>
/// <param name="Price">Price of one piece; null when nothing was said of it.</param>
/// <param name="Currency">ISO 4217 code of the price; null for the playbook's base currency.</param>
/// <param name="At">When it was so.</param>
public sealed record InventoryItem(string ProductId, bool InStock, decimal? Quantity, decimal? Price, string? Currency, DateTimeOffset At);
