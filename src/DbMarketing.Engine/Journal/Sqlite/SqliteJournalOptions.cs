namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>Where the SQLite journal is and what it may take.</summary>
public sealed class SqliteJournalOptions
{
    /// <summary>The database file. Its folder is created.</summary>
    public required string Path { get; init; }

    /// <summary>How long a commit waits for another program's lock on the file before it fails. Default 5 seconds.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Threads that read. Default 2; a read of one customer takes about 0.1 ms.</summary>
    public int Readers { get; init; } = 2;

    /// <summary>The most calls waiting for a thread of the store; more are refused. Default 20,000.</summary>
    public int MaxWaitingCalls { get; init; } = 20_000;

    /// <summary>The most that the database file may grow to; null leaves it to the disk.</summary>
    public long? MaxSizeBytes { get; init; }

    /// <summary>
    /// The write-ahead log is copied back and cut whenever it is longer than this after a commit. Default 512 MiB; it is copied back
    /// without a pause from 160 MiB on, which is where that stops to cost throughput.
    /// </summary>
    public long MaxLogBytes { get; init; } = 512L << 20;
}
