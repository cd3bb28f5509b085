using System.Text.Json;
using DbMarketing.Engine.Inventory;

namespace DbMarketing.Engine.Journal;

/// <summary>
/// Checks the stock of products against itself. It is no part of the journal, which says nothing of it, so there is nothing to count it
/// anew from: each row must say in its columns what it says in its body, and each must have a revision of its own from 1, or the nodes
/// that follow it would pass it over.
/// </summary>
internal sealed class StockVerifier(IJournalStore store)
{
    private const int PageRows = 5_000;

    /// <summary>Reads all stock and reports what is wrong with it.</summary>
    public async Task CheckAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var after = long.MinValue;
        while (await store.ReadInventoryAsync(after, PageRows, cancellationToken) is { Count: > 0 } page)
        {
            var whole = page.Count < PageRows ? page : WithoutLastRevision(page);
            foreach (var (index, row) in whole.Index())
            {
                Check(row, index > 0 ? whole[index - 1] : null, report);
            }

            after = whole[^1].Revision;
        }
    }

    /// <summary>
    /// The rows of a full page but those of its last revision, which the next page begins with: so two of one revision are never parted.
    /// A page of one revision alone is taken as it is.
    /// </summary>
    private static IReadOnlyList<InventoryRow> WithoutLastRevision(IReadOnlyList<InventoryRow> page)
    {
        var rest = page.Where(row => row.Revision < page[^1].Revision).ToList();
        return rest.Count > 0 ? rest : page;
    }

    private static void Check(InventoryRow row, InventoryRow? before, Action<string> report)
    {
        if (row.Revision < 1)
        {
            report($"The stock of product '{row.Product}' has the revision {row.Revision}, which no node reads.");
        }
        else if (row.Revision == before?.Revision)
        {
            report($"The stock of product '{row.Product}' has the revision {row.Revision}, as that of '{before.Product}' has.");
        }

        if (Read(row) is not { } item)
        {
            report($"The stock of product '{row.Product}' cannot be read.");
        }
        else if ((item.ProductId, item.InStock, item.At) != (row.Product, row.InStock, row.At))
        {
            report($"The stock of product '{row.Product}' says one thing by its columns and another by its body.");
        }
    }

    private static InventoryItem? Read(InventoryRow row)
    {
        try
        {
            return JsonSerializer.Deserialize(row.Body.Span, InventoryJson.Default.InventoryItem);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
