namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>Leases, and the lock file that tells at once whether the process of an older lease still lives. For one thread.</summary>
internal sealed class SqliteLeases(string path, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, long> _epochs = new(StringComparer.Ordinal);
    private FileStream? _lock;

    public Lease? Take(SqliteDatabase database, string name, string owner, TimeSpan duration)
    {
        if (name == LeaseNames.Cluster)
        {
            throw new NotSupportedException("A cluster needs PostgreSQL: SQLite serves one process.");
        }

        if (name == LeaseNames.Mode && !TryLock())
        {
            return null;
        }

        var lease = database.Write(inside =>
        {
            var held = Read(inside, name);
            if ((held?.Epoch ?? 0) < _epochs.GetValueOrDefault(name))
            {
                throw new SqliteReplacedException(path);
            }

            var taken = LeaseRules.Take(held, name, owner, duration, time.GetUtcNow(), alone: _lock is not null);
            if (taken is not null)
            {
                if (LeaseNames.IsShare(name) && taken.Epoch != held?.Epoch)
                {
                    inside.Statement("UPDATE leases SET owner = '', epoch = epoch + 1, expires_at = 0 WHERE name LIKE 'lane/%'").Run();
                }

                inside.Statement("INSERT OR REPLACE INTO leases (name, owner, epoch, expires_at) VALUES (?, ?, ?, ?)")
                    .Bind(taken.Name).Bind(taken.Owner).Bind(taken.Epoch).Bind(taken.ExpiresAt).Run();
            }

            return taken;
        });
        if (lease is not null)
        {
            _epochs[name] = lease.Epoch;
        }

        return lease;
    }

    public static Lease? Read(SqliteDatabase database, string name) =>
        database.Statement("SELECT name, owner, epoch, expires_at FROM leases WHERE name = ?").Bind(name)
            .First(static row => new Lease(row.Text(0), row.Text(1), row.Long(2), row.Instant(3)));

    public bool Release(SqliteDatabase database, Lease lease)
    {
        database.Statement("UPDATE leases SET expires_at = ? WHERE name = ? AND owner = ? AND epoch = ?")
            .Bind(time.GetUtcNow()).Bind(lease.Name).Bind(lease.Owner).Bind(lease.Epoch).Run();
        if (lease.Name == LeaseNames.Mode)
        {
            Dispose();
        }

        return true;
    }

    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    private bool TryLock()
    {
        try
        {
            // The operating system lets go of it when the process ends, however it ends.
            _lock ??= new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new JournalUnavailableException($"The lock file '{path}.lock' cannot be written: {exception.Message}", exception);
        }
    }
}
