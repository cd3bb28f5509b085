using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>The journal in one SQLite file: write-ahead log, synchronous=FULL, one thread that writes and a few that read.</summary>
public sealed class SqliteJournalStore : IJournalStore, IJournalTables
{
    private const string RowColumns = "place, customer, sequence, at, payload";

    private readonly SqliteJournalOptions _options;
    private readonly TimeProvider _time;
    private readonly SqliteFile _file;
    private readonly SqliteLeases _leases;
    private readonly SqliteThreads _writer;
    private readonly SqliteThreads _readers;

    public SqliteJournalStore(SqliteJournalOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _leases = new(options.Path, time);
        _file = new(options);
        _writer = new(options, _file, write: true, 1);
        _readers = new(options, _file, write: false, options.Readers);
    }

    public SqliteJournalStore(string path, TimeProvider time)
        : this(new SqliteJournalOptions { Path = path }, time)
    {
    }

    /// <summary>
    /// Limits the size of the database file while it is in use, in place of <see cref="SqliteJournalOptions.MaxSizeBytes"/>.
    /// </summary>
    public void LimitSize(long bytes) => _writer.LimitSize(bytes);

    public Task<bool> HasSchemaAsync(CancellationToken cancellationToken) => File.Exists(_options.Path)
        ? _readers.RunAsync(
            static database => database.Statement("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'")
                .All(static row => row.Long(0)).Count > 0,
            cancellationToken)
        : Task.FromResult(false);

    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_options.Path))!);
            SqlitePrivacy.Create(_options.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException($"The folder of '{_options.Path}' cannot be made: {exception.Message}", exception);
        }

        return _writer.RunAsync(database => SqliteSchema.Migrate(database, _time), cancellationToken, create: true);
    }

    public Task<Lease?> AcquireLeaseAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
        _writer.RunAsync(database => _leases.Take(database, name, owner, duration), cancellationToken);

    public Task<Lease?> ReadLeaseAsync(string name, CancellationToken cancellationToken) => _readers.RunAsync(
        database => SqliteLeases.Read(database, name) is { } lease && lease.ExpiresAt > _time.GetUtcNow() ? lease : null,
        cancellationToken);

    public Task ReleaseLeaseAsync(Lease lease, CancellationToken cancellationToken) =>
        _writer.RunAsync(database => _leases.Release(database, lease), cancellationToken);

    public Task<LaneHead> ReadLaneHeadAsync(int lane, CancellationToken cancellationToken) => _writer.RunAsync(
        database =>
        {
            database.Statement("INSERT OR IGNORE INTO lanes (lane, position, key_number, commits) VALUES (?, 0, 0, 0)").Bind(lane).Run();
            return database.Statement("SELECT position, key_number, commits FROM lanes WHERE lane = ?").Bind(lane)
                .All(row => new LaneHead(lane, row.Long(0), row.Long(1), row.Long(2)))[0];
        },
        cancellationToken);

    public Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken) =>
        _writer.RunAsync(
            database =>
            {
                var result = SqliteCommit.Run(database, lease, expected, newKeyNumber, writes);
                CutLog(database);
                return result;
            },
            cancellationToken);

    public Task<JournalInstant> ReadInstantAsync(CancellationToken cancellationToken) => _readers.RunAsync(
        static database => database.Read(static inside => new JournalInstant
        {
            Lanes = inside.Statement("SELECT lane, position, key_number, commits FROM lanes ORDER BY lane")
                .All(static row => new LaneHead((int)row.Long(0), row.Long(1), row.Long(2), row.Long(3))),
            Verdicts = inside.Statement("SELECT verdict, sum(count) FROM ledger GROUP BY verdict")
                .All(static row => ((VerdictKind)row.Long(0), row.Long(1))).ToDictionary(),
            Outbox = ReadOutbox(inside, 0, int.MaxValue),
            Products = inside.Statement("SELECT count(*) FROM inventory").All(static row => row.Long(0))[0],
        }),
        cancellationToken);

    public Task<CustomerOpening?> OpenCustomerAsync(
        CustomerId customer, int tailRows, CancellationToken cancellationToken) => _readers.RunAsync(
        database =>
        {
            var keys = database.Statement("SELECT key FROM customers WHERE id = ?")
                .Bind(customer.ToString()).All(static row => row.Long(0));
            if (keys.Count == 0)
            {
                return null;
            }

            var key = new CustomerKey(keys[0]);
            var snapshot = database.Statement("SELECT sequence, payload FROM snapshots WHERE customer = ?").Bind(key.Value)
                .First(row => new StoredSnapshot(key, row.Long(0), row.Bytes(1)));
            return new CustomerOpening(
                key, snapshot, ReadCustomer(database, key, snapshot?.Sequence ?? 0, long.MaxValue, tailRows, newestFirst: false));
        },
        cancellationToken);

    public Task<CustomerId?> FindCustomerAsync(CustomerKey key, CancellationToken cancellationToken) => _readers.RunAsync(
        database => database.Statement("SELECT id FROM customers WHERE key = ?").Bind(key.Value)
            .All(static row => (CustomerId?)CustomerId.Parse(row.Text(0))).SingleOrDefault(),
        cancellationToken);

    public Task<IReadOnlyList<IdentifierRow>> ReadIdentifiersAsync(IdentifierRow after, int limit, CancellationToken cancellationToken) =>
        _readers.RunAsync<IReadOnlyList<IdentifierRow>>(
            database => database.Statement(
                """
                SELECT kind, value, customer FROM identifiers WHERE (kind, value, customer) > (?, ?, ?)
                ORDER BY kind, value, customer LIMIT ?
                """)
                .Bind(after.Identifier.Kind ?? "").Bind(after.Identifier.Value ?? "").Bind(after.Customer.Value).Bind(limit)
                .All(static row => new IdentifierRow(new(row.Text(0), row.Text(1)), new(row.Long(2)))),
            cancellationToken);

    public Task<IReadOnlyList<CustomerId>> FindCustomersAsync(Identifier identifier, int limit, CancellationToken cancellationToken) =>
        _readers.RunAsync<IReadOnlyList<CustomerId>>(
            database => database.Statement(
                """
                SELECT c.id FROM identifiers i JOIN customers c ON c.key = i.customer
                WHERE i.kind = ? AND i.value = ? ORDER BY i.customer LIMIT ?
                """)
                .Bind(identifier.Kind).Bind(identifier.Value).Bind(limit).All(static row => CustomerId.Parse(row.Text(0))),
            cancellationToken);

    public Task<IReadOnlyList<JournalRow>> ReadCustomerAsync(
        CustomerKey customer, long after, long before, int limit, bool newestFirst, CancellationToken cancellationToken) =>
        _readers.RunAsync<IReadOnlyList<JournalRow>>(
            database => ReadCustomer(database, customer, after, before, limit, newestFirst), cancellationToken);

    public Task<IReadOnlyList<JournalRow>> ReadLaneAsync(int lane, long after, int limit, CancellationToken cancellationToken) =>
        _readers.RunAsync<IReadOnlyList<JournalRow>>(
            database => JournalReads.Take(
                database.Statement($"SELECT {RowColumns} FROM journal WHERE place > ? AND place < ? ORDER BY place LIMIT ?")
                    .Bind(((long)lane << 48) | after).Bind(((long)lane + 1) << 48).Bind(limit).Rows(ReadRow),
                limit),
            cancellationToken);

    public Task<IReadOnlyList<int>> ReadLanesAsync(CancellationToken cancellationToken) => _readers.RunAsync<IReadOnlyList<int>>(
        static database => database.Statement("SELECT lane FROM lanes ORDER BY lane").All(static row => (int)row.Long(0)),
        cancellationToken);

    public Task<IReadOnlyList<CustomerListing>> ReadCustomersAsync(CustomerKey after, int limit, CancellationToken cancellationToken) =>
        _readers.RunAsync<IReadOnlyList<CustomerListing>>(
            database => database.Statement("SELECT key, id FROM customers WHERE key > ? ORDER BY key LIMIT ?")
                .Bind(after.Value).Bind(limit)
                .All(static row => new CustomerListing(new(row.Long(0)), CustomerId.Parse(row.Text(1)))),
            cancellationToken);

    public Task WriteSnapshotsAsync(IReadOnlyList<StoredSnapshot> snapshots, CancellationToken cancellationToken) => _writer.RunAsync(
        database => database.Write(inside =>
        {
            var put = inside.Statement(
                """
                INSERT INTO snapshots (customer, sequence, payload) VALUES (?, ?, ?)
                ON CONFLICT (customer) DO UPDATE SET sequence = excluded.sequence, payload = excluded.payload
                WHERE excluded.sequence >= snapshots.sequence
                """);
            foreach (var snapshot in snapshots.OrderBy(static snapshot => snapshot.Customer.Value))
            {
                put.Bind(snapshot.Customer.Value).Bind(snapshot.Sequence).Bind(snapshot.Payload.Span).Run();
            }

            return true;
        }),
        cancellationToken);

    public Task<IReadOnlyList<OutboxItem>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken) =>
        _readers.RunAsync<IReadOnlyList<OutboxItem>>(database => ReadOutbox(database, after, limit), cancellationToken);

    public Task<IReadOnlyList<DueItem>> ReadDueAsync(
        DuePlace after, DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        _readers.RunAsync<IReadOnlyList<DueItem>>(
            database => database.Statement(
                """
                SELECT d.at, d.customer, c.id FROM due d JOIN customers c ON c.key = d.customer
                WHERE (d.at, d.customer) > (?, ?) AND d.at <= ? ORDER BY d.at, d.customer LIMIT ?
                """)
                .Bind(after.At).Bind(after.Customer.Value).Bind(until).Bind(limit)
                .All(static row => new DueItem(new(row.Instant(0), new(row.Long(1))), CustomerId.Parse(row.Text(2)))),
            cancellationToken);

    public Task<DateTimeOffset?> ReadDueAsync(CustomerKey customer, CancellationToken cancellationToken) => _readers.RunAsync(
        database => database.Statement("SELECT at FROM due WHERE customer = ?").Bind(customer.Value)
            .All(static row => (DateTimeOffset?)row.Instant(0)).SingleOrDefault(),
        cancellationToken);

    public Task<IReadOnlyList<LedgerDelta>> ReadLedgerAsync(
        DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        _readers.RunAsync<IReadOnlyList<LedgerDelta>>(
            database => database.Statement(
                """
                SELECT source, hour, verdict, code, sum(count) FROM ledger WHERE hour >= ? AND hour < ?
                GROUP BY hour, source, verdict, code ORDER BY hour, source, verdict, code
                """)
                .Bind(from).Bind(until)
                .All(static row => new LedgerDelta(row.Text(0), row.Instant(1), (VerdictKind)row.Long(2), row.Text(3), row.Long(4))),
            cancellationToken);

    public Task<IReadOnlyList<InventoryOutcome>> WriteInventoryAsync(
        IReadOnlyList<InventoryRow> rows, int maxProducts, CancellationToken cancellationToken) =>
        _writer.RunAsync(database => SqliteInventory.Write(database, rows, maxProducts), cancellationToken);

    public Task<IReadOnlyList<InventoryRow>> ReadInventoryAsync(long after, int limit, CancellationToken cancellationToken) =>
        _readers.RunAsync(database => SqliteInventory.Read(database, after, limit), cancellationToken);

    public Task<InventoryRow?> FindInventoryAsync(string product, CancellationToken cancellationToken) =>
        _readers.RunAsync(database => SqliteInventory.Find(database, product), cancellationToken);

    public Task<Document?> ReadDocumentAsync(string kind, string id, CancellationToken cancellationToken) => _readers.RunAsync(
        database => database.Statement("SELECT id, at, body, revision FROM documents WHERE kind = ? AND id = ?").Bind(kind).Bind(id)
            .First(row => ReadDocument(kind, row)),
        cancellationToken);

    public Task<IReadOnlyList<Document>> ReadDocumentsAsync(string kind, int limit, CancellationToken cancellationToken) =>
        _readers.RunAsync<IReadOnlyList<Document>>(
            database => database.Statement(
                "SELECT id, at, body, revision FROM documents WHERE kind = ? ORDER BY at DESC, id DESC LIMIT ?")
                .Bind(kind).Bind(limit).All(row => ReadDocument(kind, row)),
            cancellationToken);

    public Task<int> CountDocumentsAsync(string kind, CancellationToken cancellationToken) => _readers.RunAsync(
        database => (int)database.Statement("SELECT count(*) FROM documents WHERE kind = ?").Bind(kind).All(static row => row.Long(0))[0],
        cancellationToken);

    public Task<bool> WriteDocumentAsync(Document document, long? expectedRevision, CancellationToken cancellationToken) =>
        _writer.RunAsync(
            database => database.Write(inside =>
            {
                var revision = inside.Statement("SELECT revision FROM documents WHERE kind = ? AND id = ?")
                    .Bind(document.Kind).Bind(document.Id).All(static row => row.Long(0)).SingleOrDefault();
                return (expectedRevision ?? revision) == revision
                    && inside.Statement("INSERT OR REPLACE INTO documents (kind, id, at, revision, body) VALUES (?, ?, ?, ?, ?)")
                        .Bind(document.Kind).Bind(document.Id).Bind(document.At).Bind(revision + 1).Bind(document.Body.Span).Run() == 1;
            }),
            cancellationToken);

    public Task DeleteDocumentAsync(string kind, string id, CancellationToken cancellationToken) => _writer.RunAsync(
        database => database.Statement("DELETE FROM documents WHERE kind = ? AND id = ?").Bind(kind).Bind(id).Run(), cancellationToken);

    /// <summary>Finishes what waits, closes the file and lets go of the lock.</summary>
    public ValueTask DisposeAsync()
    {
        _readers.Dispose();
        _writer.Dispose();
        _file.Dispose();
        _leases.Dispose();
        return ValueTask.CompletedTask;
    }

    Task<JournalTables> IJournalTables.OpenForBackupAsync(CancellationToken cancellationToken) =>
        SqliteTables.OpenCopyAsync(_options, cancellationToken);

    Task<JournalTables> IJournalTables.OpenForRestoreAsync(CancellationToken cancellationToken) =>
        SqliteTables.OpenAsync(_options, cancellationToken);

    private static List<JournalRow> ReadCustomer(
        SqliteDatabase database, CustomerKey customer, long after, long before, int limit, bool newestFirst) =>
        JournalReads.Take(
            database.Statement(
                $"SELECT {RowColumns} FROM journal WHERE customer = ? AND sequence > ? AND sequence < ? "
                + $"ORDER BY sequence {(newestFirst ? "DESC" : "ASC")} LIMIT ?")
                .Bind(customer.Value).Bind(after).Bind(before).Bind(limit).Rows(ReadRow),
            limit);

    private static List<OutboxItem> ReadOutbox(SqliteDatabase database, long after, int limit) => database.Statement(
        """
        SELECT o.id, c.id, o.target, o.step FROM outbox o JOIN customers c ON c.key = o.customer
        WHERE o.id > ? ORDER BY o.id LIMIT ?
        """)
        .Bind(after).Bind(limit)
        .All(static row => new OutboxItem(row.Long(0), CustomerId.Parse(row.Text(1)), row.Text(2), row.Text(3)));

    private static JournalRow ReadRow(SqliteStatement row) => new()
    {
        Lane = (int)(row.Long(0) >> 48),
        Position = row.Long(0) & 0xffff_ffff_ffff,
        Customer = new(row.Long(1)),
        Sequence = row.Long(2),
        At = row.Instant(3),
        Payload = row.Bytes(4),
    };

    private static Document ReadDocument(string kind, SqliteStatement row) =>
        new(kind, row.Text(0), row.Instant(1), row.Bytes(2), row.Long(3));

    /// <summary>Keeps the write-ahead log bounded when readers kept it from being reused.</summary>
    private void CutLog(SqliteDatabase database)
    {
        var log = new FileInfo(_options.Path + "-wal");
        if (!log.Exists || log.Length <= _options.MaxLogBytes)
        {
            return;
        }

        // Not at the price of waiting for a reader: the commit before it stands, and the next one tries again.
        database.WaitForLocks(TimeSpan.Zero);
        try
        {
            database.Statement("PRAGMA wal_checkpoint(TRUNCATE)").All(static row => row.Long(0));
        }
        catch (SqliteFault)
        {
        }
        finally
        {
            database.WaitForLocks(_options.BusyTimeout);
        }
    }
}
