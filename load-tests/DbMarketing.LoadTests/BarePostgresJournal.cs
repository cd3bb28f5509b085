using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace DbMarketing.LoadTests;

/// <summary>
/// The floor of durable batches on PostgreSQL: the journal's table and indices in a schema of its own, filled by one writer with
/// binary COPY, 100 rows to a commit as one request carries, and nothing of the product around it.
/// </summary>
internal static class BarePostgresJournal
{
    private const int RowsPerCommit = 100;

    public static async Task<double> RowsPerSecondAsync(
        string connectionString, TimeSpan length, int customers, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, """
            DROP SCHEMA IF EXISTS dbmarketing_floor CASCADE;
            CREATE SCHEMA dbmarketing_floor;
            CREATE TABLE dbmarketing_floor.journal (
                lane integer NOT NULL, position bigint NOT NULL, customer bigint NOT NULL, sequence bigint NOT NULL, at bigint NOT NULL,
                payload text NOT NULL, PRIMARY KEY (customer, sequence));
            CREATE UNIQUE INDEX journal_place ON dbmarketing_floor.journal (lane, position);
            """, cancellationToken);
        var random = new Random(1);
        long rows = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < length)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await CopyAsync(connection, rows, customers, random, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            rows += RowsPerCommit;
        }

        var perSecond = rows / watch.Elapsed.TotalSeconds;
        await ExecuteAsync(connection, "DROP SCHEMA dbmarketing_floor CASCADE", cancellationToken);
        return perSecond;
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, long rows, int customers, Random random, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY dbmarketing_floor.journal (lane, position, customer, sequence, at, payload) FROM STDIN (FORMAT BINARY)",
            cancellationToken);
        for (var i = 1; i <= RowsPerCommit; i++)
        {
            // Fills the provider's buffer; only a full one goes to the network.
            copy.StartRow();
            copy.Write(0, NpgsqlDbType.Integer);
            copy.Write(rows + i, NpgsqlDbType.Bigint);
            copy.Write((long)random.Next(customers), NpgsqlDbType.Bigint);
            copy.Write(rows + i, NpgsqlDbType.Bigint);
            copy.Write(1L, NpgsqlDbType.Bigint);
            copy.Write(Events.Payload, NpgsqlDbType.Text);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
