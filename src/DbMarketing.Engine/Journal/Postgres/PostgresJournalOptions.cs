namespace DbMarketing.Engine.Journal.Postgres;

/// <summary>Where the PostgreSQL journal is.</summary>
public sealed class PostgresJournalOptions
{
    /// <summary>
    /// An Npgsql connection string. What it does not say is set to what the journal needs; its pool is of 30 connections then, which
    /// leaves room under PostgreSQL's default of 100.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>The schema that holds the tables: letters, digits and underscores. Default <c>dbmarketing</c>.</summary>
    public string Schema { get; init; } = "dbmarketing";

    /// <summary>How long to wait for a connection. Default 5 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one statement may take, a commit among them. Default 30 seconds.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for another session's lock. Default 10 seconds.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
