using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Population;

namespace DbMarketing.Web.Customers;

/// <summary>
/// What there is to say of a customer as of another instant than now. The playbook is today's, and the lag model of a past instant the one
/// that held then, if it is kept; what else depends on all customers together is left out, for it is known of now alone.
/// </summary>
internal sealed class PastViews(PastStates states, PastModels models, ReferenceSource reference, TimeProvider time)
{
    /// <summary>Null for an id that had no turn by then.</summary>
    public async Task<CustomerView?> ViewAsync(
        CustomerId asked, DateTimeOffset asOf, string? language, CancellationToken cancellationToken)
    {
        var current = reference.Current;
        var data = current with
        {
            Population = null, Lifetime = null, CrossSell = null,
            Lag = asOf < time.GetUtcNow() ? models.FindLag(current, asOf) : current.Lag,
        };
        return await states.FindAsync(asked, asOf, cancellationToken) is { } state
            ? CustomerViewBuilder.Build(state, data, asOf, language) : null;
    }
}
