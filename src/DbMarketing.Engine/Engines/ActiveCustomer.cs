using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Engines;

/// <summary>One customer in memory: the fold of its journal, with what a turn needs besides. Owned by one actor.</summary>
internal sealed class ActiveCustomer(CustomerState state, CustomerKey key, long snapshotSequence)
{
    public CustomerState State { get; } = state;

    /// <summary>Default until the first turn of a new customer allocates one.</summary>
    public CustomerKey Key { get; set; } = key;

    /// <summary>The journal has no row of this customer yet.</summary>
    public bool IsNew => State.Sequence == 0;

    /// <summary>Where the snapshot that it was recovered from stands; 0 without one.</summary>
    public long SnapshotSequence { get; } = snapshotSequence;

    /// <summary>When its last turn was taken; default while only a snapshot is known of it.</summary>
    public DateTimeOffset LastTurnAt { get; private set; }

    /// <summary>The history's ids, once an interaction older than what the state remembers has asked for them.</summary>
    public MessageArchive? Archive { get; set; }

    /// <summary>What its last view said of its future; null before the first, and when it said nothing.</summary>
    public KeptLifetime? Lifetime { get; set; }

    /// <summary>How many of its ids are counted against the limit of all activations.</summary>
    public int KeptIds { get; private set; }

    /// <summary>The turn is committed.</summary>
    public void EndTurn(long sequence, DateTimeOffset at)
    {
        State.EndTurn(sequence);
        LastTurnAt = at;
    }

    /// <summary>
    /// Keeps the archive for the next turn, unless it only answers for this one, or the activations keep too much already. Called between
    /// turns.
    /// </summary>
    public void KeepArchive(HistoryReader history)
    {
        var ids = Archive is { IsComplete: true } complete ? complete.Ids : 0;
        KeptIds = ids == KeptIds ? ids : history.Keep(KeptIds, ids);
        Archive = ids > 0 && KeptIds == ids ? Archive : null;
    }

    /// <summary>Gives the archive back. Called when the activation ends.</summary>
    public void LeaveArchive(HistoryReader history)
    {
        Archive = null;
        KeepArchive(history);
    }

    /// <summary>
    /// Snapshot and the rows after it, folded by the same <see cref="CustomerState.Apply"/> that the turns used. A snapshot of another
    /// version, or one that cannot be read, only costs a fold from the first row.
    /// </summary>
    public static async Task<ActiveCustomer> RecoverAsync(
        CustomerId id, IJournalStore store, ISnapshotStore? snapshots, int rowsPerRead, CancellationToken cancellationToken)
    {
        if (snapshots is not null && await snapshots.ReadAsync(id, cancellationToken) is { } kept
            && await TryRecoverAsync(id, kept, store, rowsPerRead, cancellationToken) is { } recovered)
        {
            return recovered;
        }

        if (await store.OpenCustomerAsync(id, rowsPerRead, cancellationToken) is not { } opening)
        {
            return new ActiveCustomer(new CustomerState(id), default, 0);
        }

        var snapshot = opening.Snapshot is null ? null : SnapshotCodec.Read(opening.Snapshot.Payload);
        var restored = snapshot is null ? null : Restore(id, snapshot);
        var customer = new ActiveCustomer(restored ?? new CustomerState(id), opening.Key, restored?.Sequence ?? 0);
        var hasTail = opening.Snapshot is null || restored is not null;
        if (hasTail)
        {
            customer.Fold(opening.Tail);
        }

        if (!hasTail || JournalReads.IsFull(opening.Tail, rowsPerRead))
        {
            await customer.FoldRestAsync(store, rowsPerRead, cancellationToken);
        }

        return customer;
    }

    /// <summary>
    /// Null when the journal has no such turn. What was kept may be older or newer than the journal: one was restored or begun anew and
    /// the other was not, and a history that was made again may well be as long.
    /// </summary>
    private static async Task<ActiveCustomer?> TryRecoverAsync(
        CustomerId id, KeptSnapshot kept, IJournalStore store, int rowsPerRead, CancellationToken cancellationToken)
    {
        if (await store.OpenCustomerAsync(id, 0, cancellationToken) is not { } opening || opening.Key != kept.Key)
        {
            return null;
        }

        var sequence = kept.Snapshot.Sequence;
        var rows = await store.ReadCustomerAsync(kept.Key, sequence - 1, long.MaxValue, rowsPerRead, newestFirst: false, cancellationToken);
        if (rows is not [var taken, ..] || taken.Sequence != sequence || taken.At != kept.At || Restore(id, kept.Snapshot) is not { } state)
        {
            return null;
        }

        var customer = new ActiveCustomer(state, kept.Key, sequence) { LastTurnAt = kept.At };
        customer.Fold(rows.Skip(1));
        if (JournalReads.IsFull(rows, rowsPerRead))
        {
            await customer.FoldRestAsync(store, rowsPerRead, cancellationToken);
        }

        return customer;
    }

    /// <summary>The state in a snapshot; null when that is another customer's, or nothing that a state can be made of.</summary>
    private static CustomerState? Restore(CustomerId id, CustomerSnapshot snapshot)
    {
        try
        {
            return snapshot.Id == id.ToString() ? CustomerState.FromSnapshot(snapshot) : null;
        }
        catch (Exception)
        {
            // A cache: whatever is wrong with it, the rows are the truth.
            return null;
        }
    }

    private async Task FoldRestAsync(IJournalStore store, int rowsPerRead, CancellationToken cancellationToken)
    {
        IReadOnlyList<JournalRow> rows;
        do
        {
            rows = await store.ReadCustomerAsync(Key, State.Sequence, long.MaxValue, rowsPerRead, newestFirst: false, cancellationToken);
            Fold(rows);
        }
        while (JournalReads.IsFull(rows, rowsPerRead));
    }

    private void Fold(IEnumerable<JournalRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.Sequence != State.Sequence + 1)
            {
                throw new InvalidDataException(
                    $"Customer {row.Customer} has turn {row.Sequence} after turn {State.Sequence}: the journal has a gap.");
            }

            RowFold.Apply(State, row);
            EndTurn(row.Sequence, row.At);
        }
    }
}
