using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Population;

/// <summary>
/// What one evaluation knows of the population about its customer: found when first asked for, or recorded by the decision that is
/// replayed. For one thread.
/// </summary>
public sealed class PopulationReading
{
    // Most playbooks ask little of the population, and every decision makes one of these: what is asked makes the rest.
    private readonly PopulationNumbers? _live;
    private readonly PopulationPlace? _recorded;
    private Dictionary<string, double?>? _numbers;
    private Dictionary<string, ProductRule>? _rules;

    private PopulationReading(PopulationNumbers? live, PopulationPlace? recorded) => (_live, _recorded) = (live, recorded);

    /// <summary>The customer's place; without scores for who has none, and while there are no figures.</summary>
    public PopulationPlace Place => field ??= _live?.FindPlace() ?? _recorded ?? new PopulationPlace();

    /// <summary>The offers that were sold out when it was recorded; null when the stock says it.</summary>
    internal string[]? SoldOut { get; private init; }

    /// <summary>By the figures that hold now.</summary>
    public static PopulationReading Live(CustomerState customer, ReferenceData reference, DateTimeOffset now) =>
        new(new(customer, reference, now), null);

    /// <summary>As a decision recorded it, with the stock that it went by.</summary>
    public static PopulationReading Recorded(Decision decision) => new(null, decision.Population)
    {
        SoldOut = [.. decision.SoldOut ?? []],
    };

    /// <summary>The surest rule that leads the customer to one of these products; of equals the first. Null when none does.</summary>
    public ProductRule? SurestRule(IReadOnlyList<string> products)
    {
        ProductRule? surest = null;
        for (var i = 0; i < products.Count; i++)
        {
            if (RuleTo(products[i]) is { } rule && !(rule.Confidence <= surest?.Confidence))
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
        if (_live is null)
        {
            return _recorded?.Numbers is { } recorded && recorded.TryGetValue(field, out var one) ? one : null;
        }

        _numbers ??= new(StringComparer.Ordinal);
        if (!_numbers.TryGetValue(field, out var number))
        {
            _numbers.Add(field, number = _live.Find(field));
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

        List<ProductRule> rules = [.. products.Select(RuleTo).OfType<ProductRule>()];
        return Place with { Numbers = numbers, Rules = rules.Count == 0 ? null : rules };
    }

    private ProductRule? RuleTo(string product)
    {
        if (_live is not null)
        {
            return _live.FindRule(product);
        }

        _rules ??= (_recorded?.Rules ?? []).ToDictionary(static rule => rule.Product, StringComparer.Ordinal);
        return _rules.GetValueOrDefault(product);
    }
}
