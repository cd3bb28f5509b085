using System.Security.Cryptography;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Web.Decide;

/// <summary>Decides "as this customer, on that date": the customer as it stood then, under the playbook of today. Stores nothing.</summary>
internal sealed class PastDecisions(DecisionReplay replay, ICustomerEngine engine, ReferenceSource reference)
{
    public async Task<DecideReply> DecideAsync(CustomerId customer, DecisionRequest request, DateTimeOffset asOf,
        CancellationToken cancellationToken)
    {
        var stands = await engine.ResolveAsync(customer, cancellationToken);
        var state = await replay.StateAsOfAsync(stands, asOf, cancellationToken) ?? new CustomerState(stands);
        var data = reference.Current;
        var seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var decision = Decider.Decide(state, request, data, asOf.ToUniversalTime(), seed, new DecisionId(default, state.Sequence + 1, 0));
        return new DecideReply
        {
            Customer = stands,
            Decision = decision,
            Content = ContentRenderer.Render(decision, state, data),
            Verdicts = [],
        };
    }
}
