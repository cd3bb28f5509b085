using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Web.Decisions;

/// <summary>Finds a decision by its id, which says where in the journal it stands.</summary>
internal sealed class StoredDecisions(IJournalStore store)
{
    /// <summary>The decision with its customer, or null.</summary>
    public async Task<(CustomerId Customer, Decision Decision)?> FindAsync(DecisionId id, CancellationToken cancellationToken)
    {
        if (await store.FindCustomerAsync(id.Customer, cancellationToken) is not { } customer)
        {
            return null;
        }

        var rows = await store.ReadCustomerAsync(id.Customer, id.Sequence - 1, id.Sequence + 1, 1, newestFirst: false, cancellationToken);
        var entries = rows.Count == 0 ? [] : EntryCodec.ReadTurn(rows[0].Payload);
        return id.Index < entries.Count && entries[id.Index] is DecisionMade made ? (customer, made.Decision) : null;
    }
}
