using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Journal;

/// <summary>What a <see cref="VolatileJournalStore"/> stores: the "disk", which outlives a store that is disposed.</summary>
public sealed class VolatileJournal
{
    internal Lock Gate { get; } = new();

    /// <summary>Who holds the exclusive lock; null when that store was disposed.</summary>
    internal VolatileJournalStore? Holder { get; set; }

    /// <summary>Who holds the lock together, as the silos of a cluster.</summary>
    internal HashSet<VolatileJournalStore> Sharers { get; } = [];

    /// <summary>Breaks the locks of all stores, as a database does that ends their sessions.</summary>
    public void BreakLocks()
    {
        lock (Gate)
        {
            Holder = null;
            Sharers.Clear();
        }
    }

    internal Dictionary<CustomerId, CustomerKey> Keys { get; } = [];

    internal SortedDictionary<long, CustomerId> Customers { get; } = [];

    internal Dictionary<CustomerKey, List<JournalRow>> Rows { get; } = [];

    internal SortedDictionary<int, VolatileLane> Lanes { get; } = [];

    internal Dictionary<string, Lease> Leases { get; } = [];

    internal Dictionary<CustomerKey, StoredSnapshot> Snapshots { get; } = [];

    internal Dictionary<Identifier, SortedSet<long>> Identifiers { get; } = [];

    internal SortedDictionary<long, (CustomerKey Customer, OutboxChange Change)> Outbox { get; } = [];

    internal Dictionary<long, long> DueAt { get; } = [];

    /// <summary>By instant in milliseconds, then by customer: what <see cref="DueAt"/> holds the other way round.</summary>
    internal SortedSet<(long AtMs, long Customer)> Due { get; } = [];

    internal long LastOutboxId { get; set; }

    internal Dictionary<(string Source, DateTimeOffset Hour, VerdictKind Kind, string Code), long> Ledger { get; } = [];

    internal Dictionary<(string Kind, string Id), Document> Documents { get; } = [];

    internal Dictionary<string, InventoryRow> Inventory { get; } = new(StringComparer.Ordinal);

    internal VolatileLane Lane(int lane) => Lanes.TryGetValue(lane, out var found) ? found : Lanes[lane] = new(lane);

    internal List<JournalRow> RowsOf(CustomerKey key) => Rows.TryGetValue(key, out var rows) ? rows : Rows[key] = [];

    internal sealed class VolatileLane(int lane)
    {
        public LaneHead Head { get; set; } = new(lane, 0, 0, 0);

        public List<JournalRow> Rows { get; } = [];
    }
}
