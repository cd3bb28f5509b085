namespace DbMarketing.Engine.Journal;

/// <summary>What the journal's database holds of one product.</summary>
/// <param name="Product">The product's id.</param>
/// <param name="At">When it was so, in whole milliseconds; of two, the later holds.</param>
/// <param name="InStock">Whether it can be had.</param>
/// <param name="Body">All that was said of it, as UTF-8 JSON.</param>
/// <param name="Revision">Rises with every change of any product; a node that remembers the last one it has read misses none.</param>
public sealed record InventoryRow(string Product, DateTimeOffset At, bool InStock, ReadOnlyMemory<byte> Body, long Revision = 0);

/// <summary>What became of a row that was to be written.</summary>
public enum InventoryOutcome
{
    None = 0,

    /// <summary>It holds now.</summary>
    Applied,

    /// <summary>What is stored is as new or newer, and stays.</summary>
    Late,

    /// <summary>A new product, and as many are stored as may be.</summary>
    Full,
}
