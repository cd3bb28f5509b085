using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Journal;

/// <summary>
/// The journal in memory, with the behaviour of the others: for trials, tests and the simulation. Give a second store the same
/// <see cref="VolatileJournal"/> to see what the first one stored. Disposing a store is the end of its process: its lock goes, and
/// its later calls fail.
/// </summary>
public sealed class VolatileJournalStore(TimeProvider time, VolatileJournal? journal = null) : IJournalStore
{
    private readonly VolatileJournal _journal = journal ?? new();
    private bool _disposed;

    public Task<bool> HasSchemaAsync(CancellationToken cancellationToken) => Locked(static (_, _) => true, cancellationToken);

    public Task InitializeAsync(CancellationToken cancellationToken) => Locked(static (_, _) => true, cancellationToken);

    public Task<Lease?> AcquireLeaseAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
        Locked((journal, _) => Acquire(journal, name, owner, duration), cancellationToken);

    public Task<Lease?> ReadLeaseAsync(string name, CancellationToken cancellationToken) =>
        Locked(
            (journal, now) => journal.Leases.TryGetValue(name, out var lease) && lease.ExpiresAt > now ? lease : null, cancellationToken);

    public Task ReleaseLeaseAsync(Lease lease, CancellationToken cancellationToken) => Locked(
        (journal, now) =>
        {
            if (journal.Leases.TryGetValue(lease.Name, out var held) && held.Epoch == lease.Epoch)
            {
                // The other silos of a cluster still stand on its lease; the last one's expires.
                journal.Leases[lease.Name] = lease.Name == LeaseNames.Cluster ? held : held with { ExpiresAt = now };
                journal.Holder = lease.Name == LeaseNames.Mode && journal.Holder == this ? null : journal.Holder;
            }

            if (lease.Name == LeaseNames.Cluster)
            {
                journal.Sharers.Remove(this);
            }

            return true;
        },
        cancellationToken);

    public Task<LaneHead> ReadLaneHeadAsync(int lane, CancellationToken cancellationToken) =>
        Locked((journal, _) => journal.Lane(lane).Head, cancellationToken);

