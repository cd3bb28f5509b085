using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;

namespace DbMarketing.Engine.Journal;

/// <summary>
/// Compares the merges that folded customers have open with what the outbox owes as of the same instant. Keeping is thread-safe.
/// </summary>
internal sealed class OutboxVerifier
{
    private readonly Lock _gate = new();
    private readonly Dictionary<OpenStep, CustomerKey> _open = [];

    /// <summary>Keeps what the customer has open.</summary>
    public void Keep(CustomerListing customer, CustomerState state)
    {
        lock (_gate)
        {
            foreach (var other in state.PendingLinks)
            {
                _open.Add(new OpenStep(customer.Id, other.ToString(), IsAbsorb: false), customer.Key);
            }

            if (state is { MergedInto: { } survivor, UndeliveredExtract: not null })
            {
                _open.Add(new OpenStep(customer.Id, survivor.ToString(), IsAbsorb: true), customer.Key);
            }
        }
    }

    /// <summary>An open link or a merge not handed over is owed by a row of the outbox, or nothing would ever end it.</summary>
    public void Compare(IReadOnlyList<OutboxItem> outbox, Action<string> report)
    {
        var owed = new Dictionary<OpenStep, long>();
        foreach (var item in outbox)
        {
            owed[new OpenStep(item.Customer, item.Target, item.Step == OutboxSteps.Absorb)] = item.Id;
        }

        foreach (var (step, key) in _open.Where(open => !owed.ContainsKey(open.Key)))
        {
            report($"Customer {key} has {(step.IsAbsorb ? "a merge to hand over" : "an open link")} that the outbox does not owe.");
        }

        // A link may have ended by other ways before its own row is taken up; a hand-over ends together with its row.
        foreach (var (_, id) in owed.Where(row => row.Key.IsAbsorb && !_open.ContainsKey(row.Key)))
        {
            report($"Row {id} of the outbox owes the hand-over of a merge that the journal does not have open.");
        }
    }

    /// <summary>A step between two customers that has begun and not ended.</summary>
    private readonly record struct OpenStep(CustomerId Customer, string Target, bool IsAbsorb);
}
