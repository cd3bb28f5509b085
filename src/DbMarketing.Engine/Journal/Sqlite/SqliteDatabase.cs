using System.Runtime.InteropServices;
using SQLitePCL;

namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>One connection to the database file, used by one thread, with its prepared statements.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int HasMovedControl = 20;

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    private SqliteDatabase(sqlite3 handle, string path) => (_handle, Path) = (handle, path);

    public string Path { get; }

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    public static SqliteDatabase Open(SqliteJournalOptions options, bool create, bool write)
    {
        Batteries_V2.Init();
        var access = write ? raw.SQLITE_OPEN_READWRITE | (create ? raw.SQLITE_OPEN_CREATE : 0) : raw.SQLITE_OPEN_READWRITE;
        var code = raw.sqlite3_open_v2(options.Path, out var handle, access | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new SqliteDatabase(handle, options.Path);
        try
        {
            database.Check(code);
            raw.sqlite3_extended_result_codes(handle, 1);
            database.WaitForLocks(options.BusyTimeout);
            // 8 KiB pages measured 1.13 times 4 KiB; a checkpoint each 1,000 pages costs a third, each 20,000 none.
            database.Execute(write
                ? "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 20000; "
                    + "PRAGMA journal_size_limit = 268435456; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY"
                : "PRAGMA query_only = ON; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The file that was opened is no longer the one at the path: writing on would be writing into nothing.</summary>
    public bool HasMoved() => HasMoved(_handle);

    /// <summary>The same of a connection that is opened elsewhere.</summary>
    public static bool HasMoved(sqlite3 handle)
    {
        var code = FileControl(handle.DangerousGetHandle(), "main", HasMovedControl, out var moved);
        return code != raw.SQLITE_OK || moved != 0;
    }

    /// <summary>How long statements from here on wait for others.</summary>
    public void WaitForLocks(TimeSpan atMost) => raw.sqlite3_busy_timeout(_handle, (int)atMost.TotalMilliseconds);

    public void LimitSize(long? bytes)
    {
        if (bytes is { } limit)
        {
            using var size = Statement("PRAGMA page_size");
            size.Step();
            Execute($"PRAGMA max_page_count = {Math.Max(1, limit / size.Long(0))}");
        }
    }

    /// <summary>Runs statements that return nothing of interest.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>A prepared statement, ready to bind; disposing it makes it ready for the next use.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v2(_handle, sql, out var prepared));
            _statements[sql] = statement = new SqliteStatement(this, prepared);
        }

        statement.Dispose();
        return statement;
    }

    /// <summary>Runs within a transaction that sees the database as of one instant.</summary>
    public T Read<T>(Func<SqliteDatabase, T> action)
    {
        Execute("BEGIN");
        var result = action(this);
        Execute("COMMIT");
        return result;
    }

    /// <summary>
    /// Runs within a transaction that holds the write lock from the start; rolls back when <paramref name="action"/> throws.
    /// </summary>
    public T Write<T>(Func<SqliteDatabase, T> action)
    {
        Execute("BEGIN IMMEDIATE");
        var result = action(this);
        Commit();
        return result;
    }

    /// <summary>Ends the transaction; a fault here may leave its outcome open.</summary>
    public void Commit() => Check(raw.sqlite3_exec(_handle, "COMMIT"), atCommit: true);

    public void Check(int code, bool atCommit = false)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw new SqliteFault(code, raw.sqlite3_errmsg(_handle).utf8_to_string(), atCommit);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Finish();
        }

        // The last connection to a file would cut and delete the log at its path, which is another's by now.
        if (!_handle.IsClosed && !_handle.IsInvalid && HasMoved())
        {
            raw.sqlite3_db_config(_handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        }

        _handle.Dispose();
    }

    // The managed binding of the library leaves this one function out.
    [DllImport(
        "e_sqlite3", EntryPoint = "sqlite3_file_control", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int FileControl(IntPtr database, string name, int operation, out int value);
}

/// <summary>The library refused a call.</summary>
internal sealed class SqliteFault(int code, string message, bool atCommit = false) : Exception(message)
{
    /// <summary>It came from the COMMIT itself.</summary>
    public bool AtCommit { get; } = atCommit;

    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>The primary result code.</summary>
    public int Primary => Code & 0xff;
}
