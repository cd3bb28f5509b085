using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Web.Customers;

/// <summary>
/// What there is to say of a customer as of another instant than now. Playbook and lag model are today's; what depends on all customers
/// together is left out, for it is known of now alone.
/// </summary>
internal sealed class PastViews(PastStates states, ReferenceSource reference)
{
    /// <summary>Null for an id that had no turn by then.</summary>
    public async Task<CustomerView?> ViewAsync(
        CustomerId asked, DateTimeOffset asOf, string? language, CancellationToken cancellationToken)
    {
        var data = reference.Current with { Population = null, Lifetime = null, CrossSell = null };
        return await states.FindAsync(asked, asOf, cancellationToken) is { } state
            ? CustomerViewBuilder.Build(state, data, asOf, language) : null;
    }
}
