using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Web.Customers;

/// <summary>
/// The customer as of another instant than now: as its rows received by then made it, and of one to come as it is, when only time passes.
/// Playbook and lag model are today's; what depends on all customers together is left out, for it is known of now alone.
/// </summary>
internal sealed class PastViews(DecisionReplay replay, ICustomerEngine engine, ReferenceSource reference)
{
    /// <summary>Null for a customer that had no turn by then.</summary>
    public async Task<CustomerView?> ViewAsync(
        CustomerId customer, DateTimeOffset asOf, string? language, CancellationToken cancellationToken)
    {
        var stands = await engine.ResolveAsync(customer, cancellationToken);
        var data = reference.Current with { Population = null, Lifetime = null, CrossSell = null };
        return await replay.StateAsOfAsync(stands, asOf, cancellationToken) is { } state
            ? CustomerViewBuilder.Build(state, data, asOf, language) : null;
    }
}
