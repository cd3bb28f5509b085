using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Population;

/// <summary>
/// Numbers of a customer that follow from the whole population, by the names of their fields. A family of fields shares what stands
/// before the first dot, and each family finds its own.
/// </summary>
internal static class PopulationNumbers
{
    private static readonly Dictionary<string, Finder> s_families = new(StringComparer.Ordinal)
    {
        ["boughtTogether"] = static (product, customer, reference, now) =>
            reference.CrossSell is { } rules ? new CustomerRules(customer, rules, now).Together(product)?.Confidence : null,
        ["boughtNext"] = static (product, customer, reference, now) =>
            reference.CrossSell is { } rules ? new CustomerRules(customer, rules, now).Next(product)?.Confidence : null,
        [LifetimeNumbers.Family] = LifetimeNumbers.Find,
    };

    private delegate double? Finder(string last, CustomerState customer, ReferenceData reference, DateTimeOffset now);

    /// <summary>The value; null for a field of no family here, and for one without a value.</summary>
    public static double? Find(string field, CustomerState customer, ReferenceData reference, DateTimeOffset now)
    {
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && s_families.TryGetValue(field[..dot], out var find) ? find(field[(dot + 1)..], customer, reference, now) : null;
    }
}
