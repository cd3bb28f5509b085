using System.Text;
using Npgsql;
using static DbMarketing.Engine.Journal.Postgres.PostgresDatabase;

namespace DbMarketing.Engine.Journal.Postgres;

/// <summary>
/// The products' stock in PostgreSQL's dialect. One batch is written at a time, so that revisions become visible in their order and no
/// reader passes one over.
/// </summary>
internal sealed class PostgresInventory(PostgresDatabase database)
{
    private const string Columns = "product, at, in_stock, body, revision";

    private readonly string _table = database.Schema + ".inventory";

    public Task<IReadOnlyList<InventoryOutcome>> WriteAsync(
        IReadOnlyList<InventoryRow> rows, int maxProducts, CancellationToken cancellationToken) => database.RunAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await ExecuteAsync(
                    connection, $"SELECT pg_advisory_xact_lock({AdvisoryLocks.Inventory}, hashtext('{database.Schema}'))",
                    cancellationToken);
                var change = await ChangeAsync(connection, rows, maxProducts, cancellationToken);
                if (change.Rows.Count > 0)
                {
                    await StoreAsync(connection, change.Rows, cancellationToken);
                }

                await transaction.CommitAsync(cancellationToken);
                return change.Outcomes;
            },
            cancellationToken);

    public async Task<IReadOnlyList<InventoryRow>> ReadAsync(long after, int limit, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            $"SELECT {Columns} FROM {_table} WHERE revision > $1 ORDER BY revision LIMIT $2", Row, cancellationToken,
            Value(after), Value(limit));

    public async Task<InventoryRow?> FindAsync(string product, CancellationToken cancellationToken) => (await database.QueryAsync(
        $"SELECT {Columns} FROM {_table} WHERE product = $1", Row, cancellationToken, Value(product))).SingleOrDefault();

    private async Task<InventoryChange> ChangeAsync(
        NpgsqlConnection connection, IReadOnlyList<InventoryRow> rows, int maxProducts, CancellationToken cancellationToken)
    {
        var stored = await QueryAsync(
            connection, $"SELECT product, at FROM {_table} WHERE product = ANY($1)",
            static row => (Product: row.GetString(0), At: Instant(row.GetInt64(1))), cancellationToken,
            Value(rows.Select(static row => row.Product).ToArray()));
        var known = stored.ToDictionary(static row => row.Product, static row => row.At, StringComparer.Ordinal);
        var revision = await NumberAsync(connection, $"SELECT coalesce(max(revision), 0) FROM {_table}", cancellationToken);
        var products = InventoryChange.MustCount(rows, known, maxProducts, revision)
            ? await NumberAsync(connection, $"SELECT count(*) FROM {_table}", cancellationToken) : 0;
        return new InventoryChange(rows, known, products, maxProducts, revision);
    }

    private static async Task<long> NumberAsync(NpgsqlConnection connection, string query, CancellationToken cancellationToken) =>
        (await QueryAsync(connection, query, static row => row.GetInt64(0), cancellationToken))[0];

    private Task<int> StoreAsync(
        NpgsqlConnection connection, IReadOnlyCollection<InventoryRow> rows, CancellationToken cancellationToken) =>
        ExecuteAsync(
            connection,
            $"INSERT INTO {_table} ({Columns}) SELECT * FROM unnest($1, $2, $3, $4, $5) ON CONFLICT (product) DO UPDATE SET "
                + "at = excluded.at, in_stock = excluded.in_stock, body = excluded.body, revision = excluded.revision",
            cancellationToken,
            Value(rows.Select(static row => row.Product).ToArray()),
            Value(rows.Select(static row => row.At.ToUnixTimeMilliseconds()).ToArray()),
            Value(rows.Select(static row => row.InStock ? 1 : 0).ToArray()),
            Value(rows.Select(static row => Encoding.UTF8.GetString(row.Body.Span)).ToArray()),
            Value(rows.Select(static row => row.Revision).ToArray()));

    private static InventoryRow Row(NpgsqlDataReader row) => new(
        row.GetString(0), Instant(row.GetInt64(1)), row.GetInt32(2) != 0, Encoding.UTF8.GetBytes(row.GetString(3)), row.GetInt64(4));

    private static DateTimeOffset Instant(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
