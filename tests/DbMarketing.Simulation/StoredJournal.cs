using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Simulation;

/// <summary>What is in the journal when all is over, read through the same store interface as the engine reads it.</summary>
internal sealed class StoredJournal
{
    public required IReadOnlyList<JournalRow> Lane { get; init; }

    public required IReadOnlyDictionary<CustomerId, IReadOnlyList<JournalRow>> Customers { get; init; }

    public required IReadOnlyList<LedgerDelta> Ledger { get; init; }

    /// <summary>What the due index holds.</summary>
    public required IReadOnlyDictionary<CustomerId, DateTimeOffset?> Due { get; init; }

    public static async Task<StoredJournal> ReadAsync(IJournalStore store)
    {
        var customers = new Dictionary<CustomerId, IReadOnlyList<JournalRow>>();
        foreach (var customer in await store.ReadCustomersAsync(default, int.MaxValue, CancellationToken.None))
        {
            customers.Add(
                customer.Id, await store.ReadCustomerAsync(customer.Key, 0, long.MaxValue, int.MaxValue, newestFirst: false,
                    CancellationToken.None));
        }

        return new StoredJournal
        {
            Lane = await store.ReadLaneAsync(0, 0, int.MaxValue, CancellationToken.None),
            Customers = customers,
            Due = (await store.ReadDueAsync(default(DuePlace), DateTimeOffset.MaxValue, int.MaxValue, CancellationToken.None))
                .ToDictionary(static item => item.Customer, static item => (DateTimeOffset?)item.Place.At),
            Ledger = await store.ReadLedgerAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, CancellationToken.None),
        };
    }

    public IEnumerable<Entry> Entries(CustomerId customer) =>
        Customers[customer].SelectMany(static row => EntryCodec.ReadTurn(row.Payload));

    public IEnumerable<Entry> AllEntries() => Customers.Keys.SelectMany(Entries);

    /// <summary>The state from the first row on, without any snapshot.</summary>
    public CustomerState Fold(CustomerId customer)
    {
        var state = new CustomerState(customer);
        foreach (var row in Customers[customer])
        {
            foreach (var entry in EntryCodec.ReadTurn(row.Payload))
            {
                state.Apply(entry);
            }

            state.EndTurn(row.Sequence);
        }

        return state;
    }
}
