using System.Text.Json;
using System.Text.Json.Serialization;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Inventory;

/// <summary>
/// The stock of products: written to the journal's database, and followed from there by every node, which holds what is out of stock as
/// reference data. Thread-safe.
/// </summary>
public sealed class StockBook(IJournalStore store, ReferenceSource reference) : IDisposable
{
    /// <summary>Products that are stored at most; a new one beyond them is refused.</summary>
    public const int MaxProducts = 1_000_000;

    /// <summary>Items that are taken at once.</summary>
    public const int MaxItems = 1_000;

    /// <summary>Changes that one read brings.</summary>
    private const int RowsPerRead = 5_000;

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>
    /// Stores what is newer than what is stored, and makes it hold on this node. Returns what became of each item.
    /// </summary>
    public async Task<IReadOnlyList<InventoryOutcome>> RecordAsync(
        IReadOnlyList<InventoryItem> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(items.Count, MaxItems);
        var outcomes = await store.WriteInventoryAsync([.. items.Select(RowOf)], MaxProducts, cancellationToken);
        await RefreshAsync(cancellationToken);
        return outcomes;
    }

    /// <summary>What is stored of a product; null when nothing is.</summary>
    public async Task<InventoryItem?> FindAsync(string product, CancellationToken cancellationToken) =>
        await store.FindInventoryAsync(product, cancellationToken) is { } row
            ? JsonSerializer.Deserialize(row.Body.Span, InventoryJson.Default.InventoryItem) : null;

    /// <summary>Takes over what was stored since, by whichever node. Returns how many changes there were.</summary>
    public async Task<int> RefreshAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var held = reference.Current.Stock;
            var (revision, absent) = (held.Revision, held.OutOfStock.ToBuilder());
            var changes = 0;
            while (await store.ReadInventoryAsync(revision, RowsPerRead, cancellationToken) is { Count: > 0 } rows)
            {
                foreach (var row in rows)
                {
                    _ = row.InStock ? absent.Remove(row.Product) : absent.Add(row.Product);
                }

                (revision, changes) = (rows[^1].Revision, changes + rows.Count);
            }

            if (changes > 0)
            {
                var renewed = new StockFigures(revision, absent.ToImmutable());
                reference.Renew(current => current with { Stock = renewed });
            }

            return changes;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static InventoryRow RowOf(InventoryItem item)
    {
        var whole = item with { At = UtcMillisecondsConverter.Truncate(item.At) };
        return new(
            whole.ProductId, whole.At, whole.InStock, JsonSerializer.SerializeToUtf8Bytes(whole, InventoryJson.Default.InventoryItem));
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcMillisecondsConverter)])]
[JsonSerializable(typeof(InventoryItem))]
internal sealed partial class InventoryJson : JsonSerializerContext;
