using System.Text.Json;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace DbMarketing.Engine.Projections.Sqlite;

/// <summary>
/// The one connection to the file of the projections. A file that is damaged, or of a newer program, is deleted and made anew whenever that
/// is found, also while serving, and so is one that somebody deleted: it holds nothing that the journal does not, and no other process
/// runs beside this one. Thread-safe.
/// </summary>
internal sealed partial class SqliteProjectionFile(string path, ILogger logger) : IAsyncDisposable
{
    private const int SchemaVersion = 1;

    private const string Schema =
        """
        DROP TABLE IF EXISTS projections;
        DROP TABLE IF EXISTS projection_parts;
        CREATE TABLE projections (
            name TEXT PRIMARY KEY, version INTEGER NOT NULL, revision INTEGER NOT NULL, generation INTEGER NOT NULL,
            as_of INTEGER NOT NULL, lanes TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE projection_parts (
            projection TEXT NOT NULL, part TEXT NOT NULL, revision INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (projection, part));
        """;

    private readonly SemaphoreSlim _gate = new(1);
    private SqliteConnection? _connection;

    /// <summary>One call at a time, on a thread of the pool: a call takes milliseconds, and there is no fsync in it.</summary>
    /// <param name="action">Is called a second time, on the new file, when the file proves to be damaged.</param>
    /// <param name="cancellationToken">Ends the waiting for the call before.</param>
    /// <exception cref="JournalUnavailableException">The file cannot be opened or made anew; the next call tries again.</exception>
    public async Task<T> UseAsync<T>(Func<SqliteConnection, T> action, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return UseOrReplace(action);
        }
        catch (SqliteException exception) when (Unusable(exception) is { } reason)
        {
            throw new JournalUnavailableException($"The file of the projections '{path}' {reason}, though it is new: look at the disk.");
        }
        catch (SqliteException exception)
        {
            throw SqliteFaults.Explain(
                new SqliteFault(exception.SqliteExtendedErrorCode, exception.Message), new SqliteJournalOptions { Path = path });
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What is wrong with the file at a path, for whoever must not change it; null when it can be read or is not there.</summary>
    public static string? FaultOf(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            Check(connection);
            return null;
        }
        catch (Exception exception) when (Unusable(exception) is { } reason)
        {
            return reason;
        }
        catch (SqliteException exception)
        {
            return $"cannot be read ({exception.Message})";
        }
    }

    /// <summary>Closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        _gate.Dispose();
    }

    public static SqliteCommand Command(SqliteConnection connection, string sql, params object[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (index, value) in values.Index())
        {
            command.Parameters.AddWithValue($"${index + 1}", value);
        }

        return command;
    }

    private T UseOrReplace<T>(Func<SqliteConnection, T> action)
    {
        try
        {
            return Use(action);
        }
        catch (Exception exception) when (Unusable(exception) is { } reason)
        {
            Delete(reason);
            LogReplaced(logger, path, reason);
            return Use(action);
        }
    }

    private T Use<T>(Func<SqliteConnection, T> action)
    {
        LeaveIfMoved();
        try
        {
            return action(_connection ??= Open());
        }
        catch
        {
            _connection?.Dispose();
            _connection = null;
            throw;
        }
    }

    /// <summary>Writing on would be writing into nothing. What is at the path now is opened next, or made.</summary>
    private void LeaveIfMoved()
    {
        if (_connection is { Handle: { } handle } && SqliteDatabase.HasMoved(handle))
        {
            _connection.Dispose();
            _connection = null;
            LogMoved(logger, path);
        }
    }

    private SqliteConnection Open()
    {
        if (Directory.Exists(path))
        {
            throw new JournalUnavailableException(
                $"There is a folder at '{path}', where the file of the projections belongs: move it away.");
        }

        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            CreatePrivately();
            connection.Open();
            Command(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL").ExecuteNonQuery();
            Migrate(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void CreatePrivately()
    {
        try
        {
            SqlitePrivacy.Create(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Opening it says what is wrong.
        }
    }

    private static void Migrate(SqliteConnection connection)
    {
        if (Check(connection) < SchemaVersion)
        {
            Command(connection, $"{Schema} PRAGMA user_version = {SchemaVersion};").ExecuteNonQuery();
        }
    }

    /// <summary>The version of the file's schema, of a file without a fault.</summary>
    private static long Check(SqliteConnection connection)
    {
        var found = (long)Command(connection, "PRAGMA user_version").ExecuteScalar()!;
        if (found > SchemaVersion)
        {
            throw new InvalidDataException($"has schema version {found}, and this program knows versions up to {SchemaVersion}");
        }

        // Damage beyond the first page would show only when a part is read.
        if (Command(connection, "PRAGMA quick_check(1)").ExecuteScalar() is not "ok")
        {
            throw new SqliteException("Pages of the file are damaged.", raw.SQLITE_CORRUPT);
        }

        return found;
    }

    /// <summary>What is wrong with a file that no waiting can mend; null when that is not so.</summary>
    private static string? Unusable(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } or JsonException =>
            $"is damaged ({exception.Message})",
        InvalidDataException => exception.Message,
        _ => null,
    };

    private void Delete(string reason)
    {
        try
        {
            foreach (var suffix in new[] { "", "-wal", "-shm" })
            {
                File.Delete(path + suffix);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException(
                $"The file of the projections '{path}' {reason}, and cannot be deleted ({exception.Message}): it must go, to be made again "
                + "from the journal.");
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "The file of the projections '{Path}' {Reason}. It was deleted and is made again from the journal; no backup is needed.")]
    private static partial void LogReplaced(ILogger logger, string path, string reason);

    [LoggerMessage(2, LogLevel.Warning,
        "The file of the projections '{Path}' was deleted or replaced while the server ran. It is made again from the journal.")]
    private static partial void LogMoved(ILogger logger, string path);
}
