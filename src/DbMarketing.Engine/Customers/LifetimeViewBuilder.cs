using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Customers;

/// <summary>Builds what the view says of the customer's future. Pure: the same customer at the same instant has the same ranges.</summary>
internal static class LifetimeViewBuilder
{
    /// <summary>Draws for a range: a first view is made within a turn of its customer, and most of its time are they.</summary>
    private const int Draws = 200;

    /// <summary>Null until the models were fitted, and for a customer without purchases.</summary>
    /// <param name="state">The customer.</param>
    /// <param name="reference">The models, and the playbook with the terms.</param>
    /// <param name="now">The instant.</param>
    /// <param name="kept">What was built last, and is built again only when it rests on something else; null for nothing.</param>
    public static KeptLifetime? Build(CustomerState state, ReferenceData reference, DateTimeOffset now, KeptLifetime? kept = null)
    {
        if (reference.Lifetime is not { } figures || CustomerHistory.Of(state, reference.Playbook.TimeZone, now) is not { } history)
        {
            return null;
        }

        var rules = reference.Playbook.LifetimeTerms;
        if (kept is not null && kept.RestsOn(history, figures, rules))
        {
            return kept;
        }

        var terms = rules with { Draws = Draws };
        var seed = StableHash.Message(LifetimeNumbers.Family, state.Id.Value);
        var estimate = figures.ScorerOf(terms).Estimate(history.Purchases, history.MeanSpend, seed);
        return new(history, figures, rules, new()
        {
            Version = figures.Model.Version,
            AsOf = figures.Model.AsOf,
            PurchaseModel = figures.Purchases.Name,
            SpendModel = figures.Spend.Name,
            Alive = ShownNumbers.Round(estimate.ProbabilityAlive),
            Churn = ShownNumbers.Round(estimate.Churn),
            Purchases = [.. estimate.Purchases.Zip(terms.Days, static (expected, days) => PurchasesOf(expected, days))],
            OrderValue = AmountOf(estimate.Spend!.Value),
            Value = AmountOf(estimate.Value!.Value),
            RangeProbability = terms.RangeProbability,
            Margin = terms.Margin,
            DiscountRate = terms.AnnualDiscountRate,
            HorizonMonths = terms.HorizonMonths,
        });
    }

    private static ExpectedPurchases PurchasesOf(Expectation expected, int days) =>
        new(days, ShownNumbers.Round(expected.Mean), ShownNumbers.Round(expected.Low!.Value), ShownNumbers.Round(expected.High!.Value));

    private static ExpectedAmount AmountOf(Expectation expected) =>
        new(ShownNumbers.Round(expected.Mean), ShownNumbers.Round(expected.Low!.Value), ShownNumbers.Round(expected.High!.Value));
}