    public Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken) =>
        Locked((journal, _) => VolatileCommit.Run(journal, lease, expected, newKeyNumber, writes), cancellationToken);

    public Task<JournalInstant> ReadInstantAsync(CancellationToken cancellationToken) => Locked(
        static (journal, _) => new JournalInstant
        {
            Lanes = [.. journal.Lanes.Values.Select(static lane => lane.Head)],
            Verdicts = journal.Ledger.GroupBy(static pair => pair.Key.Kind)
                .ToDictionary(static group => group.Key, static group => group.Sum(static pair => pair.Value)),
            Outbox = ReadOutbox(journal, 0, int.MaxValue),
            Products = journal.Inventory.Count,
        },
        cancellationToken);

    public Task<CustomerOpening?> OpenCustomerAsync(CustomerId customer, int tailRows, CancellationToken cancellationToken) => Locked(
        (journal, _) =>
        {
            if (!journal.Keys.TryGetValue(customer, out var key))
            {
                return null;
            }

            var snapshot = journal.Snapshots.GetValueOrDefault(key);
            var tail = journal.RowsOf(key).Where(row => row.Sequence > (snapshot?.Sequence ?? 0));
            return new CustomerOpening(key, snapshot, JournalReads.Take(tail, tailRows));
        },
        cancellationToken);

    public Task<CustomerId?> FindCustomerAsync(CustomerKey key, CancellationToken cancellationToken) =>
        Locked((journal, _) => journal.Customers.TryGetValue(key.Value, out var id) ? id : (CustomerId?)null, cancellationToken);

    public Task<IReadOnlyList<CustomerId>> FindCustomersAsync(Identifier identifier, int limit, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<CustomerId>>(
            (journal, _) => journal.Identifiers.TryGetValue(identifier, out var keys)
                ? keys.Take(limit).Select(key => journal.Customers[key]).ToList()
                : [],
            cancellationToken);

    public Task<IReadOnlyList<IdentifierRow>> ReadIdentifiersAsync(IdentifierRow after, int limit, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<IdentifierRow>>(
            (journal, _) => journal.Identifiers
                .SelectMany(static pair => pair.Value.Select(key => new IdentifierRow(pair.Key, new(key))))
                .Order(IdentifierRow.Order).SkipWhile(row => IdentifierRow.Order.Compare(row, after) <= 0).Take(limit).ToList(),
            cancellationToken);

    public Task<IReadOnlyList<JournalRow>> ReadCustomerAsync(
        CustomerKey customer, long after, long before, int limit, bool newestFirst, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<JournalRow>>(
            (journal, _) =>
            {
                var rows = journal.RowsOf(customer).Where(row => row.Sequence > after && row.Sequence < before);
                return JournalReads.Take(newestFirst ? rows.Reverse() : rows, limit);
            },
            cancellationToken);

    public Task<IReadOnlyList<JournalRow>> ReadLaneAsync(int lane, long after, int limit, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<JournalRow>>(
            (journal, _) =>
            {
                var rows = journal.Lane(lane).Rows;
                var start = (int)Math.Clamp(after, 0, rows.Count);
                return JournalReads.Take(rows.Skip(start), limit);
            },
            cancellationToken);

    public Task<IReadOnlyList<int>> ReadLanesAsync(CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<int>>((journal, _) => journal.Lanes.Keys.ToList(), cancellationToken);

    public Task<IReadOnlyList<CustomerListing>> ReadCustomersAsync(CustomerKey after, int limit, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<CustomerListing>>(
            (journal, _) => journal.Customers.SkipWhile(pair => pair.Key <= after.Value).Take(limit)
                .Select(static pair => new CustomerListing(new(pair.Key), pair.Value)).ToList(),
            cancellationToken);

    public Task WriteSnapshotsAsync(IReadOnlyList<StoredSnapshot> snapshots, CancellationToken cancellationToken) => Locked(
        (journal, _) =>
        {
            foreach (var snapshot in snapshots)
            {
                if ((journal.Snapshots.GetValueOrDefault(snapshot.Customer)?.Sequence ?? 0) <= snapshot.Sequence)
                {
                    journal.Snapshots[snapshot.Customer] = snapshot;
                }
            }

            return true;
        },
        cancellationToken);

    public Task<IReadOnlyList<OutboxItem>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<OutboxItem>>((journal, _) => ReadOutbox(journal, after, limit), cancellationToken);

    public Task<IReadOnlyList<DueItem>> ReadDueAsync(
        DuePlace after, DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<DueItem>>(
            (journal, _) => journal.Due
                .GetViewBetween((after.At.ToUnixTimeMilliseconds(), after.Customer.Value + 1), (long.MaxValue, long.MaxValue))
                .TakeWhile(due => due.AtMs <= until.ToUnixTimeMilliseconds()).Take(limit)
                .Select(due => new DueItem(
                    new(DateTimeOffset.FromUnixTimeMilliseconds(due.AtMs), new(due.Customer)), journal.Customers[due.Customer])).ToList(),
            cancellationToken);

    public Task<DateTimeOffset?> ReadDueAsync(CustomerKey customer, CancellationToken cancellationToken) => Locked<DateTimeOffset?>(
        (journal, _) => journal.DueAt.TryGetValue(customer.Value, out var at) ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        cancellationToken);

    public Task<IReadOnlyList<LedgerDelta>> ReadLedgerAsync(
        DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<LedgerDelta>>(
            (journal, _) => journal.Ledger.Where(pair => pair.Key.Hour >= from && pair.Key.Hour < until)
                .Select(static pair => new LedgerDelta(pair.Key.Source, pair.Key.Hour, pair.Key.Kind, pair.Key.Code, pair.Value))
                .OrderBy(static row => row.Hour).ThenBy(static row => row.Source, StringComparer.Ordinal)
                .ThenBy(static row => row.Kind).ThenBy(static row => row.Code, StringComparer.Ordinal).ToList(),
            cancellationToken);

    public Task<IReadOnlyList<InventoryOutcome>> WriteInventoryAsync(
        IReadOnlyList<InventoryRow> rows, int maxProducts, CancellationToken cancellationToken) => Locked(
        (journal, _) =>
        {
            var stored = journal.Inventory.ToDictionary(static pair => pair.Key, static pair => pair.Value.At, StringComparer.Ordinal);
            var last = journal.Inventory.Values.Select(static row => row.Revision).DefaultIfEmpty().Max();
            var change = new InventoryChange(rows, stored, journal.Inventory.Count, maxProducts, last);
            foreach (var row in change.Rows)
            {
                journal.Inventory[row.Product] = row;
            }

            return change.Outcomes;
        },
        cancellationToken);

    public Task<IReadOnlyList<InventoryRow>> ReadInventoryAsync(long after, int limit, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<InventoryRow>>(
            (journal, _) => journal.Inventory.Values.Where(row => row.Revision > after).OrderBy(static row => row.Revision)
                .Take(limit).ToList(),
            cancellationToken);

    public Task<InventoryRow?> FindInventoryAsync(string product, CancellationToken cancellationToken) =>
        Locked((journal, _) => journal.Inventory.GetValueOrDefault(product), cancellationToken);

    public Task<Document?> ReadDocumentAsync(string kind, string id, CancellationToken cancellationToken) =>
        Locked((journal, _) => journal.Documents.GetValueOrDefault((kind, id)), cancellationToken);

    public Task<IReadOnlyList<Document>> ReadDocumentsAsync(string kind, int limit, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<Document>>(
            (journal, _) => journal.Documents.Values.Where(document => document.Kind == kind)
                .OrderByDescending(static document => document.At)
                .ThenByDescending(static document => document.Id, StringComparer.Ordinal)
                .Take(limit).ToList(),
            cancellationToken);

    public Task<int> CountDocumentsAsync(string kind, CancellationToken cancellationToken) =>
        Locked((journal, _) => journal.Documents.Values.Count(document => document.Kind == kind), cancellationToken);

    public Task<bool> WriteDocumentAsync(Document document, long? expectedRevision, CancellationToken cancellationToken) => Locked(
        (journal, _) =>
        {
            var revision = journal.Documents.GetValueOrDefault((document.Kind, document.Id))?.Revision ?? 0;
            if (expectedRevision is { } expected && expected != revision)
            {
                return false;
            }

            journal.Documents[(document.Kind, document.Id)] = document with { Revision = revision + 1 };
            return true;
        },
        cancellationToken);

    public Task DeleteDocumentAsync(string kind, string id, CancellationToken cancellationToken) =>
        Locked((journal, _) => journal.Documents.Remove((kind, id)), cancellationToken);

    public ValueTask DisposeAsync()
    {
        lock (_journal.Gate)
        {
            _disposed = true;
            _journal.Holder = _journal.Holder == this ? null : _journal.Holder;
            _journal.Sharers.Remove(this);
        }

        return ValueTask.CompletedTask;
    }

    private Lease? Acquire(VolatileJournal journal, string name, string owner, TimeSpan duration)
    {
        var now = time.GetUtcNow();
        if ((name == LeaseNames.Mode && !TryHold(journal)) || (name == LeaseNames.Cluster && !TryShare(journal)))
        {
            return null;
        }

        var held = journal.Leases.GetValueOrDefault(name);
        var taken = LeaseRules.Take(held, name, owner, duration, now, journal.Holder == this);
        if (taken is not null)
        {
            journal.Leases[name] = taken;
        }

        if (taken is not null && LeaseNames.IsShare(name) && taken.Epoch != held?.Epoch)
        {
            foreach (var other in journal.Leases.Values.Where(
                lease => lease.Name != name && (LeaseNames.IsShare(lease.Name) || LeaseNames.IsLane(lease.Name))).ToList())
            {
                journal.Leases[other.Name] = other with { Owner = "", Epoch = other.Epoch + 1, ExpiresAt = default };
            }
        }

        return taken;
    }

    private bool TryHold(VolatileJournal journal)
    {
        journal.Holder ??= journal.Sharers.Count == 0 ? this : null;
        return journal.Holder == this;
    }

    private bool TryShare(VolatileJournal journal)
    {
        if (journal.Holder is null)
        {
            journal.Sharers.Add(this);
        }

        return journal.Holder is null;
    }

    private static List<OutboxItem> ReadOutbox(VolatileJournal journal, long after, int limit) =>
        journal.Outbox.SkipWhile(pair => pair.Key <= after).Take(limit).Select(pair => new OutboxItem(
            pair.Key, journal.Customers[pair.Value.Customer.Value], pair.Value.Change.Target, pair.Value.Change.Step)).ToList();

    private Task<T> Locked<T>(Func<VolatileJournal, DateTimeOffset, T> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_journal.Gate)
        {
            return _disposed
                ? Task.FromException<T>(new JournalUnavailableException("The journal in memory was closed."))
                : Task.FromResult(action(_journal, time.GetUtcNow()));
        }
    }
}
