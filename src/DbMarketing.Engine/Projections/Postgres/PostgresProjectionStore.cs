using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Postgres;
using Npgsql;
using static DbMarketing.Engine.Journal.Postgres.PostgresDatabase;

namespace DbMarketing.Engine.Projections.Postgres;

/// <summary>Projections in the journal's own PostgreSQL schema, where every node of a cluster reads them.</summary>
public sealed class PostgresProjectionStore : IProjectionStore
{
    private const int SchemaVersion = 1;
    private const int Connections = 4;

    private readonly PostgresDatabase _database;
    private readonly string _schema;

    public PostgresProjectionStore(string connectionString)
    {
        // A pool of its own and a small one: projections never take a connection that a commit of the journal waits for.
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = Connections, MinPoolSize = 0 };
        var options = new PostgresJournalOptions { ConnectionString = settings.ConnectionString };
        (_database, _schema) = (new(options), options.Schema);
    }

    public Task InitializeAsync(CancellationToken cancellationToken) => _database.RunAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(
                connection, $"SELECT pg_advisory_xact_lock({AdvisoryLocks.ProjectionMigration}, hashtext('{_schema}'))",
                cancellationToken);
            await ExecuteAsync(
                connection,
                $"CREATE SCHEMA IF NOT EXISTS {_schema}; "
                + $"CREATE TABLE IF NOT EXISTS {_schema}.projection_schema (version bigint PRIMARY KEY)",
                cancellationToken);
            var found = (await QueryAsync(
                connection, $"SELECT coalesce(max(version), 0) FROM {_schema}.projection_schema", static row => row.GetInt64(0),
                cancellationToken))[0];
            if (found > SchemaVersion)
            {
                throw new JournalSchemaException(
                    $"The projections at {_database.Where} have schema version {found}; this program knows versions up to {SchemaVersion}. "
                    + "Start the newer program that wrote them.");
            }

            if (found < SchemaVersion)
            {
                await CreateAsync(connection, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<SavedProjection?> ReadAsync(
        string projection, Checkpoint? known, CancellationToken cancellationToken) => _database.RunAsync(
        async connection =>
        {
            // Checkpoint and parts as of one commit.
            await using var transaction = await connection.BeginTransactionAsync(
                System.Data.IsolationLevel.RepeatableRead, cancellationToken);
            var found = await QueryAsync(
                connection, $"SELECT version, revision, generation, as_of, lanes FROM {_schema}.projections WHERE name = $1",
                row => ReadCheckpoint(projection, row), cancellationToken, Value(projection));
            if (found.Count == 0)
            {
                return null;
            }

            var whole = known?.Generation != found[0].Generation;
            var parts = await QueryAsync(
                connection,
                $"SELECT part, body FROM {_schema}.projection_parts WHERE projection = $1 AND revision > $2 ORDER BY part COLLATE \"C\"",
                static row => new ProjectionPart(row.GetString(0), row.GetFieldValue<byte[]>(1)), cancellationToken,
                Value(projection), Value(whole ? 0 : known!.Revision));
            return new SavedProjection(found[0], parts, whole);
        },
        cancellationToken);

    public Task<bool> CommitAsync(
        Checkpoint checkpoint, IReadOnlyList<ProjectionPart> parts, CancellationToken cancellationToken) => _database.RunAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await MoveAsync(connection, checkpoint, cancellationToken) == 0)
            {
                return false;
            }

            var kept = parts.Where(static part => !part.Body.IsEmpty).ToList();
            await ExecuteAsync(
                connection,
                $"""
                INSERT INTO {_schema}.projection_parts (projection, part, revision, body) SELECT $1, p.part, $2, p.body
                FROM unnest($3, $4) AS p (part, body)
                ON CONFLICT (projection, part) DO UPDATE SET revision = excluded.revision, body = excluded.body
                """,
                cancellationToken, Value(checkpoint.Projection), Value(checkpoint.Revision),
                Value(kept.Select(static part => part.Key).ToArray()),
                Value(kept.Select(static part => Encoding.UTF8.GetString(part.Body.Span)).ToArray()));
            await ExecuteAsync(
                connection, $"DELETE FROM {_schema}.projection_parts WHERE projection = $1 AND part = ANY ($2)", cancellationToken,
                Value(checkpoint.Projection),
                Value(parts.Where(static part => part.Body.IsEmpty).Select(static part => part.Key).ToArray()));
            await transaction.CommitAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    public Task ForgetAsync(string projection, CancellationToken cancellationToken) => _database.RunAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(
                connection,
                $"""
                UPDATE {_schema}.projections SET revision = revision + 1, generation = generation + 1, as_of = 0, lanes = '[]'
                WHERE name = $1
                """,
                cancellationToken, Value(projection));
            await ExecuteAsync(
                connection, $"DELETE FROM {_schema}.projection_parts WHERE projection = $1", cancellationToken, Value(projection));
            await transaction.CommitAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>What an older program saved is dropped: all of it is made again from the journal.</summary>
    private Task<int> CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => ExecuteAsync(
        connection,
        $"""
        DROP TABLE IF EXISTS {_schema}.projections, {_schema}.projection_parts;
        CREATE TABLE {_schema}.projections (
            name text COLLATE "C" PRIMARY KEY, version integer NOT NULL, revision bigint NOT NULL, generation bigint NOT NULL,
            as_of bigint NOT NULL, lanes text NOT NULL) WITH (fillfactor = 50);
        CREATE TABLE {_schema}.projection_parts (
            projection text COLLATE "C" NOT NULL, part text COLLATE "C" NOT NULL, revision bigint NOT NULL, body text NOT NULL,
            PRIMARY KEY (projection, part)) WITH (fillfactor = 70);
        DELETE FROM {_schema}.projection_schema;
        INSERT INTO {_schema}.projection_schema VALUES ({SchemaVersion});
        """,
        cancellationToken);

    private Task<int> MoveAsync(NpgsqlConnection connection, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] values =
        [
            Value(checkpoint.Projection), Value(checkpoint.Version), Value(checkpoint.Revision), Value(checkpoint.Generation),
            Value(checkpoint.AsOf.ToUnixTimeMilliseconds()),
            Value(JsonSerializer.Serialize(checkpoint.Lanes, LaneMarkJson.Default.IReadOnlyListLaneMark)),
        ];
        return ExecuteAsync(
            connection,
            checkpoint.Revision == 1
                ? $"INSERT INTO {_schema}.projections VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"
                : $"""
                UPDATE {_schema}.projections SET version = $2, revision = $3, generation = $4, as_of = $5, lanes = $6
                WHERE name = $1 AND revision = $3 - 1
                """,
            cancellationToken, values);
    }

    private static Checkpoint ReadCheckpoint(string projection, NpgsqlDataReader row) => new()
    {
        Projection = projection,
        Version = row.GetInt32(0),
        Revision = row.GetInt64(1),
        Generation = row.GetInt64(2),
        AsOf = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
        Lanes = JsonSerializer.Deserialize(row.GetString(4), LaneMarkJson.Default.IReadOnlyListLaneMark)!,
    };
}
