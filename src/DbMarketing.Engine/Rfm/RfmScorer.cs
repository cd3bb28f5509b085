namespace DbMarketing.Engine.Rfm;

/// <summary>
/// Scores of a population, computed from all its values: exact when each customer is a group of its own. Recency is scored by the day of
/// the last purchase, so its scores are the same whatever the time they are read at. Immutable and thread-safe; a score allocates nothing.
/// </summary>
public sealed class RfmScorer
{
    private readonly QuintileCuts<int> _recency;
    private readonly QuintileCuts<int> _frequency;
    private readonly QuintileCuts<decimal> _monetary;
    private readonly RfmTotal[] _cells = new RfmTotal[RfmCell.Count];

    /// <param name="customers">At least one.</param>
    /// <exception cref="ArgumentException">There is no customer.</exception>
    public RfmScorer(IEnumerable<RfmValues> customers)
        : this([.. customers.Select(values => new RfmBinTotal(values, 1, values.Monetary))])
    {
    }

    private RfmScorer(IReadOnlyCollection<RfmBinTotal> groups)
    {
        if (groups.Count == 0)
        {
            throw new ArgumentException("There is no customer to score.", nameof(groups));
        }

        _recency = new(groups.Select(group => (group.Values.LastDay, group.Customers)));
        _frequency = new(groups.Select(group => (group.Values.Frequency, group.Customers)));
        _monetary = new(groups.Select(group => (group.Values.Monetary, group.Customers)));
        Pareto = new ParetoCurve(groups);
        foreach (var group in groups)
        {
            _cells[Score(group.Values).Place] += new RfmTotal(group.Customers, group.Revenue);
        }

        All = _cells.Aggregate(RfmTotal.Add);
    }

    /// <summary>The whole population.</summary>
    public RfmTotal All { get; }

    /// <summary>Share of revenue by share of customers.</summary>
    public ParetoCurve Pareto { get; }

    /// <summary>Customers and revenue by <see cref="RfmCell.Place"/>; <see cref="RfmCell.Count"/> of them.</summary>
    public IReadOnlyList<RfmTotal> Cells => _cells;

    internal static RfmScorer OfGroups(IReadOnlyCollection<RfmBinTotal> groups) => new(groups);

    /// <summary>The scores of a customer, also of one who was not in the population.</summary>
    public RfmCell Score(RfmValues values) =>
        new(_recency.Score(values.LastDay), _frequency.Score(values.Frequency), _monetary.Score(values.Monetary));

    /// <summary>Where a customer stands on the curve.</summary>
    public ParetoPlace Place(RfmValues values) => Pareto.PlaceOf(values.Monetary);

    /// <summary>An amount's part of all revenue; 0 when there is none.</summary>
    public double ShareOfRevenue(decimal amount) => All.Revenue > 0 ? (double)(amount / All.Revenue) : 0;

    /// <summary>From where each score is given, best first.</summary>
    /// <param name="today">The day that recency is counted from; a later purchase is 0 days ago.</param>
    public IReadOnlyList<RfmQuintile> Quintiles(int today) => [.. Enumerable.Range(1, QuintileCuts<int>.Scores).Reverse().Select(score =>
        new RfmQuintile(
            score,
            _recency.First(score) is { } day ? Math.Max(0, today - day) : null, _recency.Customers(score),
            _frequency.First(score), _frequency.Customers(score),
            _monetary.First(score), _monetary.Customers(score)))];
}
