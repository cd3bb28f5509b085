using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Segments;

namespace DbMarketing.Engine.Population;

/// <summary>
/// What the figures that hold say of one customer at an instant. A family of fields shares what stands before the first dot of their names;
/// rules are searched once for all that ask them. For one thread.
/// </summary>
internal sealed class PopulationNumbers(CustomerState customer, ReferenceData reference, DateTimeOffset now)
{
    private CustomerRules? _rules;

    private CustomerRules? Rules => _rules ??= reference.CrossSell is { } figures ? new(customer, figures, now) : null;

    /// <summary>The customer's place; without scores for who has none, and while there are no figures.</summary>
    public PopulationPlace FindPlace() =>
        reference.Population?.PlaceOf(Standings.Of(customer, reference.Playbook.TimeZone, now)) ?? new PopulationPlace();

    /// <summary>The surest rule that leads the customer to a product; null when none does.</summary>
    public ProductRule? FindRule(string product) => Rules?.Find(product);

    /// <summary>The value of a field; null for a field of no family here, and for one without a value.</summary>
    public double? Find(string field)
    {
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        var last = field[(dot + 1)..];
        return field.AsSpan(0, Math.Max(dot, 0)) switch
        {
            "boughtTogether" => Rules?.Together(last)?.Confidence,
            "boughtNext" => Rules?.Next(last)?.Confidence,
            LifetimeNumbers.Family => LifetimeNumbers.Find(last, customer, reference, now),
            _ => null,
        };
    }
}
