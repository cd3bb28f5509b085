using DbMarketing.Engine.Inventory;

namespace DbMarketing.Server.Demo;

/// <summary>
/// The synthetic shop's warehouse: now and then one product runs out, and the one before is there again. Not thread-safe.
/// </summary>
internal sealed class DemoStock(int seed)
{
    /// <summary>How long a product is out of stock.</summary>
    public static readonly TimeSpan Shortage = TimeSpan.FromMinutes(1);

    private readonly Random _random = new(seed);
    private string? _out;
    private DateTimeOffset _due = DateTimeOffset.MinValue;

    /// <summary>What changed by now; nothing most of the time. The first time all products: a run before may have left one out.</summary>
    public IReadOnlyList<InventoryItem> Next(DateTimeOffset now)
    {
        if (now < _due)
        {
            return [];
        }

        _due = now + Shortage;
        IEnumerable<string> back = _out is null ? DemoCatalogue.ProductIds : [_out];
        _out = DemoCatalogue.ProductIds[_random.Next(DemoCatalogue.ProductIds.Count)];
        return [.. back.Where(id => id != _out).Select(id => Item(id, true)), Item(_out, false)];

        InventoryItem Item(string id, bool inStock) => new(id, inStock, inStock ? _random.Next(1, 200) : 0, null, null, now);
    }
}
