using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Journal;

/// <summary>Customers as they stood at an instant: the fold of every row received at or before it, from the first one on.</summary>
internal static class PastState
{
    /// <summary>
    /// The customer as of an instant; a future one gives the latest committed state. Null for a customer that had no row by then; throws
    /// <see cref="InvalidDataException"/> when rows that it rests on are gone.
    /// </summary>
    public static async Task<CustomerState?> ReadAsync(
        IJournalStore store, CustomerId customer, DateTimeOffset instant, int rowsPerRead, CancellationToken cancellationToken)
    {
        if (await store.OpenCustomerAsync(customer, 0, cancellationToken) is not { } opening)
        {
            return null;
        }

        var fold = new CustomerState(customer);
        IReadOnlyList<JournalRow> rows;
        do
        {
            rows = await store.ReadCustomerAsync(
                opening.Key, fold.Sequence, long.MaxValue, rowsPerRead, newestFirst: false, cancellationToken);
            foreach (var row in rows)
            {
                if (row.At > instant)
                {
                    return fold.Sequence == 0 ? null : fold;
                }

                Fold(fold, row);
            }
        }
        while (JournalReads.IsFull(rows, rowsPerRead));

        return fold.Sequence == 0 ? null : fold;
    }

    private static void Fold(CustomerState fold, JournalRow row)
    {
        if (row.Sequence != fold.Sequence + 1)
        {
            throw new InvalidDataException(
                $"The customer's turns {fold.Sequence + 1} to {row.Sequence - 1} are no longer in the journal; "
                + "its state of that time cannot be rebuilt.");
        }

        RowFold.Apply(fold, row);
        fold.EndTurn(row.Sequence);
    }
}
