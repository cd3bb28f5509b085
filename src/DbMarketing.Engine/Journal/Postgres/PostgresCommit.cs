using DbMarketing.Engine.Customers;
using Npgsql;
using static DbMarketing.Engine.Journal.Postgres.PostgresDatabase;

namespace DbMarketing.Engine.Journal.Postgres;

/// <summary>
/// One group commit: the lane's head moves first, so that a commit that comes too late fails before it writes anything.
/// </summary>
internal sealed class PostgresCommit(PostgresDatabase database)
{
    private readonly string _schema = database.Schema;

    public async Task<CommitResult> RunAsync(
        NpgsqlConnection connection, Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes,
        CancellationToken cancellationToken)
    {
        try
        {
            return await RunOnceAsync(connection, lease, expected, newKeyNumber, writes, cancellationToken);
        }
        catch (PostgresException fault)
            when (fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
        {
            // Rolled back by the server, for a commit of another lane; that one is through now.
            return await RunOnceAsync(connection, lease, expected, newKeyNumber, writes, cancellationToken);
        }
    }

    private async Task<CommitResult> RunOnceAsync(
        NpgsqlConnection connection, Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes,
        CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (transaction)
        {
            var rows = writes.Count(static write => write.Sequence > 0);
            if (!await MovesAsync(connection, lease, expected, newKeyNumber, rows, cancellationToken))
            {
                return CommitResult.Fenced;
            }

            try
            {
                await CopyAsync(connection, expected, rows, writes, cancellationToken);
            }
            catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                await transaction.RollbackAsync(cancellationToken);
                return new(CommitKind.Conflict, await FindLosersAsync(connection, writes, cancellationToken));
            }

            await WriteExtrasAsync(connection, expected.Lane, writes, cancellationToken);
            await CommitAsync(transaction, cancellationToken);
            return CommitResult.Committed;
        }
    }

