using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Tests.Journal;

/// <summary>Lets a test stand between a writer and its storage.</summary>
internal sealed class FaultyJournalStore(IJournalStore inner) : IJournalStore
{
    /// <summary>Replaces the commit; call the given function for the real one.</summary>
    public Func<Func<Task<CommitResult>>, Task<CommitResult>> OnCommit { get; set; } = static commit => commit();

    /// <summary>When set, everything but the commit fails with it.</summary>
    public JournalUnavailableException? Down { get; set; }

    /// <summary>The writes of each commit that was tried.</summary>
    public List<IReadOnlyList<JournalWrite>> Commits { get; } = [];

    public Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken)
    {
        Commits.Add(writes);
        return OnCommit(() => inner.CommitAsync(lease, expected, newKeyNumber, writes, cancellationToken));
    }

    public Task<Lease?> AcquireLeaseAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
        Down is null ? inner.AcquireLeaseAsync(name, owner, duration, cancellationToken) : Task.FromException<Lease?>(Down);

    public Task<LaneHead> ReadLaneHeadAsync(int lane, CancellationToken cancellationToken) =>
        Down is null ? inner.ReadLaneHeadAsync(lane, cancellationToken) : Task.FromException<LaneHead>(Down);

    public Task InitializeAsync(CancellationToken cancellationToken) => inner.InitializeAsync(cancellationToken);

    public Task<Lease?> ReadLeaseAsync(string name, CancellationToken cancellationToken) => inner.ReadLeaseAsync(name, cancellationToken);

    public Task ReleaseLeaseAsync(Lease lease, CancellationToken cancellationToken) => inner.ReleaseLeaseAsync(lease, cancellationToken);

    public Task<CustomerOpening?> OpenCustomerAsync(CustomerId customer, CancellationToken cancellationToken) =>
        inner.OpenCustomerAsync(customer, cancellationToken);

    public Task<CustomerId?> FindCustomerAsync(CustomerKey key, CancellationToken cancellationToken) =>
        inner.FindCustomerAsync(key, cancellationToken);

    public Task<IReadOnlyList<CustomerId>> FindCustomersAsync(Identifier identifier, int limit, CancellationToken cancellationToken) =>
        inner.FindCustomersAsync(identifier, limit, cancellationToken);

    public Task<IReadOnlyList<JournalRow>> ReadCustomerAsync(
        CustomerKey customer, long after, long before, int limit, bool newestFirst, CancellationToken cancellationToken) =>
        inner.ReadCustomerAsync(customer, after, before, limit, newestFirst, cancellationToken);

    public Task<IReadOnlyList<JournalRow>> ReadLaneAsync(int lane, long after, int limit, CancellationToken cancellationToken) =>
        inner.ReadLaneAsync(lane, after, limit, cancellationToken);

    public Task<IReadOnlyList<int>> ReadLanesAsync(CancellationToken cancellationToken) => inner.ReadLanesAsync(cancellationToken);

    public Task<IReadOnlyList<CustomerListing>> ReadCustomersAsync(CustomerKey after, int limit, CancellationToken cancellationToken) =>
        inner.ReadCustomersAsync(after, limit, cancellationToken);

    public Task WriteSnapshotsAsync(IReadOnlyList<StoredSnapshot> snapshots, CancellationToken cancellationToken) =>
        inner.WriteSnapshotsAsync(snapshots, cancellationToken);

    public Task<IReadOnlyList<OutboxItem>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken) =>
        inner.ReadOutboxAsync(after, limit, cancellationToken);

    public Task<IReadOnlyList<LedgerDelta>> ReadLedgerAsync(
        DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        inner.ReadLedgerAsync(from, until, cancellationToken);

    public Task<Document?> ReadDocumentAsync(string kind, string id, CancellationToken cancellationToken) =>
        inner.ReadDocumentAsync(kind, id, cancellationToken);

    public Task<IReadOnlyList<Document>> ReadDocumentsAsync(string kind, int limit, CancellationToken cancellationToken) =>
        inner.ReadDocumentsAsync(kind, limit, cancellationToken);

    public Task<bool> WriteDocumentAsync(Document document, long? expectedRevision, CancellationToken cancellationToken) =>
        inner.WriteDocumentAsync(document, expectedRevision, cancellationToken);

    public Task DeleteDocumentAsync(string kind, string id, CancellationToken cancellationToken) =>
        inner.DeleteDocumentAsync(kind, id, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
