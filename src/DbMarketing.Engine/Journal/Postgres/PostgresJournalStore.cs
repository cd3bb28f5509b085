using System.Data;
using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using Npgsql;
using static DbMarketing.Engine.Journal.Postgres.PostgresDatabase;

namespace DbMarketing.Engine.Journal.Postgres;

/// <summary>The journal in PostgreSQL 14 or later: binary COPY for rows, synchronous_commit=on, leases by the server's clock.</summary>
public sealed class PostgresJournalStore : IJournalStore, IJournalTables
{
    private const string RowColumns = "lane, position, customer, sequence, at, payload";

    private readonly TimeProvider _time;
    private readonly PostgresDatabase _database;
    private readonly PostgresLeases _leases;
    private readonly PostgresCommit _commit;
    private readonly string _schema;

    public PostgresJournalStore(PostgresJournalOptions options, TimeProvider time)
    {
        _time = time;
        _database = new(options);
        _leases = new(_database);
        _commit = new(_database);
        _schema = options.Schema;
    }

    public PostgresJournalStore(string connectionString, TimeProvider time)
        : this(new PostgresJournalOptions { ConnectionString = connectionString }, time)
    {
    }

    public async Task<bool> HasSchemaAsync(CancellationToken cancellationToken) => (await _database.QueryAsync(
        $"SELECT to_regclass('{_schema}.schema_version') IS NOT NULL", static row => row.GetBoolean(0), cancellationToken))[0];

    public Task InitializeAsync(CancellationToken cancellationToken) => _database.RunAsync(
        connection => PostgresSchema.MigrateAsync(connection, _database, _time, cancellationToken), cancellationToken);

    public Task<Lease?> AcquireLeaseAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
        _database.RunAsync(connection => _leases.TakeAsync(connection, name, owner, duration, cancellationToken), cancellationToken);

    public Task<Lease?> ReadLeaseAsync(string name, CancellationToken cancellationToken) => _leases.ReadAsync(name, cancellationToken);

    public Task ReleaseLeaseAsync(Lease lease, CancellationToken cancellationToken) => _leases.ReleaseAsync(lease, cancellationToken);

    public async Task<LaneHead> ReadLaneHeadAsync(int lane, CancellationToken cancellationToken)
    {
        await _database.ExecuteAsync(
            $"INSERT INTO {_schema}.lanes VALUES ($1, 0, 0, 0) ON CONFLICT DO NOTHING", cancellationToken, Value(lane));
        // The lock waits for a commit whose connection was lost and which the server may still be at.
        return (await _database.QueryAsync(
            $"SELECT position, key_number, commits FROM {_schema}.lanes WHERE lane = $1 FOR UPDATE",
            row => new LaneHead(lane, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken, Value(lane)))[0];
    }

    public Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken) =>
        _database.RunAsync(
            connection => _commit.RunAsync(connection, lease, expected, newKeyNumber, writes, cancellationToken), cancellationToken);

