using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace DbMarketing.Engine.Journal.Postgres;

/// <summary>The pool of connections, with the session settings that the journal relies on, and its faults in words.</summary>
internal sealed partial class PostgresDatabase : IAsyncDisposable
{
    /// <summary>How long the lock of a killed process may outlive it: until the server next looks at its connection.</summary>
    private static readonly TimeSpan SessionPatience = TimeSpan.FromSeconds(3);

    private readonly NpgsqlDataSource _source;
    private readonly string _sessionSettings;

    public PostgresDatabase(PostgresJournalOptions options)
    {
        if (!SchemaName().IsMatch(options.Schema))
        {
            throw new ArgumentException(
                $"The schema '{options.Schema}' is no plain name: up to 60 lower-case letters, digits and underscores.");
        }

        Schema = options.Schema;
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            Timeout = (int)Math.Ceiling(options.ConnectTimeout.TotalSeconds),
            CommandTimeout = (int)Math.Ceiling(options.StatementTimeout.TotalSeconds),
            NoResetOnClose = true,
        };
        settings.ApplicationName ??= "dbmarketing";
        settings.MaxPoolSize = settings.MaxPoolSize == 100 ? 30 : settings.MaxPoolSize;
        settings.MaxAutoPrepare = settings.MaxAutoPrepare == 0 ? 64 : settings.MaxAutoPrepare;
        // Compiling a query takes longer than any of the journal's queries; the transaction of a client that hangs must not hold its
        // customers for as long as others wait for a lock.
        settings.Options = string.Create(
            CultureInfo.InvariantCulture,
            $"{settings.Options} -c jit=off -c synchronous_commit=on -c lock_timeout={options.LockTimeout.TotalMilliseconds:0} ")
            + "-c idle_in_transaction_session_timeout=5000 -c idle_session_timeout=0 "
            // The session lock of a client that vanished without a word goes after 25 seconds, not after the system's two hours.
            + "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";
        Where = $"{settings.Host}:{settings.Port}/{settings.Database}";
        _source = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
        settings.Pooling = false;
        // A later setting of the same name wins.
        settings.Options += string.Create(
            CultureInfo.InvariantCulture, $" -c lock_timeout={Shorter(options.LockTimeout, SessionPatience).TotalMilliseconds:0}");
        _sessionSettings = settings.ConnectionString;
    }

    public string Schema { get; }

    /// <summary>Host, port and database, for messages.</summary>
    public string Where { get; }

    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            return await action(connection);
        }
        catch (Exception exception) when (exception is NpgsqlException or ObjectDisposedException or IOException or TimeoutException)
        {
            throw PostgresFaults.Explain(exception, Where, knownNotCommitted: true);
        }
    }

    /// <summary>A connection of the caller's own, which is returned to the pool when disposed.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>A session outside the pool: disposing it ends it on the server, and lets go of the locks that it holds.</summary>
    public async Task<NpgsqlConnection> OpenSessionAsync(CancellationToken cancellationToken)
    {
        var session = new NpgsqlConnection(_sessionSettings);
        try
        {
            await session.OpenAsync(cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    internal Task<List<T>> QueryAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        RunAsync(connection => QueryAsync(connection, sql, read, cancellationToken, parameters), cancellationToken);

    internal static async Task<List<T>> QueryAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    internal Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        RunAsync(connection => ExecuteAsync(connection, sql, cancellationToken, parameters), cancellationToken);

    internal static async Task<int> ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,59}$")]
    private static partial Regex SchemaName();
}
