using Npgsql;
using static DbMarketing.Engine.Journal.Postgres.PostgresDatabase;

namespace DbMarketing.Engine.Journal.Postgres;

/// <summary>
/// Leases by the server's clock, and the session lock that tells at once whether the process of an older lease still lives: the
/// server lets go of it when the process, or the connection to it, ends. The silos of a cluster share that lock.
/// </summary>
internal sealed class PostgresLeases(PostgresDatabase database) : IAsyncDisposable
{
    private const string Now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private NpgsqlConnection? _session;
    private bool _shared;
    private bool _ended;

    public async Task<Lease?> TakeAsync(
        NpgsqlConnection connection, string name, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (LeaseNames.IsShare(name) && !await TryLockAsync(shared: name == LeaseNames.Cluster, cancellationToken))
        {
            return null;
        }

        var alone = _session is not null && !_shared;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(
            connection, $"INSERT INTO {database.Schema}.leases VALUES ($1, '', 0, 0) ON CONFLICT DO NOTHING",
            cancellationToken, Value(name));
        var (held, now) = (await QueryAsync(
            connection, $"SELECT name, owner, epoch, expires_at, {Now} FROM {database.Schema}.leases WHERE name = $1 FOR UPDATE",
            static row => (ReadLease(row), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4))), cancellationToken, Value(name)))[0];
        var taken = LeaseRules.Take(held, name, owner, duration, now, alone);
        if (taken is not null)
        {
            await ExecuteAsync(
                connection, $"UPDATE {database.Schema}.leases SET owner = $2, epoch = $3, expires_at = $4 WHERE name = $1",
                cancellationToken,
                Value(name), Value(owner), Value(taken.Epoch), Value(taken.ExpiresAt.ToUnixTimeMilliseconds()));
        }

        if (taken is not null && LeaseNames.IsShare(name) && taken.Epoch != held.Epoch)
        {
            await ExecuteAsync(
                connection,
                $"""
                UPDATE {database.Schema}.leases SET owner = '', epoch = epoch + 1, expires_at = 0
                WHERE name <> $1 AND (name LIKE 'lane/%' OR name IN ('{LeaseNames.Mode}', '{LeaseNames.Cluster}'))
                """,
                cancellationToken, Value(name));
        }

        await transaction.CommitAsync(cancellationToken);
        return taken;
    }

    public async Task<Lease?> ReadAsync(string name, CancellationToken cancellationToken) => (await database.QueryAsync(
        $"SELECT name, owner, epoch, expires_at FROM {database.Schema}.leases WHERE name = $1 AND expires_at > {Now}",
        ReadLease, cancellationToken, Value(name))).SingleOrDefault();

    public async Task ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        if (LeaseNames.IsShare(lease.Name))
        {
            await UnlockAsync(forGood: false);
        }

        // The other silos of a cluster still stand on its lease; the last one's expires.
        if (lease.Name != LeaseNames.Cluster)
        {
            await database.ExecuteAsync(
                $"UPDATE {database.Schema}.leases SET expires_at = {Now} WHERE name = $1 AND owner = $2 AND epoch = $3",
                cancellationToken, Value(lease.Name), Value(lease.Owner), Value(lease.Epoch));
        }
    }

    public async ValueTask DisposeAsync() => await UnlockAsync(forGood: true);

    private static Lease ReadLease(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt64(2), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)));

    private async Task<bool> TryLockAsync(bool shared, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            if (_shared == shared && _session is not null && await HoldsAsync(_session, cancellationToken))
            {
                return true;
            }

            await EndSession_NeedsGateAsync();
            _shared = shared;
            var session = await database.OpenSessionAsync(cancellationToken);
            try
            {
                _session = await HoldsAsync(session, cancellationToken) ? session : null;
                return _session is not null;
            }
            finally
            {
                await (_session is null ? session.DisposeAsync() : ValueTask.CompletedTask);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// Takes the lock, or takes it once more and gives that back; false when another session keeps it or this one is broken.
    /// </summary>
    private async Task<bool> HoldsAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        try
        {
            var key = $"{AdvisoryLocks.Share}, hashtext('{database.Schema}')";
            var kind = _shared ? "_shared" : "";
            await ExecuteAsync(session, $"SELECT pg_advisory_lock{kind}({key})", cancellationToken);
            if (session == _session)
            {
                await ExecuteAsync(session, $"SELECT pg_advisory_unlock{kind}({key})", cancellationToken);
            }

            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
        catch (NpgsqlException) when (session == _session)
        {
            return false;
        }
    }

    /// <summary>Waits for whoever asks the session now: its connection serves one at a time, and must not be closed meanwhile.</summary>
    private async Task UnlockAsync(bool forGood)
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            _ended |= forGood;
            await EndSession_NeedsGateAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task EndSession_NeedsGateAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }
    }
}
