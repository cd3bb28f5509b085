namespace DbMarketing.Engine.Rfm;

/// <summary>
/// A population's scores at a version: what a histogram came to when it was frozen. A customer scores as its bin does: as exactly computed
/// scores, except where a cut point lies within the bin. Immutable and thread-safe; a score allocates nothing.
/// </summary>
public sealed class PopulationRfm
{
    private readonly RfmScorer _scorer;
    private readonly int _coarseness;

    internal PopulationRfm(long version, RfmScorer scorer, int coarseness)
    {
        Version = version;
        _scorer = scorer;
        _coarseness = coarseness;
    }

    /// <summary>What decisions name it by.</summary>
    public long Version { get; }

    /// <summary>The whole population.</summary>
    public RfmTotal All => _scorer.All;

    /// <summary>Share of revenue by share of customers.</summary>
    public ParetoCurve Pareto => _scorer.Pareto;

    /// <summary>Customers and revenue by <see cref="RfmCell.Place"/>; <see cref="RfmCell.Count"/> of them.</summary>
    public IReadOnlyList<RfmTotal> Cells => _scorer.Cells;

    /// <summary>The scores of a customer.</summary>
    public RfmCell Score(RfmValues values) => _scorer.Score(OfBin(values));

    /// <summary>Where a customer stands on the curve.</summary>
    public ParetoPlace Place(RfmValues values) => _scorer.Place(OfBin(values));

    /// <summary>From where each score is given, best first; orders and revenue at the lower edge of a bin.</summary>
    /// <param name="today">The day that recency is counted from; a later purchase is 0 days ago.</param>
    public IReadOnlyList<RfmQuintile> Quintiles(int today) => _scorer.Quintiles(today);

    private RfmValues OfBin(RfmValues values) => RfmBin.Of(values, _coarseness).Values(_coarseness);
}
