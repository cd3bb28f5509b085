using System.Reflection;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Postgres;
using DbMarketing.Web.Hosting;
using Npgsql;

namespace DbMarketing.Silo.Schema;

/// <summary>
/// Makes the tables that the Orleans providers need, from an ordered list of scripts (<c>1.sql</c>, …); a released one is never
/// changed. Nodes that start together do it one after the other, and those that find it done change nothing.
/// </summary>
internal static class ClusterSchema
{
    /// <summary>What this program knows: the number of scripts.</summary>
    public const int Version = 1;

    /// <exception cref="CommandException">PostgreSQL cannot be reached, or refuses; the message says why.</exception>
    /// <exception cref="JournalSchemaException">A newer program made the schema.</exception>
    public static async Task PrepareAsync(string postgres, CancellationToken cancellationToken)
    {
        var where = ConnectionText.WithoutPassword(postgres);
        try
        {
            await using var source = NpgsqlDataSource.Create(ClusterDatabase.ForMembership(postgres) + ";Pooling=false");
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(
                connection, $"SELECT pg_advisory_xact_lock({AdvisoryLocks.ClusterMigration}, hashtext('{ClusterDatabase.Schema}'))",
                cancellationToken);
            await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {ClusterDatabase.Schema}", cancellationToken);
            await ExecuteAsync(
                connection,
                "CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
                cancellationToken);
            for (var version = await FoundAsync(connection, where, cancellationToken) + 1; version <= Version; version++)
            {
                await ExecuteAsync(connection, Script(version), cancellationToken);
                await ExecuteAsync(connection, $"INSERT INTO schema_version VALUES ({version})", cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw new CommandException(
                $"The cluster's tables at {where} cannot be made ready: {(exception.InnerException ?? exception).Message}");
        }
    }

    private static async Task<int> FoundAsync(NpgsqlConnection connection, string where, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM schema_version", connection);
        var found = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        return found <= Version
            ? found
            : throw new JournalSchemaException(
                $"The cluster's tables at {where} have schema version {found}; this program knows versions up to {Version}. "
                + "Start the newer program that made them.");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Script(int version)
    {
        var name = $"{typeof(ClusterSchema).Namespace}.{version}.sql";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script {name} is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
