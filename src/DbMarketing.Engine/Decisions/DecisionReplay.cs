using System.Runtime.CompilerServices;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Decisions;

/// <summary>
/// Decides stored decisions again: the customer as of their place in the journal, the playbook version that they name, the
/// recorded instant and seed. Reads only. Thread-safe.
/// </summary>
public sealed class DecisionReplay(IJournalStore store, PlaybookLibrary library)
{
    private const int RowsPerRead = 500;

    /// <summary>Replays one decision; what is missing is said in the result, not thrown.</summary>
    public async Task<ReplayResult> ReplayAsync(DecisionId id, CancellationToken cancellationToken)
    {
        var found = await StateBeforeAsync(id, cancellationToken);
        return found is { Outcome: ReplayOutcome.Replayed, Stored: not null } ? await DecideAgainAsync(found, cancellationToken) : found;
    }

    /// <summary>
    /// The stored decision and the customer just before it: rows before its turn, and earlier entries of its turn. Not decided
    /// again yet, and without reference data.
    /// </summary>
    public async Task<ReplayResult> StateBeforeAsync(DecisionId id, CancellationToken cancellationToken)
    {
        var result = new ReplayResult { Id = id, Outcome = ReplayOutcome.NotFound, Reason = $"No decision '{id}' is in the journal." };
        if (id.IsDefault || await store.FindCustomerAsync(id.Customer, cancellationToken) is not { } customer)
        {
            return result;
        }

        result = result with { Customer = customer };
        var fold = await OpenFoldAsync(id.Customer, customer, id.Sequence, cancellationToken);
        await foreach (var row in ReadRowsAsync(id.Customer, fold.Sequence, id.Sequence + 1, cancellationToken))
        {
            if (row.Sequence != fold.Sequence + 1)
            {
                return Gone(result, fold.Sequence + 1, row.Sequence - 1);
            }

            var entries = EntryCodec.ReadTurn(row.Payload);
            if (row.Sequence == id.Sequence)
            {
                return FoldTurn(result, fold, entries, id.Index);
            }

            Fold(fold, row, entries);
        }

        return result;
    }

    /// <summary>
    /// The customer as of an instant: every row received at or before it. A future instant gives the latest committed state. Null for
    /// a customer that had no row by then; throws <see cref="InvalidDataException"/> when rows that it rests on are gone.
    /// </summary>
    public Task<CustomerState?> StateAsOfAsync(CustomerId customer, DateTimeOffset instant, CancellationToken cancellationToken) =>
        PastState.ReadAsync(store, customer, instant, RowsPerRead, cancellationToken);

    /// <summary>Replays every decision of a customer in one pass over its rows, oldest first; stops where rows are missing.</summary>
    public async IAsyncEnumerable<ReplayResult> ReplayCustomerAsync(
        CustomerKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await store.FindCustomerAsync(key, cancellationToken) is not { } customer)
        {
            yield break;
        }

        var fold = new CustomerState(customer);
        await foreach (var row in ReadRowsAsync(key, 0, long.MaxValue, cancellationToken))
        {
            if (row.Sequence != fold.Sequence + 1)
            {
                yield return Gone(new() { Id = new(key, row.Sequence, 0), Outcome = ReplayOutcome.None, Customer = customer },
                    fold.Sequence + 1, row.Sequence - 1);
                yield break;
            }

            var entries = EntryCodec.ReadTurn(row.Payload);
            for (var index = 0; index < entries.Count; index++)
            {
                if (entries[index] is DecisionMade made)
                {
                    var found = new ReplayResult
                    {
                        Id = new(key, row.Sequence, index),
                        Outcome = ReplayOutcome.Replayed,
                        Customer = customer,
                        Stored = made.Decision,
                        Before = fold,
                    };
                    yield return await DecideAgainAsync(found, cancellationToken) with { Before = null };
                }

                fold.Apply(entries[index]);
            }

            fold.EndTurn(row.Sequence);
        }
    }

    private async Task<ReplayResult> DecideAgainAsync(ReplayResult found, CancellationToken cancellationToken)
    {
        var stored = found.Stored!;
        ReferenceData? reference;
        try
        {
            reference = await library.FindAsync(stored.PlaybookVersion, cancellationToken);
        }
        catch (InvalidDataException refused)
        {
            return found with { Outcome = ReplayOutcome.PlaybookMissing, Reason = refused.Message };
        }

        if (reference is null)
        {
            return found with
            {
                Outcome = ReplayOutcome.PlaybookMissing,
                Reason = $"Playbook version '{stored.PlaybookVersion}', which the decision names, is not stored.",
            };
        }

        var replayed = Decider.Decide(
            found.Before!, stored.Request, reference, stored.Now, stored.Seed, found.Id,
            population: PopulationReading.Recorded(stored),
            lags: LagReading.Recorded(found.Before!, reference.Playbook, stored.Lags));
        var identical = DecisionComparison.AreIdentical(stored, replayed);
        return found with
        {
            Reason = identical ? null : DecisionComparison.ReasonOf(reference.Playbook),
            Reference = reference,
            Replayed = replayed,
            Identical = identical,
            Differences = identical ? [] : DecisionComparison.Differences(stored, replayed),
        };
    }

    private async Task<CustomerState> OpenFoldAsync(CustomerKey key, CustomerId customer, long before, CancellationToken cancellationToken)
    {
        // The newest snapshot helps only where it is older than the decision; then it spares the rows that it holds.
        var opening = await store.OpenCustomerAsync(customer, 0, cancellationToken);
        return opening is { Snapshot: { } snapshot } && opening.Key == key && snapshot.Sequence < before
            && SnapshotCodec.Read(snapshot.Payload) is { } captured
                ? CustomerState.FromSnapshot(captured)
                : new(customer);
    }

    private async IAsyncEnumerable<JournalRow> ReadRowsAsync(
        CustomerKey key, long after, long before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await store.ReadCustomerAsync(key, after, before, RowsPerRead, newestFirst: false, cancellationToken);
            foreach (var row in rows)
            {
                yield return row;
            }

            if (!JournalReads.IsFull(rows, RowsPerRead))
            {
                yield break;
            }

            after = rows[^1].Sequence;
        }
    }

    private static ReplayResult FoldTurn(ReplayResult result, CustomerState fold, IReadOnlyList<Entry> entries, int index)
    {
        for (var i = 0; i < entries.Count && i < index; i++)
        {
            fold.Apply(entries[i]);
        }

        return index >= 0 && index < entries.Count && entries[index] is DecisionMade made
            ? result with { Outcome = ReplayOutcome.Replayed, Reason = null, Stored = made.Decision, Before = fold }
            : result;
    }

    private static void Fold(CustomerState fold, JournalRow row, IReadOnlyList<Entry> entries)
    {
        foreach (var entry in entries)
        {
            fold.Apply(entry);
        }

        fold.EndTurn(row.Sequence);
    }

    private static ReplayResult Gone(ReplayResult result, long from, long to) => result with
    {
        Outcome = ReplayOutcome.HistoryGone,
        Reason = $"The customer's turns {from} to {to}, which the decision rests on, are no longer in the journal; it cannot be replayed.",
    };
}
