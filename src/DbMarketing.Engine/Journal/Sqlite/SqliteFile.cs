namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>
/// The one database file that a store opened first, and the only one that it will serve: another file that takes its place, or an older
/// content, knows nothing of what was acknowledged. The first is refused until the file is back, the second until the next start.
/// Thread-safe.
/// </summary>
internal sealed class SqliteFile(SqliteJournalOptions options) : IDisposable
{
    private readonly Lock _gate = new();

    /// <summary>Is never closed before the store, so that the file's number is not given to another.</summary>
    private SqliteDatabase? _first;
    private volatile string? _replaced;

    /// <summary>Opens a connection, unless the file at the path is not the one that was opened before.</summary>
    public SqliteDatabase Open(bool create, bool write)
    {
        lock (_gate)
        {
            if (!File.Exists(options.Path) && (_first is not null || !create))
            {
                throw new JournalUnavailableException(
                    $"There is no database file at '{options.Path}'. Put it back, or stop and restore a backup.");
            }

            if (_first?.HasMoved() == true)
            {
                throw Moved();
            }

            var opened = SqliteDatabase.Open(options, create, write);
            try
            {
                _first ??= SqliteDatabase.Open(options, create: false, write: false);
                return opened;
            }
            catch
            {
                opened.Dispose();
                throw;
            }
        }
    }

    /// <summary>What is wrong when a connection finds that its file is no longer the one at the path.</summary>
    public JournalUnavailableException Moved() => new(File.Exists(options.Path)
        ? $"The database file '{options.Path}' was replaced by another while the server ran. Put the first one back, or "
            + "restart the server to serve the one that is there now."
        : $"The database file '{options.Path}' has vanished. Put it back, or stop and restore a backup.");

    /// <summary>Throws when the content was found to be another, until the store is opened again.</summary>
    public void ThrowIfReplaced()
    {
        if (_replaced is { } words)
        {
            throw new JournalUnavailableException(words);
        }
    }

    /// <summary>Refuses everything from here on: the content lacks what was committed.</summary>
    public void Refuse(SqliteReplacedException replaced) => _replaced = replaced.Message;

    public void Dispose()
    {
        _first?.Dispose();
        _first = null;
    }
}
