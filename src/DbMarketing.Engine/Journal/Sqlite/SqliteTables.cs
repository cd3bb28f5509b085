using Microsoft.Data.Sqlite;

namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>The tables of a SQLite journal as a whole.</summary>
internal static class SqliteTables
{
    /// <summary>
    /// Copies the file page by page and opens the copy: reading the original slowly would keep its write-ahead log from being cut.
    /// The copy lies beside the original, where there must be room for it, and is deleted when closed.
    /// </summary>
    public static async Task<JournalTables> OpenCopyAsync(SqliteJournalOptions options, CancellationToken cancellationToken)
    {
        var copy = $"{options.Path}.{Guid.NewGuid():n}.backup";
        try
        {
            await using (var source = await ConnectAsync(options.Path, SqliteOpenMode.ReadOnly, cancellationToken))
            await using (var destination = await ConnectAsync(copy, SqliteOpenMode.ReadWriteCreate, cancellationToken))
            {
                source.BackupDatabase(destination);
            }

            var connection = await ConnectAsync(copy, SqliteOpenMode.ReadWrite, cancellationToken);
            return new JournalTables(
                connection, await connection.BeginTransactionAsync(cancellationToken),
                JournalTable.All("", packed: true), null, () => Delete(copy));
        }
        catch (SqliteException exception)
        {
            Delete(copy);
            throw SqliteFaults.Explain(new SqliteFault(exception.SqliteErrorCode, exception.Message), options);
        }
    }

    public static async Task<JournalTables> OpenAsync(SqliteJournalOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await ConnectAsync(options.Path, SqliteOpenMode.ReadWrite, cancellationToken);
            return new JournalTables(
                connection, await connection.BeginTransactionAsync(cancellationToken),
                JournalTable.All("", packed: true), null, closed: null);
        }
        catch (SqliteException exception)
        {
            throw SqliteFaults.Explain(new SqliteFault(exception.SqliteErrorCode, exception.Message), options);
        }
    }

    private static async Task<SqliteConnection> ConnectAsync(string path, SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        var connection = new SqliteConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static void Delete(string copy)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(copy + suffix);
        }
    }
}
