using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Journal;

/// <summary>
/// The storage behind the journal: SQLite, PostgreSQL, or memory. One schema, three implementations; every method throws
/// <see cref="JournalUnavailableException"/> when the storage cannot serve now, and recovers by itself when it can again.
/// All methods may be called concurrently, except that one lane has one committer at a time.
/// </summary>
public interface IJournalStore : IAsyncDisposable
{
    /// <summary>Whether there is a schema, of whatever version. Makes nothing.</summary>
    Task<bool> HasSchemaAsync(CancellationToken cancellationToken);

    /// <summary>Creates or migrates the schema. Refuses a schema that is newer than this version.</summary>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes or renews a named lease for <paramref name="duration"/>; null when another owner holds it unexpired. Taking
    /// <see cref="LeaseNames.Mode"/> also takes an exclusive lock that dies with the process: while this store holds it, any other
    /// owner is gone, so its leases are taken over without waiting for their expiry. <see cref="LeaseNames.Cluster"/> takes the same lock
    /// together with the other silos of the cluster.
    /// </summary>
    Task<Lease?> AcquireLeaseAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Who holds a lease now, or null.</summary>
    Task<Lease?> ReadLeaseAsync(string name, CancellationToken cancellationToken);

    Task ReleaseLeaseAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>The lane's last position and last handed-out customer number, creating the lane at zero.</summary>
    /// <remarks>Waits for a commit of that lane which may still be under way, so that the answer is final.</remarks>
    Task<LaneHead> ReadLaneHeadAsync(int lane, CancellationToken cancellationToken);

