using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Segments;

namespace DbMarketing.Engine.Population;

/// <summary>
/// What one evaluation knows of the population about its customer: found when first asked for, or recorded by the decision that is
/// replayed. For one thread.
/// </summary>
public sealed class PopulationReading
{
    private readonly Func<string, double?> _find;
    private readonly Dictionary<string, double?> _numbers = new(StringComparer.Ordinal);
    private readonly Lazy<PopulationPlace> _place;
    private readonly Func<string, ProductRule?> _rule;

    private PopulationReading(Func<PopulationPlace> place, Func<string, double?> find, Func<string, ProductRule?> rule) =>
        (_place, _find, _rule) = (new(place, LazyThreadSafetyMode.None), find, rule);

    /// <summary>The customer's place; without scores for who has none, and while there are no figures.</summary>
    public PopulationPlace Place => _place.Value;

    /// <summary>The offers that were sold out when it was recorded; null when the stock, or <see cref="OutOfStock"/>, says it.</summary>
    internal string[]? SoldOut { get; private init; }

    /// <summary>The products that were out of stock when an older decision recorded it; else null.</summary>
    internal IReadOnlyList<string>? OutOfStock { get; private init; }

    /// <summary>By the figures that hold now.</summary>
    public static PopulationReading Live(CustomerState customer, ReferenceData reference, DateTimeOffset now)
    {
        var rules = reference.CrossSell is { } figures ? new CustomerRules(customer, figures, now) : null;
        return new(
            () => reference.Population?.PlaceOf(Standings.Of(customer, reference.Playbook.TimeZone, now)) ?? new PopulationPlace(),
            field => PopulationNumbers.Find(field, customer, reference, now),
            product => rules?.Find(product));
    }

    /// <summary>As a decision recorded it, with the stock that it went by.</summary>
    public static PopulationReading Recorded(Decision decision)
    {
        var place = decision.Population;
        var rules = (place?.Rules ?? []).ToDictionary(static rule => rule.Product, StringComparer.Ordinal);
        return new(
            () => place ?? new PopulationPlace(),
            field => place?.Numbers is { } numbers && numbers.TryGetValue(field, out var number) ? number : null,
            rules.GetValueOrDefault)
        {
            OutOfStock = decision.OutOfStock,
            SoldOut = decision.OutOfStock is null ? [.. decision.SoldOut ?? []] : null,
        };
    }

    /// <summary>The surest rule that leads the customer to one of these products; of equals the first. Null when none does.</summary>
    public ProductRule? SurestRule(IReadOnlyList<string> products)
    {
        ProductRule? surest = null;
        for (var i = 0; i < products.Count; i++)
        {
            if (_rule(products[i]) is { } rule && !(rule.Confidence <= surest?.Confidence))
            {
                surest = rule;
            }
        }

        return surest;
    }

    /// <summary>The value of a population field that is no part of <see cref="Place"/>; null when there is none.</summary>
    /// <param name="field">The field by its name in the catalogue.</param>
    public double? Number(string field)
    {
        if (!_numbers.TryGetValue(field, out var number))
        {
            _numbers.Add(field, number = _find(field));
        }

        return number;
    }

    /// <summary>
    /// What a decision records: the place, the numbers among these fields that have a value, and the rules that lead to these products.
    /// </summary>
    internal PopulationPlace Capture(IReadOnlyList<string> fields, IReadOnlyList<string> products)
    {
        Dictionary<string, double>? numbers = null;
        foreach (var field in fields)
        {
            if (Number(field) is { } number)
            {
                (numbers ??= new(StringComparer.Ordinal)).Add(field, number);
            }
        }

        List<ProductRule> rules = [.. products.Select(_rule).OfType<ProductRule>()];
        return Place with { Numbers = numbers, Rules = rules.Count == 0 ? null : rules };
    }
}
