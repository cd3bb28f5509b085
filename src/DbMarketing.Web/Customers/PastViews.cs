using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Web.Customers;

/// <summary>
/// The customer as of another instant than now: as its rows received by then made it, and of one to come as it is, when only time passes.
/// Playbook and lag model are today's; what depends on all customers together is left out, for it is known of now alone.
/// </summary>
internal sealed class PastViews(DecisionReplay replay, EngineLimits limits, ReferenceSource reference)
{
    /// <summary>
    /// Null for an id that had no turn by then. One that had been merged by then is the customer that it had become; one that was merged
    /// later is still itself.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// Rows that it rests on are gone, or it was merged more often than <see cref="EngineLimits.ForwardHops"/>.
    /// </exception>
    public async Task<CustomerView?> ViewAsync(
        CustomerId asked, DateTimeOffset asOf, string? language, CancellationToken cancellationToken)
    {
        var customer = asked;
        for (var hop = 0; hop < limits.ForwardHops; hop++)
        {
            if (await replay.StateAsOfAsync(customer, asOf, cancellationToken) is not { } state)
            {
                return null;
            }

            if (state.MergedInto is not { } survivor)
            {
                var data = reference.Current with { Population = null, Lifetime = null, CrossSell = null };
                return CustomerViewBuilder.Build(state, data, asOf, language);
            }

            customer = survivor;
        }

        throw new InvalidDataException(
            $"A customer was merged more than {limits.ForwardHops} times, the limit Engine:{nameof(EngineLimits.ForwardHops)}.");
    }
}
