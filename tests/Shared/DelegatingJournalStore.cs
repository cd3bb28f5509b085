using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Testing;

/// <summary>Passes every call on to another store; a test overrides what it wants to go wrong.</summary>
public abstract class DelegatingJournalStore(IJournalStore inner) : IJournalStore
{
    protected IJournalStore Inner => inner;

    public virtual Task<bool> HasSchemaAsync(CancellationToken cancellationToken) =>
        PassAsync(() => inner.HasSchemaAsync(cancellationToken));

    public virtual Task InitializeAsync(CancellationToken cancellationToken) => PassAsync(() => inner.InitializeAsync(cancellationToken));

    public virtual Task<Lease?> AcquireLeaseAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
        PassAsync(() => inner.AcquireLeaseAsync(name, owner, duration, cancellationToken));

    public virtual Task<Lease?> ReadLeaseAsync(string name, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadLeaseAsync(name, cancellationToken));

    public virtual Task ReleaseLeaseAsync(Lease lease, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReleaseLeaseAsync(lease, cancellationToken));

    public virtual Task<LaneHead> ReadLaneHeadAsync(int lane, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadLaneHeadAsync(lane, cancellationToken));

    public virtual Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken) =>
        PassAsync(() => inner.CommitAsync(lease, expected, newKeyNumber, writes, cancellationToken));

    public virtual Task<CustomerOpening?> OpenCustomerAsync(CustomerId customer, int tailRows, CancellationToken cancellationToken) =>
        PassAsync(() => inner.OpenCustomerAsync(customer, tailRows, cancellationToken));

    public virtual Task<CustomerId?> FindCustomerAsync(CustomerKey key, CancellationToken cancellationToken) =>
        PassAsync(() => inner.FindCustomerAsync(key, cancellationToken));

    public virtual Task<JournalInstant> ReadInstantAsync(CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadInstantAsync(cancellationToken));

    public virtual Task<IReadOnlyList<IdentifierRow>> ReadIdentifiersAsync(
        IdentifierRow after, int limit, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadIdentifiersAsync(after, limit, cancellationToken));

    public virtual Task<IReadOnlyList<CustomerId>> FindCustomersAsync(Identifier identifier, int limit,
        CancellationToken cancellationToken) =>
        PassAsync(() => inner.FindCustomersAsync(identifier, limit, cancellationToken));

    public virtual Task<IReadOnlyList<JournalRow>> ReadCustomerAsync(
        CustomerKey customer, long after, long before, int limit, bool newestFirst, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadCustomerAsync(customer, after, before, limit, newestFirst, cancellationToken));

    public virtual Task<IReadOnlyList<JournalRow>> ReadLaneAsync(int lane, long after, int limit, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadLaneAsync(lane, after, limit, cancellationToken));

    public virtual Task<IReadOnlyList<int>> ReadLanesAsync(CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadLanesAsync(cancellationToken));

    public virtual Task<IReadOnlyList<CustomerListing>> ReadCustomersAsync(CustomerKey after, int limit,
        CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadCustomersAsync(after, limit, cancellationToken));

    public virtual Task WriteSnapshotsAsync(IReadOnlyList<StoredSnapshot> snapshots, CancellationToken cancellationToken) =>
        PassAsync(() => inner.WriteSnapshotsAsync(snapshots, cancellationToken));

    public virtual Task<IReadOnlyList<OutboxItem>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadOutboxAsync(after, limit, cancellationToken));

    public virtual Task<IReadOnlyList<DueItem>> ReadDueAsync(
        DuePlace after, DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadDueAsync(after, until, limit, cancellationToken));

    public virtual Task<DateTimeOffset?> ReadDueAsync(CustomerKey customer, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadDueAsync(customer, cancellationToken));

    public virtual Task<IReadOnlyList<LedgerDelta>> ReadLedgerAsync(
        DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadLedgerAsync(from, until, cancellationToken));

    public virtual Task<IReadOnlyList<InventoryOutcome>> WriteInventoryAsync(
        IReadOnlyList<InventoryRow> rows, int maxProducts, CancellationToken cancellationToken) =>
        PassAsync(() => inner.WriteInventoryAsync(rows, maxProducts, cancellationToken));

    public virtual Task<IReadOnlyList<InventoryRow>> ReadInventoryAsync(long after, int limit, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadInventoryAsync(after, limit, cancellationToken));

    public virtual Task<InventoryRow?> FindInventoryAsync(string product, CancellationToken cancellationToken) =>
        PassAsync(() => inner.FindInventoryAsync(product, cancellationToken));

    public virtual Task<Document?> ReadDocumentAsync(string kind, string id, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadDocumentAsync(kind, id, cancellationToken));

    public virtual Task<IReadOnlyList<Document>> ReadDocumentsAsync(string kind, int limit, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadDocumentsAsync(kind, limit, cancellationToken));

    public virtual Task<int> CountDocumentsAsync(string kind, CancellationToken cancellationToken) =>
        PassAsync(() => inner.CountDocumentsAsync(kind, cancellationToken));

    public virtual Task<bool> WriteDocumentAsync(Document document, long? expectedRevision, CancellationToken cancellationToken) =>
        PassAsync(() => inner.WriteDocumentAsync(document, expectedRevision, cancellationToken));

    public virtual Task DeleteDocumentAsync(string kind, string id, CancellationToken cancellationToken) =>
        PassAsync(() => inner.DeleteDocumentAsync(kind, id, cancellationToken));

    public virtual ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <summary>Every call without an override of its own goes through here: a place for delays and faults.</summary>
    protected virtual Task<T> PassAsync<T>(Func<Task<T>> call) => call();

    private async Task PassAsync(Func<Task> call) => await PassAsync(async () =>
    {
        await call();
        return true;
    });
}
