using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;

namespace DbMarketing.Web.Customers;

/// <summary>
/// Customers as of another instant than now: as the rows received by then made them, and of one to come as they are, when only time
/// passes. Thread-safe.
/// </summary>
internal sealed class PastStates(DecisionReplay replay, EngineLimits limits)
{
    /// <summary>
    /// Null for an id that had no turn by then. One that had been merged by then is the customer that it had become; one that was merged
    /// later is still itself.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// Rows that it rests on are gone, or it was merged more often than <see cref="EngineLimits.ForwardHops"/>.
    /// </exception>
    public async Task<CustomerState?> FindAsync(CustomerId asked, DateTimeOffset asOf, CancellationToken cancellationToken)
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
                return state;
            }

            customer = survivor;
        }

        throw new InvalidDataException(
            $"A customer was merged more than {limits.ForwardHops} times, the limit Engine:{nameof(EngineLimits.ForwardHops)}.");
    }
}