    public Task<JournalInstant> ReadInstantAsync(CancellationToken cancellationToken) => _database.RunAsync(
        async connection =>
        {
            // At this level all queries of a transaction see what the first one saw.
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            var lanes = await QueryAsync(
                connection, $"SELECT lane, position, key_number, commits FROM {_schema}.lanes ORDER BY lane",
                static row => new LaneHead(row.GetInt32(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), cancellationToken);
            var verdicts = await QueryAsync(
                connection, $"SELECT verdict, sum(count)::bigint FROM {_schema}.ledger GROUP BY verdict",
                static row => ((VerdictKind)row.GetInt32(0), row.GetInt64(1)), cancellationToken);
            var outbox = await ReadOutboxAsync(connection, 0, int.MaxValue, cancellationToken);
            var products = await QueryAsync(
                connection, $"SELECT count(*) FROM {_schema}.inventory", static row => row.GetInt64(0), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new JournalInstant { Lanes = lanes, Verdicts = verdicts.ToDictionary(), Outbox = outbox, Products = products[0] };
        },
        cancellationToken);

    public Task<CustomerOpening?> OpenCustomerAsync(
        CustomerId customer, int tailRows, CancellationToken cancellationToken) => _database.RunAsync(
        async connection =>
        {
            var found = await QueryAsync(
                connection,
                $"""
                SELECT c.key, s.sequence, s.payload FROM {_schema}.customers c LEFT JOIN {_schema}.snapshots s ON s.customer = c.key
                WHERE c.id = $1
                """,
                static row => (
                    Key: new CustomerKey(row.GetInt64(0)),
                    Snapshot: row.IsDBNull(1)
                        ? null
                        : new StoredSnapshot(new(row.GetInt64(0)), row.GetInt64(1), row.GetFieldValue<byte[]>(2))),
                cancellationToken, Value(customer.ToString()));
            if (found.Count == 0)
            {
                return null;
            }

            var (key, snapshot) = found[0];
            var tail = await QueryAsync(
                connection, RowsSql("customer = $1 AND sequence > $2", "sequence", "$3"),
                ReadRow, cancellationToken, Value(key.Value), Value(snapshot?.Sequence ?? 0), Value(tailRows));
            return new CustomerOpening(key, snapshot, tail);
        },
        cancellationToken);

    public async Task<CustomerId?> FindCustomerAsync(CustomerKey key, CancellationToken cancellationToken) => (await _database.QueryAsync(
        $"SELECT id FROM {_schema}.customers WHERE key = $1",
        static row => (CustomerId?)CustomerId.Parse(row.GetString(0)), cancellationToken, Value(key.Value))).SingleOrDefault();

    public async Task<IReadOnlyList<IdentifierRow>> ReadIdentifiersAsync(
        IdentifierRow after, int limit, CancellationToken cancellationToken) => await _database.QueryAsync(
        $"""
        SELECT kind, value, customer FROM {_schema}.identifiers WHERE (kind, value, customer) > ($1, $2, $3)
        ORDER BY kind, value, customer LIMIT $4
        """,
        static row => new IdentifierRow(new(row.GetString(0), row.GetString(1)), new(row.GetInt64(2))), cancellationToken,
        Value(after.Identifier.Kind ?? ""), Value(after.Identifier.Value ?? ""), Value(after.Customer.Value), Value(limit));

    public async Task<IReadOnlyList<CustomerId>> FindCustomersAsync(
        Identifier identifier, int limit, CancellationToken cancellationToken) => await _database.QueryAsync(
        $"""
        SELECT c.id FROM {_schema}.identifiers i JOIN {_schema}.customers c ON c.key = i.customer
        WHERE i.kind = $1 AND i.value = $2 ORDER BY i.customer LIMIT $3
        """,
        static row => CustomerId.Parse(row.GetString(0)), cancellationToken,
        Value(identifier.Kind), Value(identifier.Value), Value(limit));

    public async Task<IReadOnlyList<JournalRow>> ReadCustomerAsync(
        CustomerKey customer, long after, long before, int limit, bool newestFirst, CancellationToken cancellationToken) =>
        await _database.QueryAsync(
            RowsSql("customer = $1 AND sequence > $2 AND sequence < $3", newestFirst ? "sequence DESC" : "sequence", "$4"),
            ReadRow, cancellationToken, Value(customer.Value), Value(after), Value(before), Value(limit));

    public async Task<IReadOnlyList<JournalRow>> ReadLaneAsync(int lane, long after, int limit, CancellationToken cancellationToken) =>
        await _database.QueryAsync(
            RowsSql("lane = $1 AND position > $2", "position", "$3"),
            ReadRow, cancellationToken, Value(lane), Value(after), Value(limit));

    public async Task<IReadOnlyList<int>> ReadLanesAsync(CancellationToken cancellationToken) => await _database.QueryAsync(
        $"SELECT lane FROM {_schema}.lanes ORDER BY lane", static row => row.GetInt32(0), cancellationToken);

    public async Task<IReadOnlyList<CustomerListing>> ReadCustomersAsync(
        CustomerKey after, int limit, CancellationToken cancellationToken) => await _database.QueryAsync(
        $"SELECT key, id FROM {_schema}.customers WHERE key > $1 ORDER BY key LIMIT $2",
        static row => new CustomerListing(new(row.GetInt64(0)), CustomerId.Parse(row.GetString(1))), cancellationToken,
        Value(after.Value), Value(limit));

    public Task WriteSnapshotsAsync(IReadOnlyList<StoredSnapshot> snapshots, CancellationToken cancellationToken)
    {
        var newest = snapshots.GroupBy(static snapshot => snapshot.Customer.Value).OrderBy(static group => group.Key)
            .Select(static group => group.MaxBy(static snapshot => snapshot.Sequence)!).ToList();
        return _database.ExecuteAsync(
            $"""
            INSERT INTO {_schema}.snapshots AS s (customer, sequence, payload) SELECT * FROM unnest($1, $2, $3)
            ON CONFLICT (customer) DO UPDATE SET sequence = excluded.sequence, payload = excluded.payload
            WHERE excluded.sequence >= s.sequence
            """,
            cancellationToken, Value(newest.Select(static snapshot => snapshot.Customer.Value).ToArray()),
            Value(newest.Select(static snapshot => snapshot.Sequence).ToArray()),
            Value(newest.Select(static snapshot => Encoding.UTF8.GetString(snapshot.Payload.Span)).ToArray()));
    }

    public async Task<IReadOnlyList<OutboxItem>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken) =>
        await _database.RunAsync(connection => ReadOutboxAsync(connection, after, limit, cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<DueItem>> ReadDueAsync(
        DuePlace after, DateTimeOffset until, int limit, CancellationToken cancellationToken) => await _database.QueryAsync(
        $"""
        SELECT d.at, d.customer, c.id FROM {_schema}.due d JOIN {_schema}.customers c ON c.key = d.customer
        WHERE (d.at, d.customer) > ($1, $2) AND d.at <= $3 ORDER BY d.at, d.customer LIMIT $4
        """,
        static row => new DueItem(new(Instant(row.GetInt64(0)), new(row.GetInt64(1))), CustomerId.Parse(row.GetString(2))),
        cancellationToken, Value(after.At.ToUnixTimeMilliseconds()), Value(after.Customer.Value),
        Value(until.ToUnixTimeMilliseconds()), Value(limit));

    public async Task<DateTimeOffset?> ReadDueAsync(CustomerKey customer, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(
            $"SELECT at FROM {_schema}.due WHERE customer = $1", static row => (DateTimeOffset?)Instant(row.GetInt64(0)),
            cancellationToken, Value(customer.Value))).SingleOrDefault();

    public async Task<IReadOnlyList<LedgerDelta>> ReadLedgerAsync(
        DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) => await _database.QueryAsync(
        $"""
        SELECT source, hour, verdict, code, sum(count)::bigint FROM {_schema}.ledger WHERE hour >= $1 AND hour < $2
        GROUP BY hour, source, verdict, code ORDER BY hour, source, verdict, code
        """,
        static row => new LedgerDelta(
            row.GetString(0), Instant(row.GetInt64(1)), (VerdictKind)row.GetInt32(2), row.GetString(3), row.GetInt64(4)),
        cancellationToken, Value(from.ToUnixTimeMilliseconds()), Value(until.ToUnixTimeMilliseconds()));

    public Task<IReadOnlyList<InventoryOutcome>> WriteInventoryAsync(
        IReadOnlyList<InventoryRow> rows, int maxProducts, CancellationToken cancellationToken) =>
        new PostgresInventory(_database).WriteAsync(rows, maxProducts, cancellationToken);

    public Task<IReadOnlyList<InventoryRow>> ReadInventoryAsync(long after, int limit, CancellationToken cancellationToken) =>
        new PostgresInventory(_database).ReadAsync(after, limit, cancellationToken);

    public Task<InventoryRow?> FindInventoryAsync(string product, CancellationToken cancellationToken) =>
        new PostgresInventory(_database).FindAsync(product, cancellationToken);

    public async Task<Document?> ReadDocumentAsync(
        string kind, string id, CancellationToken cancellationToken) => (await _database.QueryAsync(
        $"SELECT kind, id, at, body, revision FROM {_schema}.documents WHERE kind = $1 AND id = $2",
        ReadDocument, cancellationToken, Value(kind), Value(id))).SingleOrDefault();

    public async Task<IReadOnlyList<Document>> ReadDocumentsAsync(string kind, int limit, CancellationToken cancellationToken) =>
        await _database.QueryAsync(
            $"SELECT kind, id, at, body, revision FROM {_schema}.documents WHERE kind = $1 ORDER BY at DESC, id DESC LIMIT $2",
            ReadDocument, cancellationToken, Value(kind), Value(limit));

    public async Task<int> CountDocumentsAsync(string kind, CancellationToken cancellationToken) => (await _database.QueryAsync(
        $"SELECT count(*)::int FROM {_schema}.documents WHERE kind = $1", static row => row.GetInt32(0), cancellationToken,
        Value(kind)))[0];

    public async Task<bool> WriteDocumentAsync(Document document, long? expectedRevision, CancellationToken cancellationToken)
    {
        var sql = expectedRevision switch
        {
            null => $"INSERT INTO {_schema}.documents AS d VALUES ($1, $2, $3, 1, $4) "
                + "ON CONFLICT (kind, id) DO UPDATE SET at = excluded.at, revision = d.revision + 1, body = excluded.body",
            0 => $"INSERT INTO {_schema}.documents VALUES ($1, $2, $3, 1, $4) ON CONFLICT DO NOTHING",
            _ => $"UPDATE {_schema}.documents SET at = $3, revision = revision + 1, body = $4 "
                + "WHERE kind = $1 AND id = $2 AND revision = $5",
        };
        var parameters = new List<NpgsqlParameter>
        {
            Value(document.Kind), Value(document.Id), Value(document.At.ToUnixTimeMilliseconds()),
            Value(Encoding.UTF8.GetString(document.Body.Span)),
        };
        if (expectedRevision > 0)
        {
            parameters.Add(Value(expectedRevision.Value));
        }

        return await _database.ExecuteAsync(sql, cancellationToken, [.. parameters]) == 1;
    }

    public Task DeleteDocumentAsync(string kind, string id, CancellationToken cancellationToken) => _database.ExecuteAsync(
        $"DELETE FROM {_schema}.documents WHERE kind = $1 AND id = $2", cancellationToken, Value(kind), Value(id));

    public async ValueTask DisposeAsync()
    {
        await _leases.DisposeAsync();
        await _database.DisposeAsync();
    }

    Task<JournalTables> IJournalTables.OpenForBackupAsync(CancellationToken cancellationToken) =>
        OpenTablesAsync("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", finish: null, cancellationToken);

    Task<JournalTables> IJournalTables.OpenForRestoreAsync(CancellationToken cancellationToken) => OpenTablesAsync(
        $"LOCK TABLE {_schema}.journal, {_schema}.customers, {_schema}.lanes IN EXCLUSIVE MODE",
        $"SELECT setval(pg_get_serial_sequence('{_schema}.outbox', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {_schema}.outbox))",
        cancellationToken);

    private Task<List<OutboxItem>> ReadOutboxAsync(
        NpgsqlConnection connection, long after, int limit, CancellationToken cancellationToken) => QueryAsync(
        connection,
        $"""
        SELECT o.id, c.id, o.target, o.step FROM {_schema}.outbox o JOIN {_schema}.customers c ON c.key = o.customer
        WHERE o.id > $1 ORDER BY o.id LIMIT $2
        """,
        static row => new OutboxItem(row.GetInt64(0), CustomerId.Parse(row.GetString(1)), row.GetString(2), row.GetString(3)),
        cancellationToken, Value(after), Value(limit));

    private async Task<JournalTables> OpenTablesAsync(string begin, string? finish, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken);
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var tables = new JournalTables(connection, transaction, JournalTable.All(_schema + ".", packed: false), finish, closed: null);
        await ExecuteAsync(connection, begin, cancellationToken);
        return tables;
    }

    /// <summary>Rows up to the one that fills a read. PostgreSQL knows a text's length without unpacking it.</summary>
    private string RowsSql(string where, string order, string limit) =>
        $"""
        SELECT {RowColumns} FROM (
            SELECT {RowColumns},
                sum(octet_length(payload)) OVER (ORDER BY {order} ROWS UNBOUNDED PRECEDING) - octet_length(payload) AS before
            FROM {_schema}.journal WHERE {where} ORDER BY {order} LIMIT {limit}) AS r
        WHERE before < {JournalReads.Bytes} ORDER BY {order}
        """;

    private static JournalRow ReadRow(NpgsqlDataReader row) => new()
    {
        Lane = row.GetInt32(0),
        Position = row.GetInt64(1),
        Customer = new(row.GetInt64(2)),
        Sequence = row.GetInt64(3),
        At = Instant(row.GetInt64(4)),
        Payload = row.GetFieldValue<byte[]>(5),
    };

    private static Document ReadDocument(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), Instant(row.GetInt64(2)), row.GetFieldValue<byte[]>(3), row.GetInt64(4));

    private static DateTimeOffset Instant(long unixMilliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds);
}
