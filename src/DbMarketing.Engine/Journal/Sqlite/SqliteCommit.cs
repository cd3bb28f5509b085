using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>
/// One group commit. The hot path of the journal: prepared statements of the library itself, payload bytes bound as they are.
/// </summary>
internal static class SqliteCommit
{
    public static CommitResult Run(
        SqliteDatabase database, Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes)
    {
        database.Execute("BEGIN IMMEDIATE");
        var rows = writes.Count(static write => write.Sequence > 0);
        if (!Moves(database, lease, expected, newKeyNumber, rows))
        {
            database.Execute("ROLLBACK");
            return CommitResult.Fenced;
        }

        var losers = Insert(database, expected, writes);
        if (losers.Count > 0)
        {
            database.Execute("ROLLBACK");
            return new(CommitKind.Conflict, losers);
        }

        WriteExtras(database, expected.Lane, writes);
        database.Commit();
        return CommitResult.Committed;
    }

    private static bool Moves(SqliteDatabase database, Lease lease, LaneHead expected, long newKeyNumber, int rows) =>
        database.Statement(
            """
            UPDATE lanes SET position = position + ?, key_number = ?, commits = commits + 1
            WHERE lane = ? AND position = ? AND key_number = ? AND commits = ?
              AND EXISTS (SELECT 1 FROM leases WHERE name = ? AND owner = ? AND epoch = ?)
            """)
            .Bind(rows).Bind(newKeyNumber)
            .Bind(expected.Lane).Bind(expected.Position).Bind(expected.KeyNumber).Bind(expected.Commits)
            .Bind(lease.Name).Bind(lease.Owner).Bind(lease.Epoch)
            .Run() == 1;

    private static List<int> Insert(SqliteDatabase database, LaneHead expected, IReadOnlyList<JournalWrite> writes)
    {
        var losers = new List<int>();
        var addRow = database.Statement("INSERT INTO journal (place, customer, sequence, at, payload) VALUES (?, ?, ?, ?, ?)");
        var addCustomer = database.Statement("INSERT INTO customers (key, id) VALUES (?, ?)");
        var place = ((long)expected.Lane << 48) | expected.Position;
        var lost = new HashSet<CustomerKey>();
        for (var index = 0; index < writes.Count; index++)
        {
            var write = writes[index];
            var landed = !write.NewCustomer || addCustomer.Bind(write.Key.Value).Bind(write.Customer.ToString()).TryInsert();
            if (landed && write.Sequence > 0 && !lost.Contains(write.Key))
            {
                landed = addRow.Bind(++place).Bind(write.Key.Value)
                    .Bind(write.Sequence).Bind(write.At).Bind(write.Payload.Span).TryInsert();
            }

            if (!landed)
            {
                losers.Add(index);
                lost.Add(write.Key);
            }
        }

        return losers;
    }

    private static void WriteExtras(SqliteDatabase database, int lane, IReadOnlyList<JournalWrite> writes)
    {
        foreach (var write in writes)
        {
            foreach (var identifier in write.Identifiers)
            {
                database.Statement("INSERT OR IGNORE INTO identifiers (kind, value, customer) VALUES (?, ?, ?)")
                    .Bind(identifier.Kind).Bind(identifier.Value).Bind(write.Key.Value).Run();
            }

            foreach (var change in write.Outbox)
            {
                database.Statement(change.Owed
                    ? "INSERT OR IGNORE INTO outbox (customer, target, step) VALUES (?, ?, ?)"
                    : "DELETE FROM outbox WHERE customer = ? AND target = ? AND step = ?")
                    .Bind(write.Key.Value).Bind(change.Target).Bind(change.Step).Run();
            }

            if (write.Due is { At: { } at })
            {
                database.Statement(
                    "INSERT INTO due (customer, at) VALUES (?, ?) ON CONFLICT (customer) DO UPDATE SET at = excluded.at")
                    .Bind(write.Key.Value).Bind(at).Run();
            }
            else if (write.Due is not null)
            {
                database.Statement("DELETE FROM due WHERE customer = ?").Bind(write.Key.Value).Run();
            }
        }

        foreach (var delta in LedgerTotals.Of(writes))
        {
            database.Statement(
                """
                INSERT INTO ledger (lane, source, hour, verdict, code, count) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (hour, source, verdict, code, lane) DO UPDATE SET count = count + excluded.count
                """)
                .Bind(lane).Bind(delta.Source).Bind(delta.Hour).Bind((long)delta.Kind).Bind(delta.Code).Bind(delta.Count).Run();
        }
    }
}
