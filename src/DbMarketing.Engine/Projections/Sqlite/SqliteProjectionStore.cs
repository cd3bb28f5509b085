using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DbMarketing.Engine.Projections.Sqlite;

/// <summary>
/// Projections in a SQLite file of their own, beside the journal's, so that saving them never holds the journal's write lock. What a power
/// failure takes is folded again, so a commit does not wait for the disk.
/// </summary>
public sealed class SqliteProjectionStore(string path) : IProjectionStore
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

    /// <summary>Makes the tables. A file that is damaged is replaced: what was in it is made again from the journal.</summary>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await UseAsync(Migrate, cancellationToken);
        }
        catch (JournalUnavailableException exception)
            when (exception.InnerException is SqliteFault { Primary: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB })
        {
            foreach (var suffix in new[] { "", "-wal", "-shm" })
            {
                File.Delete(path + suffix);
            }

            await UseAsync(Migrate, cancellationToken);
        }
    }

    public Task<SavedProjection?> ReadAsync(string projection, Checkpoint? known, CancellationToken cancellationToken) => UseAsync(
        connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: true);
            if (ReadCheckpoint(connection, transaction, projection) is not { } checkpoint)
            {
                return null;
            }

            var whole = known?.Generation != checkpoint.Generation;
            using var select = Command(
                connection, "SELECT part, body FROM projection_parts WHERE projection = $1 AND revision > $2 ORDER BY part",
                projection, whole ? 0 : known!.Revision);
            select.Transaction = transaction;
            using var reader = select.ExecuteReader();
            var parts = new List<ProjectionPart>();
            while (reader.Read())
            {
                parts.Add(new(reader.GetString(0), Encoding.UTF8.GetBytes(reader.GetString(1))));
            }

            return new SavedProjection(checkpoint, parts, whole);
        },
        cancellationToken);

    public Task<bool> CommitAsync(
        Checkpoint checkpoint, IReadOnlyList<ProjectionPart> parts, CancellationToken cancellationToken) => UseAsync(
        connection =>
        {
            using var transaction = connection.BeginTransaction();
            using var move = Command(
                connection,
                """
                INSERT INTO projections (name, version, revision, generation, as_of, lanes) SELECT $1, $2, $3, $4, $5, $6
                WHERE $3 = 1 OR EXISTS (SELECT 1 FROM projections WHERE name = $1)
                ON CONFLICT (name) DO UPDATE SET version = excluded.version, revision = excluded.revision,
                    generation = excluded.generation, as_of = excluded.as_of, lanes = excluded.lanes
                WHERE projections.revision = excluded.revision - 1
                """,
                checkpoint.Projection, checkpoint.Version, checkpoint.Revision, checkpoint.Generation,
                checkpoint.AsOf.ToUnixTimeMilliseconds(),
                JsonSerializer.Serialize(checkpoint.Lanes, LaneMarkJson.Default.IReadOnlyListLaneMark));
            move.Transaction = transaction;
            if (move.ExecuteNonQuery() == 0)
            {
                return false;
            }

            foreach (var part in parts)
            {
                using var put = part.Body.IsEmpty
                    ? Command(
                        connection, "DELETE FROM projection_parts WHERE projection = $1 AND part = $2", checkpoint.Projection, part.Key)
                    : Command(
                        connection, "INSERT OR REPLACE INTO projection_parts (projection, part, revision, body) VALUES ($1, $2, $3, $4)",
                        checkpoint.Projection, part.Key, checkpoint.Revision, Encoding.UTF8.GetString(part.Body.Span));
                put.Transaction = transaction;
                put.ExecuteNonQuery();
            }

            transaction.Commit();
            return true;
        },
        cancellationToken);

    public Task ForgetAsync(string projection, CancellationToken cancellationToken) => UseAsync(
        connection =>
        {
            using var transaction = connection.BeginTransaction();
            using var forget = Command(
                connection,
                """
                UPDATE projections SET revision = revision + 1, generation = generation + 1, as_of = 0, lanes = '[]' WHERE name = $1;
                DELETE FROM projection_parts WHERE projection = $1
                """,
                projection);
            forget.Transaction = transaction;
            forget.ExecuteNonQuery();
            transaction.Commit();
            return true;
        },
        cancellationToken);

    /// <summary>Closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        _gate.Dispose();
    }

    private bool Migrate(SqliteConnection connection)
    {
        var found = (long)Command(connection, "PRAGMA user_version").ExecuteScalar()!;
        if (found > SchemaVersion)
        {
            throw new JournalSchemaException(
                $"The projections at '{path}' have schema version {found}; this program knows versions up to {SchemaVersion}. "
                + "Start the newer program that wrote them, or delete the file: it is made again from the journal.");
        }

        // Damage beyond the first page would show only when a part is read, and then in every call.
        if (Command(connection, "PRAGMA quick_check(1)").ExecuteScalar() is not "ok")
        {
            throw new SqliteException("Pages of the file are damaged.", raw.SQLITE_CORRUPT);
        }

        if (found < SchemaVersion)
        {
            Command(connection, $"{Schema} PRAGMA user_version = {SchemaVersion};").ExecuteNonQuery();
        }

        return true;
    }

    private static Checkpoint? ReadCheckpoint(SqliteConnection connection, SqliteTransaction transaction, string projection)
    {
        using var select = Command(
            connection, "SELECT version, revision, generation, as_of, lanes FROM projections WHERE name = $1", projection);
        select.Transaction = transaction;
        using var reader = select.ExecuteReader();
        return !reader.Read() ? null : new Checkpoint
        {
            Projection = projection,
            Version = reader.GetInt32(0),
            Revision = reader.GetInt64(1),
            Generation = reader.GetInt64(2),
            AsOf = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)),
            Lanes = JsonSerializer.Deserialize(reader.GetString(4), LaneMarkJson.Default.IReadOnlyListLaneMark)!,
        };
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params object[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (index, value) in values.Index())
        {
            command.Parameters.AddWithValue($"${index + 1}", value);
        }

        return command;
    }

    private SqliteConnection Open()
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            CreatePrivately();
            connection.Open();
            Command(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL").ExecuteNonQuery();
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

    /// <summary>One call at a time, on a thread of the pool: a call takes milliseconds, and there is no fsync in it.</summary>
    private async Task<T> UseAsync<T>(Func<SqliteConnection, T> action, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return action(_connection ??= Open());
        }
        catch (SqliteException exception)
        {
            await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
            _connection = null;
            throw SqliteFaults.Explain(
                new SqliteFault(exception.SqliteExtendedErrorCode, exception.Message), new SqliteJournalOptions { Path = path });
        }
        finally
        {
            _gate.Release();
        }
    }
}
