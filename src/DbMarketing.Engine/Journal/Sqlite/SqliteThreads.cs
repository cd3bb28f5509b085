using System.Collections.Concurrent;
using SQLitePCL;

namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>
/// Threads of the store's own, each with one connection: SQLite blocks, and a pool thread is not for waiting. A connection that met
/// a fault of the file is closed and opened again by the next call.
/// </summary>
internal sealed class SqliteThreads : IDisposable
{
    private readonly SqliteJournalOptions _options;
    private readonly SqliteFile _file;
    private readonly bool _write;
    private readonly BlockingCollection<Action<Worker>> _calls;
    private readonly Thread[] _threads;
    private long _sizeLimit;

    public SqliteThreads(SqliteJournalOptions options, SqliteFile file, bool write, int count)
    {
        (_options, _file, _write, _sizeLimit) = (options, file, write, options.MaxSizeBytes ?? 0);
        _calls = new(options.MaxWaitingCalls);
        _threads = new Thread[count];
        for (var index = 0; index < count; index++)
        {
            _threads[index] = new Thread(RunAll) { IsBackground = true, Name = write ? "journal writer" : "journal reader" };
            _threads[index].Start();
        }
    }

    /// <summary>A new limit on the file's size, from the next call on.</summary>
    public void LimitSize(long bytes) => Volatile.Write(ref _sizeLimit, bytes);

    /// <param name="create">Create the file when it is not there; else its absence is a fault.</param>
    internal Task<T> RunAsync<T>(Func<SqliteDatabase, T> action, CancellationToken cancellationToken, bool create = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            if (!_calls.TryAdd(worker => worker.Run(action, done, create), 0, CancellationToken.None))
            {
                throw new JournalUnavailableException(
                    $"{_options.MaxWaitingCalls} calls wait for the database at '{_options.Path}', "
                    + $"which is the limit ({nameof(_options.MaxWaitingCalls)}).");
            }
        }
        catch (InvalidOperationException exception)
        {
            throw new JournalUnavailableException($"The database at '{_options.Path}' was closed.", exception);
        }

        return done.Task;
    }

    /// <summary>Finishes what waits, then closes the connections.</summary>
    public void Dispose()
    {
        if (!_calls.IsAddingCompleted)
        {
            _calls.CompleteAdding();
            Array.ForEach(_threads, static thread => thread.Join());
        }
    }

    private void RunAll()
    {
        using var worker = new Worker(this);
        foreach (var call in _calls.GetConsumingEnumerable())
        {
            call(worker);
        }
    }

    private sealed class Worker(SqliteThreads owner) : IDisposable
    {
        private SqliteDatabase? _database;
        private long _sizeLimit;

        public void Run<T>(Func<SqliteDatabase, T> action, TaskCompletionSource<T> done, bool create)
        {
            try
            {
                done.SetResult(action(Ready(create)));
            }
            catch (SqliteFault fault)
            {
                Recover(fault.Primary is not (raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_CONSTRAINT));
                done.SetException(SqliteFaults.Explain(fault, owner._options));
            }
            catch (SqliteReplacedException replaced)
            {
                Recover(reopen: true);
                owner._file.Refuse(replaced);
                done.SetException(new JournalUnavailableException(replaced.Message, replaced));
            }
            catch (Exception exception)
            {
                Recover(reopen: exception is JournalUnavailableException);
                done.SetException(exception);
            }
        }

        public void Dispose() => _database?.Dispose();

        private SqliteDatabase Ready(bool create)
        {
            owner._file.ThrowIfReplaced();
            if (_database?.HasMoved() == true)
            {
                throw owner._file.Moved();
            }

            if (_database is null)
            {
                _database = owner._file.Open(create, owner._write);
                _sizeLimit = 0;
            }

            var limit = Volatile.Read(ref owner._sizeLimit);
            if (owner._write && limit != _sizeLimit)
            {
                _database.LimitSize(limit);
                _sizeLimit = limit;
            }

            return _database;
        }

        private void Recover(bool reopen)
        {
            try
            {
                if (_database?.InTransaction == true && !reopen)
                {
                    _database.Execute("ROLLBACK");
                }
            }
            catch (SqliteFault)
            {
                reopen = true;
            }

            if (reopen)
            {
                _database?.Dispose();
                _database = null;
            }
        }
    }
}
