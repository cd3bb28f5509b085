using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Decisions;

/// <summary>Whose reservation an offer of a decision stands on. Pure.</summary>
public static class Reservations
{
    /// <summary>
    /// The decision that holds the reservation of an offer: the named one, or the earlier one of the same session and placement
    /// that it reused. A decision that the customer no longer remembers holds its own.
    /// </summary>
    public static string HolderOf(CustomerState customer, string decisionId, string offerId)
    {
        ArgumentNullException.ThrowIfNull(customer);
        foreach (var decision in customer.Decisions)
        {
            if (decision.Id != decisionId)
            {
                continue;
            }

            foreach (var offer in decision.Offers)
            {
                if (offer.OfferId == offerId)
                {
                    return offer.ReservedBy ?? decisionId;
                }
            }
        }

        return decisionId;
    }
}