    private async Task CommitAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException or OperationCanceledException)
        {
            // Only a rollback that the server reports is certain: a connection may end after the commit record was written.
            var certain = exception is PostgresException { SqlState: ['4', '0', ..] or ['2', '3', ..] };
            throw PostgresFaults.Explain(exception, database.Where, certain);
        }
    }

    /// <summary>The lease row stays shared-locked to the end, so that a take-over waits for this commit and then sees it.</summary>
    private async Task<bool> MovesAsync(
        NpgsqlConnection connection, Lease lease, LaneHead expected, long newKeyNumber, int rows, CancellationToken cancellationToken) =>
        await ExecuteAsync(
            connection,
            $"""
            WITH held AS (SELECT 1 FROM {_schema}.leases WHERE name = $1 AND owner = $2 AND epoch = $3 FOR SHARE)
            UPDATE {_schema}.lanes SET position = position + $4, key_number = $5, commits = commits + 1
            WHERE lane = $6 AND position = $7 AND key_number = $8 AND commits = $9 AND EXISTS (SELECT 1 FROM held)
            """,
            cancellationToken, Value(lease.Name), Value(lease.Owner), Value(lease.Epoch), Value((long)rows), Value(newKeyNumber),
            Value(expected.Lane), Value(expected.Position), Value(expected.KeyNumber), Value(expected.Commits)) == 1;

    private async Task CopyAsync(
        NpgsqlConnection connection, LaneHead expected, int rows, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken)
    {
        // In one order for all lanes, so that two that meet in the same customers wait for each other instead of deadlocking.
        var placed = writes.Where(static write => write.Sequence > 0)
            .Select((write, index) => (Write: write, Position: expected.Position + index + 1))
            .OrderBy(static row => row.Write.Key.Value).ThenBy(static row => row.Write.Sequence);
        if (writes.Any(static write => write.NewCustomer))
        {
            await CopyAsync(
                connection, $"COPY {_schema}.customers (key, id) FROM STDIN (FORMAT BINARY)", PutCustomers, cancellationToken);
        }

        if (rows > 0)
        {
            await CopyAsync(
                connection, $"COPY {_schema}.journal (lane, position, customer, sequence, at, payload) FROM STDIN (FORMAT BINARY)",
                PutRows, cancellationToken);
        }

        void PutCustomers(CopyRows copy)
        {
            foreach (var write in writes.Where(static write => write.NewCustomer)
                .OrderBy(static write => write.Customer.ToString(), StringComparer.Ordinal))
            {
                copy.Row(2);
                copy.Value(write.Key.Value);
                copy.Value(write.Customer.ToString());
            }
        }

        void PutRows(CopyRows copy)
        {
            foreach (var (write, position) in placed)
            {
                copy.Row(6);
                copy.Value(expected.Lane);
                copy.Value(position);
                copy.Value(write.Key.Value);
                copy.Value(write.Sequence);
                copy.Value(write.At.ToUnixTimeMilliseconds());
                copy.Value(write.Payload.Span);
            }
        }
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, string sql, Action<CopyRows> put, CancellationToken cancellationToken)
    {
        await using var stream = await connection.BeginRawBinaryCopyAsync(sql, cancellationToken);
        var copy = new CopyRows(stream);
        copy.Begin();
        put(copy);
        copy.End();
    }

    private async Task<List<int>> FindLosersAsync(
        NpgsqlConnection connection, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken)
    {
        var keys = writes.Select(static write => write.Key.Value).ToArray();
        var sequences = writes.Select(static write => write.Sequence).ToArray();
        var newIds = writes.Select(static write => write.NewCustomer ? write.Customer.ToString() : "").ToArray();
        var losers = new SortedSet<int>(await QueryAsync(
            connection,
            $"""
            SELECT (w.n - 1)::integer FROM unnest($1, $2, $3) WITH ORDINALITY AS w (key, sequence, id, n)
            WHERE EXISTS (SELECT 1 FROM {_schema}.journal j WHERE j.customer = w.key AND j.sequence = w.sequence)
               OR (w.id <> '' AND EXISTS (SELECT 1 FROM {_schema}.customers c WHERE c.id = w.id))
               OR (w.id <> '' AND EXISTS (SELECT 1 FROM {_schema}.customers c WHERE c.key = w.key))
            """,
            static row => row.GetInt32(0), cancellationToken, Value(keys), Value(sequences), Value(newIds)));
        var rows = new HashSet<(CustomerKey, long)>();
        var ids = new HashSet<CustomerId>();
        for (var index = 0; index < writes.Count; index++)
        {
            var write = writes[index];
            if ((write.Sequence > 0 && !rows.Add((write.Key, write.Sequence))) || (write.NewCustomer && !ids.Add(write.Customer)))
            {
                losers.Add(index);
            }
        }

        return losers.Count > 0
            ? [.. losers]
            : throw new JournalUnavailableException("A commit met a conflict that was gone when it was looked for.");
    }

    private async Task WriteExtrasAsync(
        NpgsqlConnection connection, int lane, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var write in writes)
        {
            foreach (var identifier in write.Identifiers)
            {
                Add(
                    $"INSERT INTO {_schema}.identifiers (kind, value, customer) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                    Value(identifier.Kind), Value(identifier.Value), Value(write.Key.Value));
            }

            foreach (var change in write.Outbox)
            {
                Add(
                    change.Owed
                        ? $"INSERT INTO {_schema}.outbox (customer, target, step) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
                        : $"DELETE FROM {_schema}.outbox WHERE customer = $1 AND target = $2 AND step = $3",
                    Value(write.Key.Value), Value(change.Target), Value(change.Step));
            }
        }

        AddDue(writes, Add);
        foreach (var delta in LedgerTotals.Of(writes))
        {
            Add(
                $"""
                INSERT INTO {_schema}.ledger AS l (lane, source, hour, verdict, code, count) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (hour, source, verdict, code, lane) DO UPDATE SET count = l.count + excluded.count
                """,
                Value(lane), Value(delta.Source), Value(delta.Hour.ToUnixTimeMilliseconds()), Value((int)delta.Kind), Value(delta.Code),
                Value(delta.Count));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        void Add(string sql, params NpgsqlParameter[] parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddRange(parameters);
            batch.BatchCommands.Add(command);
        }
    }

    /// <summary>
    /// Two statements for the whole commit, whatever its size; the last write of a customer holds. Their rows are taken in one order, for
    /// commits of other lanes.
    /// </summary>
    private void AddDue(IReadOnlyList<JournalWrite> writes, Action<string, NpgsqlParameter[]> add)
    {
        var changes = new SortedList<long, DueChange>();
        foreach (var write in writes)
        {
            if (write.Due is { } due)
            {
                changes[write.Key.Value] = due;
            }
        }

        var indexed = changes.Where(static change => change.Value.At is not null).ToList();
        if (indexed.Count > 0)
        {
            add(
                $"""
                INSERT INTO {_schema}.due (customer, at) SELECT * FROM unnest($1, $2)
                ON CONFLICT (customer) DO UPDATE SET at = excluded.at
                """,
                [
                    Value(indexed.Select(static change => change.Key).ToArray()),
                    Value(indexed.Select(static change => change.Value.At!.Value.ToUnixTimeMilliseconds()).ToArray()),
                ]);
        }

        if (indexed.Count < changes.Count)
        {
            var gone = changes.Where(static change => change.Value.At is null).Select(static change => change.Key).ToArray();
            add($"DELETE FROM {_schema}.due WHERE customer = ANY($1)", [Value(gone)]);
        }
    }
}
