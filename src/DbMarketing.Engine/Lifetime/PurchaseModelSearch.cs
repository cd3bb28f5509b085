namespace DbMarketing.Engine.Lifetime;

/// <summary>Finds the parameters of the purchase models for the cells of one population.</summary>
internal sealed class PurchaseModelSearch
{
    // What the greatest age is on the scale of the search, so that no unit of time is nearer to its bounds than another.
    private const double ScaledAge = 10;

    // A model with two more parameters that gains less than this in log-likelihood has found nobody who left.
    private const double LeastGain = 0.01;

    private readonly PurchaseCell[] _cells;
    private readonly double _weight;
    private readonly double _unitScale;
    private readonly double _scaleTerm;
    private readonly CancellationToken _cancellationToken;
    private readonly double[] _start;

    /// <param name="cells">With at least one age above 0 and one repeat purchase.</param>
    /// <param name="cancellationToken">Ends a search between two evaluations.</param>
    public PurchaseModelSearch(IReadOnlyList<PurchaseCell> cells, CancellationToken cancellationToken)
    {
        var factor = ScaledAge / cells.Max(cell => cell.History.Age);
        _cells = [.. cells.Select(cell => cell with { History = cell.History.Scaled(factor) }).OrderBy(cell => cell.History.Frequency)];
        _weight = cells.Sum(cell => cell.Weight);
        _unitScale = 1 / factor;
        _scaleTerm = Math.Log(factor) * cells.Sum(cell => cell.Weight * cell.History.Frequency);
        _cancellationToken = cancellationToken;
        var rate = cells.Sum(cell => cell.Weight * cell.History.Frequency) / _cells.Sum(cell => cell.Weight * cell.History.Age);
        Nbd = Run(["r", "alpha"], NbdLikelihood.Evaluate, [[1, 1 / rate], [0.3, 0.3 / rate], [5, 5 / rate]]);
        _start = [Nbd.Parameters[0].Value, Nbd.Parameters[1].Value * factor];
    }

    /// <summary>The model without leaving: the fallback, where the other searches start, and what they must beat.</summary>
    public ModelFit Nbd { get; }

    public ModelFit BgNbd() => ThatBeatsNbd(Run(
        ["r", "alpha", "a", "b"], BgNbdLikelihood.Evaluate,
        [[.. _start, 0.8, 2.5], [.. _start, 0.1, 5], [.. _start, 5, 20], [1, 1, 1, 1], [0.3, 1, 0.5, 2]]));

    public ModelFit ParetoNbd() => ThatBeatsNbd(Run(
        ["r", "alpha", "s", "beta"], ParetoNbdLikelihood.Evaluate,
        [[.. _start, 0.6, 3], [.. _start, 0.1, 10], [.. _start, 3, 50], [1, 1, 1, 1], [0.5, 3, 0.5, 3]]));

    private ModelFit Run(string[] names, CellLikelihood likelihood, double[][] starts) => new LikelihoodSearch
    {
        Names = names,
        Scales = [.. names.Select(name => name is "alpha" or "beta" ? _unitScale : 1)],
        Weight = _weight,
        Likelihood = (point, gradient) => likelihood(_cells, point, gradient),
        ScaleTerm = _scaleTerm,
    }.Run(starts, _cancellationToken);

    private ModelFit ThatBeatsNbd(ModelFit fit) => fit.LogLikelihood - Nbd.LogLikelihood >= LeastGain ? fit : fit with
    {
        Degeneracy = "the likelihood is highest where nobody leaves"
            + (fit.Degeneracy is { } reason ? $": {reason}" : ""),
        Parameters = [.. fit.Parameters.Select(parameter => parameter with { StandardError = null })],
    };

    private delegate double CellLikelihood(ReadOnlySpan<PurchaseCell> cells, ReadOnlySpan<double> parameters, Span<double> gradient);
}
