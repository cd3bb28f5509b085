using System.Security.Cryptography;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Customers;

namespace DbMarketing.Web.Decide;

/// <summary>
/// Decides "as this customer, on that date": the customer as it stood then, under the playbook and the models of today. What was out of
/// stock then is not known, so no offer is left out for it. Stores nothing.
/// </summary>
internal sealed class PastDecisions(PastStates states, ReferenceSource reference)
{
    public async Task<DecideReply> DecideAsync(CustomerId customer, DecisionRequest request, DateTimeOffset asOf,
        CancellationToken cancellationToken)
    {
        var state = await states.FindAsync(customer, asOf, cancellationToken) ?? new CustomerState(customer);
        var data = reference.Current with { Stock = StockFigures.None };
        var seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var decision = Decider.Decide(state, request, data, asOf.ToUniversalTime(), seed, new DecisionId(default, state.Sequence + 1, 0));
        return new DecideReply
        {
            Customer = state.Id,
            Decision = decision,
            Content = ContentRenderer.Render(decision, state, data),
            Verdicts = [],
        };
    }
}
