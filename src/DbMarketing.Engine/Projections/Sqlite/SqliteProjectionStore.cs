using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Journal;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using static DbMarketing.Engine.Projections.Sqlite.SqliteProjectionFile;

namespace DbMarketing.Engine.Projections.Sqlite;

/// <summary>
/// Projections in a SQLite file of their own, beside the journal's, so that saving them never holds the journal's write lock. What a power
/// failure takes is folded again, so a commit does not wait for the disk.
/// </summary>
public sealed class SqliteProjectionStore(string path, ILogger<SqliteProjectionStore> logger) : IProjectionStore
{
    private readonly SqliteProjectionFile _file = new(path, logger);

    /// <summary>What is wrong with the file at a path, which is not changed; null when it can be read or is not there.</summary>
    public static string? FaultOf(string path) => SqliteProjectionFile.FaultOf(path);

    /// <summary>
    /// Makes the tables. Where the file cannot be opened now it returns all the same, for serving needs no figures: every call after it
    /// tries again, and says why it could not.
    /// </summary>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _file.UseAsync(static _ => true, cancellationToken);
        }
        catch (JournalUnavailableException)
        {
        }
    }

    public Task<SavedProjection?> ReadAsync(string projection, Checkpoint? known, CancellationToken cancellationToken) => _file.UseAsync(
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
        Checkpoint checkpoint, IReadOnlyList<ProjectionPart> parts, CancellationToken cancellationToken) => _file.UseAsync(
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

    public Task ForgetAsync(string projection, CancellationToken cancellationToken) => _file.UseAsync(
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
    public ValueTask DisposeAsync() => _file.DisposeAsync();

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
}
