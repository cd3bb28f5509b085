using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace DbMarketing.LoadTests;

/// <summary>
/// The floor of durable batches on SQLite: the journal's table and index, filled by one writer with the same settings, 100 rows to a
/// commit as one request carries, and nothing of the product around it.
/// </summary>
internal static class BareSqliteJournal
{
    private const int RowsPerCommit = 100;

    public static double RowsPerSecond(string path, TimeSpan length, int customers)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=0;");
        Execute(connection, """
            CREATE TABLE journal (place INTEGER PRIMARY KEY, customer INTEGER NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL,
                payload TEXT NOT NULL);
            CREATE UNIQUE INDEX journal_customer ON journal (customer, sequence);
            """);
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO journal VALUES ($place, $customer, $sequence, 1, $payload)";
        var place = insert.Parameters.Add("$place", SqliteType.Integer);
        var customer = insert.Parameters.Add("$customer", SqliteType.Integer);
        var sequence = insert.Parameters.Add("$sequence", SqliteType.Integer);
        insert.Parameters.AddWithValue("$payload", Events.Payload);
        var random = new Random(1);
        long rows = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < length)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = 0; i < RowsPerCommit; i++)
            {
                place.Value = sequence.Value = ++rows;
                customer.Value = random.Next(customers);
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return rows / watch.Elapsed.TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
