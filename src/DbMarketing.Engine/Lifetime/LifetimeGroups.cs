namespace DbMarketing.Engine.Lifetime;

/// <summary>Adds estimates of customers up by cohort, segment or any other key.</summary>
public sealed class LifetimeGroups
{
    /// <summary>The most groups; a key of customers is none.</summary>
    public const int MaxGroups = 10_000;

    private readonly LifetimeTerms _terms;
    private readonly Func<string, double?> _acquisitionCost;
    private readonly Dictionary<string, Sums> _groups = new(StringComparer.Ordinal);

    /// <param name="terms">Those of the estimates.</param>
    /// <param name="acquisitionCost">What winning a customer cost, by the group's key; null where it is not known.</param>
    /// <exception cref="ArgumentException">A term is out of its range.</exception>
    public LifetimeGroups(LifetimeTerms terms, Func<string, double?> acquisitionCost)
    {
        terms.Check();
        _terms = terms;
        _acquisitionCost = acquisitionCost;
    }

    /// <param name="key">Of the group.</param>
    /// <param name="estimate">Of one of its customers.</param>
    /// <param name="revenue">What the customer has spent so far, in currency.</param>
    /// <param name="customers">How many customers the estimate is of.</param>
    /// <exception cref="InvalidOperationException">There are too many groups.</exception>
    public void Add(string key, LifetimeEstimate estimate, double revenue, long customers = 1) =>
        GroupOf(key).Add(estimate, revenue, customers);

    /// <summary>What customers of a group have spent so far, in currency, beyond what came with their estimates.</summary>
    /// <exception cref="InvalidOperationException">There are too many groups.</exception>
    internal void AddRevenue(string key, double revenue) => GroupOf(key).AddRevenue(revenue);

    /// <summary>All groups, ordered by key.</summary>
    public IReadOnlyList<LifetimeGroup> ToList() =>
    [
        .. _groups.OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Value.Result(group.Key, _acquisitionCost(group.Key))),
    ];

    private Sums GroupOf(string key)
    {
        if (!_groups.TryGetValue(key, out var sums))
        {
            if (_groups.Count == MaxGroups)
            {
                throw new InvalidOperationException($"The group '{key}' would be number {MaxGroups + 1}; at most {MaxGroups} are kept.");
            }

            _groups[key] = sums = new Sums(_terms);
        }

        return sums;
    }

    private sealed class Sums(LifetimeTerms terms)
    {
        private readonly double[] _purchases = new double[terms.Days.Count];
        private readonly double[] _valueByMonth = new double[terms.HorizonMonths];
        private long _customers;
        private double _alive;
        private double _revenue;
        private bool _valued;

        public void AddRevenue(double revenue) => _revenue += revenue;

        public void Add(LifetimeEstimate estimate, double revenue, long customers)
        {
            _customers += customers;
            _alive += customers * estimate.ProbabilityAlive;
            _revenue += revenue;
            _valued |= estimate.Value is not null;
            foreach (var (i, purchases) in estimate.Purchases.Index())
            {
                _purchases[i] += customers * purchases.Mean;
            }

            foreach (var (month, value) in estimate.ValueByMonth.Index())
            {
                _valueByMonth[month] += customers * value;
            }
        }

        public LifetimeGroup Result(string key, double? cost) => new()
        {
            Key = key,
            Customers = _customers,
            Alive = _alive,
            Purchases = _purchases,
            Revenue = _revenue,
            Value = _valued ? _valueByMonth[^1] : null,
            AcquisitionCost = cost,
            PaybackMonths = cost is { } each && _valued ? Payback.Months(each * _customers, terms.Margin * _revenue, _valueByMonth) : null,
        };
    }
}
