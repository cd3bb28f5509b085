using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Journal;

/// <summary>One group commit in memory; its caller holds the journal's gate.</summary>
internal static class VolatileCommit
{
    public static CommitResult Run(
        VolatileJournal journal, Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes)
    {
        var lane = journal.Lane(expected.Lane);
        if (journal.Leases.GetValueOrDefault(lease.Name) is not { } held || held.Epoch != lease.Epoch || held.Owner != lease.Owner
            || lane.Head != expected)
        {
            return CommitResult.Fenced;
        }

        var losers = FindLosers(journal, writes);
        if (losers.Count > 0)
        {
            return new(CommitKind.Conflict, losers);
        }

        foreach (var write in writes)
        {
            if (write.NewCustomer)
            {
                journal.Keys.Add(write.Customer, write.Key);
                journal.Customers.Add(write.Key.Value, write.Customer);
            }

            if (write.Sequence > 0)
            {
                var at = DateTimeOffset.FromUnixTimeMilliseconds(write.At.ToUnixTimeMilliseconds());
                var row = new JournalRow
                {
                    Lane = expected.Lane,
                    Position = lane.Rows.Count + 1,
                    Customer = write.Key,
                    Sequence = write.Sequence,
                    At = at,
                    Payload = write.Payload,
                };
                lane.Rows.Add(row);
                journal.RowsOf(write.Key).Add(row);
            }

            ApplyExtras(journal, write);
        }

        lane.Head = new(expected.Lane, lane.Rows.Count, newKeyNumber, expected.Commits + 1);
        return CommitResult.Committed;
    }

    private static List<int> FindLosers(VolatileJournal journal, IReadOnlyList<JournalWrite> writes)
    {
        var losers = new List<int>();
        var last = new Dictionary<CustomerKey, long>();
        var ids = new HashSet<CustomerId>();
        for (var index = 0; index < writes.Count; index++)
        {
            var write = writes[index];
            var sequence = last.TryGetValue(write.Key, out var known) ? known : journal.RowsOf(write.Key).LastOrDefault()?.Sequence ?? 0;
            var taken = write.NewCustomer
                && (journal.Keys.ContainsKey(write.Customer)
                    || journal.Customers.ContainsKey(write.Key.Value) || !ids.Add(write.Customer));
            if (taken || (write.Sequence > 0 && write.Sequence <= sequence))
            {
                losers.Add(index);
            }
            else if (write.Sequence > 0)
            {
                last[write.Key] = write.Sequence;
            }
        }

        return losers;
    }

    private static void ApplyExtras(VolatileJournal journal, JournalWrite write)
    {
        foreach (var identifier in write.Identifiers)
        {
            if (!journal.Identifiers.TryGetValue(identifier, out var keys))
            {
                journal.Identifiers[identifier] = keys = [];
            }

            keys.Add(write.Key.Value);
        }

        foreach (var change in write.Outbox)
        {
            var existing = journal.Outbox.FirstOrDefault(pair => pair.Value.Customer == write.Key
                && pair.Value.Change.Target == change.Target && pair.Value.Change.Step == change.Step);
            if (!change.Owed)
            {
                journal.Outbox.Remove(existing.Key);
            }
            else if (existing.Key == 0)
            {
                journal.Outbox.Add(++journal.LastOutboxId, (write.Key, change));
            }
        }

        if (write.Due is { } due)
        {
            ChangeDue(journal, write.Key.Value, due.At?.ToUnixTimeMilliseconds());
        }

        foreach (var delta in write.Ledger)
        {
            var key = (delta.Source, delta.Hour, delta.Kind, delta.Code);
            journal.Ledger[key] = journal.Ledger.GetValueOrDefault(key) + delta.Count;
        }
    }

    private static void ChangeDue(VolatileJournal journal, long customer, long? at)
    {
        if (journal.DueAt.Remove(customer, out var before))
        {
            journal.Due.Remove((before, customer));
        }

        if (at is { } instant)
        {
            journal.DueAt.Add(customer, instant);
            journal.Due.Add((instant, customer));
        }
    }
}
