namespace DbMarketing.Engine.Conditions;

/// <summary>
/// What a customer is expected to do and to be worth, by the models that were fitted to the population. Nobody has a value before the first
/// purchase, nor before the first fit.
/// </summary>
internal static class LifetimeFields
{
    private const double MostAmount = 1_000_000_000_000;

    public static void AddTo(FieldCatalogue catalogue)
    {
        Add(catalogue, "lifetime.alive", "0 to 1", "Probability that the customer has not left for good.", 1);
        Add(catalogue, "lifetime.churn", "0 to 1", "Probability that the customer has left for good.", 1);
        AddPurchases(catalogue, 30);
        AddPurchases(catalogue, 90);
        AddPurchases(catalogue, 365);
        Add(catalogue, "lifetime.orderValue", "base currency", "Expected spend of a day with a purchase.", MostAmount);
        Add(
            catalogue, "lifetime.value", "base currency",
            "Discounted margin of the purchases to come, by the playbook's lifetime section.", MostAmount);
    }

    private static void AddPurchases(FieldCatalogue catalogue, int days) => Add(
        catalogue, FormattableString.Invariant($"lifetime.purchases{days}"), "days",
        FormattableString.Invariant($"Expected days with a purchase within the coming {days} days."), days);

    private static void Add(FieldCatalogue catalogue, string name, string unit, string summary, double max) =>
        catalogue.Add(FieldBinder.Number(
            new(name, FieldType.Number, FieldClass.Population, unit, summary, Min: 0, Max: max), input => input.Population?.Number(name)));
}
