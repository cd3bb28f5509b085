using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Population;

/// <summary>The numbers of the family <c>lifetime</c>: each by itself, for they share little more than the customer's history.</summary>
internal static class LifetimeNumbers
{
    public const string Family = "lifetime";

    /// <summary>Null until the models were fitted, and for a customer without purchases.</summary>
    public static double? Find(string last, CustomerState customer, ReferenceData reference, DateTimeOffset now)
    {
        if (reference.Lifetime is not { } figures || CustomerHistory.Of(customer, reference.Playbook.TimeZone, now) is not { } history)
        {
            return null;
        }

        return last switch
        {
            "alive" => figures.Purchases.ProbabilityAlive(history.Purchases),
            "churn" => 1 - figures.Purchases.ProbabilityAlive(history.Purchases),
            "purchases30" => figures.Purchases.ExpectedPurchases(history.Purchases, 30),
            "purchases90" => figures.Purchases.ExpectedPurchases(history.Purchases, 90),
            "purchases365" => figures.Purchases.ExpectedPurchases(history.Purchases, 365),
            "orderValue" => figures.Spend.ExpectedSpend(history.Purchases.Frequency, history.MeanSpend),
            "value" => figures.ScorerOf(reference.Playbook.LifetimeTerms).Value(history.Purchases, history.MeanSpend),
            _ => null,
        };
    }
}
