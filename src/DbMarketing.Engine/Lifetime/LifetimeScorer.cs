namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// Estimates customers by fitted models: a pure function of history, spend and seed. The value is margin × E[M] × the expected purchases
/// of each month, discounted by its end; spend and purchases are independent in the models.
/// </summary>
public sealed class LifetimeScorer
{
    private readonly IPurchaseModel _purchases;
    private readonly ISpendModel? _spend;
    private readonly LifetimeTerms _terms;
    private readonly double _unitDays;
    private readonly double _month;
    private readonly double _monthlyFactor;

    /// <exception cref="ArgumentException">A term is out of its range.</exception>
    public LifetimeScorer(LifetimeFit fit, LifetimeTerms terms)
        : this(fit.Purchases, fit.Spend, fit.Unit, terms)
    {
    }

    /// <summary>By models that were fitted elsewhere.</summary>
    /// <param name="unit">Of the purchase model's times.</param>
    /// <exception cref="ArgumentException">A term is out of its range.</exception>
    internal LifetimeScorer(IPurchaseModel purchases, ISpendModel? spend, LifetimeUnit unit, LifetimeTerms terms)
    {
        terms.Check();
        _purchases = purchases;
        _spend = spend;
        _terms = terms;
        _unitDays = unit.Days();
        _month = LifetimeTerms.DaysPerMonth / _unitDays;
        _monthlyFactor = Math.Pow(1 + terms.AnnualDiscountRate, -1.0 / 12);
    }

    /// <param name="history">In the unit of the fit.</param>
    /// <param name="meanSpend">z: mean spend of the repeat purchases; not used when there are none.</param>
    /// <param name="seed">The same one gives the same credible ranges.</param>
    public LifetimeEstimate Estimate(PurchaseHistory history, double meanSpend, ulong seed)
    {
        var (alive, values) = (_purchases.ProbabilityAlive(history), ValueByMonth(history, meanSpend));
        double[] purchases = [.. _terms.Days.Select(days => _purchases.ExpectedPurchases(history, days / _unitDays))];
        var ranges = _terms.Draws == 0 ? null : Ranges(history, meanSpend, alive, seed);
        return new LifetimeEstimate
        {
            ProbabilityAlive = alive,
            Purchases = [.. purchases.Select((mean, i) => With(mean, ranges?[i]))],
            Spend = _spend is null ? null : With(_spend.ExpectedSpend(history.Frequency, meanSpend), ranges?[^2]),
            Value = _spend is null ? null : With(values[^1], ranges?[^1]),
            ValueByMonth = values,
        };
    }

    /// <summary>The mean of <see cref="LifetimeEstimate.Value"/> alone; null when amounts are not known.</summary>
    internal double? Value(PurchaseHistory history, double meanSpend) =>
        ValueByMonth(history, meanSpend) is [.., var value] ? value : null;

    private static Expectation With(double mean, (double Low, double High)? range) => new(mean, range?.Low, range?.High);

    private double[] ValueByMonth(PurchaseHistory history, double meanSpend)
    {
        if (_spend is null)
        {
            return [];
        }

        var values = new double[_terms.HorizonMonths];
        var earned = _terms.Margin * _spend.ExpectedSpend(history.Frequency, meanSpend);
        double value = 0, before = 0, factor = 1;
        for (var month = 0; month < values.Length; month++)
        {
            var purchases = _purchases.ExpectedPurchases(history, (month + 1) * _month);
            factor *= _monthlyFactor;
            value += earned * Math.Max(purchases - before, 0) * factor;
            values[month] = value;
            before = purchases;
        }

        return values;
    }

    // A range for each time, then for spend and value.
    private (double Low, double High)[] Ranges(PurchaseHistory history, double meanSpend, double alive, ulong seed)
    {
        var random = new Random(unchecked((int)(seed ^ (seed >> 32))));
        var draws = new double[_terms.Days.Count + 2][];
        for (var i = 0; i < draws.Length; i++)
        {
            draws[i] = new double[_terms.Draws];
        }

        for (var draw = 0; draw < _terms.Draws; draw++)
        {
            var course = random.NextDouble() < alive ? _purchases.DrawAlive(history, random) : default;
            foreach (var (i, days) in _terms.Days.Index())
            {
                draws[i][draw] = course.Expected(days / _unitDays);
            }

            var spend = _spend?.Draw(history.Frequency, meanSpend, random) ?? 0;
            draws[^2][draw] = spend;
            draws[^1][draw] = _terms.Margin * spend * course.Discounted(_month, _terms.HorizonMonths, _monthlyFactor);
        }

        return [.. draws.Select(Range)];
    }

    private (double Low, double High) Range(double[] draws)
    {
        Array.Sort(draws);
        var outside = (1 - _terms.RangeProbability) / 2;
        return (draws[(int)(outside * (draws.Length - 1))], draws[(int)Math.Ceiling((1 - outside) * (draws.Length - 1))]);
    }
}