    /// <summary>
    /// Commits writes as one transaction, conditional on the lease's epoch and on the head being <paramref name="expected"/>.
    /// Rows take the positions after it in the order given. Durable when the task completes with
    /// <see cref="CommitResult.Committed"/>. A key conflict rolls all back and names the losers.
    /// An exception that is not <see cref="JournalUnavailableException.KnownNotCommitted"/> leaves the outcome unknown: read the head.
    /// </summary>
    Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken);

    /// <summary>
    /// Key, newest snapshot (if any) and the first <paramref name="tailRows"/> rows after it, as far as one read brings them
    /// (<see cref="JournalReads"/>); null for a customer that has no row.
    /// </summary>
    Task<CustomerOpening?> OpenCustomerAsync(CustomerId customer, int tailRows, CancellationToken cancellationToken);

    Task<CustomerId?> FindCustomerAsync(CustomerKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Where the lanes end, what is counted beside them, and what is owed, all as of one instant: what a lane holds after its head was
    /// committed later, and is in none of it. Does not wait for commits.
    /// </summary>
    Task<JournalInstant> ReadInstantAsync(CancellationToken cancellationToken);

    /// <summary>Rows of the index of identifiers, in their order, after one of them; the default is the beginning.</summary>
    Task<IReadOnlyList<IdentifierRow>> ReadIdentifiersAsync(IdentifierRow after, int limit, CancellationToken cancellationToken);

    Task<IReadOnlyList<CustomerId>> FindCustomersAsync(Identifier identifier, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Rows of one customer with sequence in (<paramref name="after"/>, <paramref name="before"/>), ascending or newest first, as far as
    /// one read brings them (<see cref="JournalReads"/>).
    /// </summary>
    Task<IReadOnlyList<JournalRow>> ReadCustomerAsync(
        CustomerKey customer, long after, long before, int limit, bool newestFirst, CancellationToken cancellationToken);

    /// <summary>Rows of one lane after a position, ascending, as far as one read brings them (<see cref="JournalReads"/>).</summary>
    Task<IReadOnlyList<JournalRow>> ReadLaneAsync(int lane, long after, int limit, CancellationToken cancellationToken);

    Task<IReadOnlyList<int>> ReadLanesAsync(CancellationToken cancellationToken);

    /// <summary>Customers in key order, for sweeps: those with a key above <paramref name="after"/>.</summary>
    Task<IReadOnlyList<CustomerListing>> ReadCustomersAsync(CustomerKey after, int limit, CancellationToken cancellationToken);

    /// <summary>Writes snapshots; never moves one back to an older sequence.</summary>
    Task WriteSnapshotsAsync(IReadOnlyList<StoredSnapshot> snapshots, CancellationToken cancellationToken);

    Task<IReadOnlyList<OutboxItem>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// What the due index holds up to an instant (in whole milliseconds), in the order of the instants and then of the customers' keys,
    /// after a place in that order; the default place is the beginning.
    /// </summary>
    Task<IReadOnlyList<DueItem>> ReadDueAsync(DuePlace after, DateTimeOffset until, int limit, CancellationToken cancellationToken);

    /// <summary>What the due index holds of one customer, or null.</summary>
    Task<DateTimeOffset?> ReadDueAsync(CustomerKey customer, CancellationToken cancellationToken);

    /// <summary>
    /// The ledger's counts of the hours in [<paramref name="from"/>, <paramref name="until"/>), by hour, source, verdict and code.
    /// </summary>
    Task<IReadOnlyList<LedgerDelta>> ReadLedgerAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>
    /// Stores those rows that are newer than what is stored of their product, in one transaction, and numbers them; readers see revisions
    /// in their order. Returns what became of each. A product beyond <paramref name="maxProducts"/> is not stored.
    /// </summary>
    Task<IReadOnlyList<InventoryOutcome>> WriteInventoryAsync(
        IReadOnlyList<InventoryRow> rows, int maxProducts, CancellationToken cancellationToken);

    /// <summary>The products that changed after a revision, by their last one.</summary>
    Task<IReadOnlyList<InventoryRow>> ReadInventoryAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>What is stored of a product, or null.</summary>
    Task<InventoryRow?> FindInventoryAsync(string product, CancellationToken cancellationToken);

    /// <summary>Small documents beside the journal: playbook versions, keys, import progress.</summary>
    Task<Document?> ReadDocumentAsync(string kind, string id, CancellationToken cancellationToken);

    /// <summary>Documents of a kind, newest first.</summary>
    Task<IReadOnlyList<Document>> ReadDocumentsAsync(string kind, int limit, CancellationToken cancellationToken);

    /// <summary>How many documents of a kind there are.</summary>
    Task<int> CountDocumentsAsync(string kind, CancellationToken cancellationToken);

    /// <summary>Writes a document. With an expected revision (0 = must not exist) returns false when another was there.</summary>
    Task<bool> WriteDocumentAsync(Document document, long? expectedRevision, CancellationToken cancellationToken);

    Task DeleteDocumentAsync(string kind, string id, CancellationToken cancellationToken);
}

/// <summary>A named lease: who may act, and in which epoch. Every take-over raises the epoch.</summary>
public sealed record Lease(string Name, string Owner, long Epoch, DateTimeOffset ExpiresAt);

/// <summary>
/// The end of a lane: last position used, last customer number handed out, and how many commits it took (also those that moved no
/// position), by which the outcome of an interrupted commit can be told.
/// </summary>
public readonly record struct LaneHead(int Lane, long Position, long KeyNumber, long Commits);

/// <summary>What became of a commit.</summary>
/// <param name="Kind">Committed, conflict (see <paramref name="Losers"/>) or fenced (the lease or the head has moved).</param>
/// <param name="Losers">Indexes of the writes whose customer or sequence was taken already.</param>
public readonly record struct CommitResult(CommitKind Kind, IReadOnlyList<int> Losers)
{
    public static CommitResult Committed { get; } = new(CommitKind.Committed, []);

    public static CommitResult Fenced { get; } = new(CommitKind.Fenced, []);
}

public enum CommitKind
{
    None = 0,
    Committed,
    Conflict,
    Fenced,
}

public sealed record CustomerOpening(CustomerKey Key, StoredSnapshot? Snapshot, IReadOnlyList<JournalRow> Tail);

public readonly record struct CustomerListing(CustomerKey Key, CustomerId Id);

/// <summary>A snapshot as stored: UTF-8 JSON of a <see cref="CustomerSnapshot"/>.</summary>
public sealed record StoredSnapshot(CustomerKey Customer, long Sequence, ReadOnlyMemory<byte> Payload);

public sealed record OutboxItem(long Id, CustomerId Customer, string Target, string Step);

/// <summary>A place in the order of the due index.</summary>
public readonly record struct DuePlace(DateTimeOffset At, CustomerKey Customer);

/// <summary>A customer whom time alone may change at an instant, or later: never before.</summary>
public readonly record struct DueItem(DuePlace Place, CustomerId Customer);

/// <summary>A small UTF-8 JSON document. The revision counts its writes from 1.</summary>
public sealed record Document(string Kind, string Id, DateTimeOffset At, ReadOnlyMemory<byte> Body, long Revision = 0)
{
    /// <summary>The kind of documents that a backup leaves out.</summary>
    public const string SecretKind = "secret";
}
