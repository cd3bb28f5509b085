using SQLitePCL;

namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>Says in words what a result code means for whoever runs the server.</summary>
internal static class SqliteFaults
{
    public static JournalUnavailableException Explain(SqliteFault fault, SqliteJournalOptions options)
    {
        var path = options.Path;
        var words = fault.Primary switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
                $"The database at '{path}' is locked by another program for more than {options.BusyTimeout.TotalSeconds:0.###} s.",
            raw.SQLITE_FULL =>
                $"The database at '{path}' cannot grow: the disk is full, or the limit {nameof(options.MaxSizeBytes)} is reached.",
            raw.SQLITE_READONLY => $"The database at '{path}' cannot be written: the file, its folder or the disk is read-only.",
            raw.SQLITE_IOERR => $"The disk under '{path}' failed ({fault.Message}, code {fault.Code}).",
            raw.SQLITE_CANTOPEN => $"The database at '{path}' cannot be opened: look at the folder and its permissions.",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => $"The file '{path}' is damaged or no journal ({fault.Message}). Restore a backup.",
            _ => $"The database at '{path}' failed: {fault.Message} (code {fault.Code}).",
        };
        return new(words, fault, knownNotCommitted: !fault.AtCommit || fault.Primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED);
    }
}
