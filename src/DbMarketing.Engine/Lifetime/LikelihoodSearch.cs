namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// Fits positive parameters by maximum likelihood: in their logarithms, from several starts, with standard errors from the curvature. What
/// cannot be told apart from a maximum at the edge is said to be none.
/// </summary>
internal sealed class LikelihoodSearch
{
    /// <summary>Parameters stay within e^−10 and e^10 of the scale of the data.</summary>
    public const double Bound = 10;

    /// <summary>Starts that are followed, of those given.</summary>
    public const int FollowedStarts = 2;

    private const double NearBound = 0.5;
    private const double DifferenceStep = 1e-4;
    private const double FlatGradient = 1e-6;

    // A parameter that the data allow to be e^5 times as great or small is not determined by them.
    private const double UndeterminedError = 5;

    /// <summary>The parameters' names.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>What each parameter is multiplied by to get from the scale of the search to that of the data.</summary>
    public required IReadOnlyList<double> Scales { get; init; }

    /// <summary>Customers; the search works on their mean.</summary>
    public required double Weight { get; init; }

    /// <summary>The log-likelihood by the parameters on the scale of the search.</summary>
    public required Differentiable Likelihood { get; init; }

    /// <summary>What is added to the log-likelihood to get to the scale of the data.</summary>
    public required double ScaleTerm { get; init; }

    /// <param name="starts">Parameters on the scale of the search.</param>
    /// <param name="cancellationToken">Ends the search between two evaluations.</param>
    public ModelFit Run(IReadOnlyList<double[]> starts, CancellationToken cancellationToken)
    {
        var scratch = new double[Names.Count];
        var logStarts = starts
            .Select(start => start.Select(value => Math.Clamp(Math.Log(value), -Bound, Bound)).ToArray())
            .OrderByDescending(start => MeanByLogarithms(start, scratch)).Take(FollowedStarts);
        var maximizer = new Maximizer(MeanByLogarithms, Bound, cancellationToken);
        var ends = logStarts.Select(start => maximizer.From(start)).ToList();
        var best = ends.MaxBy(end => end.Value)!;
        var errors = Errors(best.Point);
        var degeneracy = Degeneracy(best, errors);
        return new ModelFit
        {
            Parameters = [.. best.Point.Select((value, i) => new ModelParameter(
                Names[i], Math.Exp(value) * Scales[i], degeneracy is null ? errors![i] * Math.Exp(value) * Scales[i] : null))],
            LogLikelihood = (best.Value * Weight) + ScaleTerm,
            Iterations = best.Iterations,
            Evaluations = ends.Sum(end => end.Evaluations) + starts.Count,
            GradientNorm = best.GradientNorm,
            Degeneracy = degeneracy,
        };
    }

    private double MeanByLogarithms(ReadOnlySpan<double> logarithms, Span<double> gradient)
    {
        Span<double> parameters = stackalloc double[logarithms.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = Math.Exp(logarithms[i]);
        }

        var value = Likelihood(parameters, gradient);
        for (var i = 0; i < parameters.Length; i++)
        {
            gradient[i] *= parameters[i] / Weight;
        }

        return value / Weight;
    }

    // Standard errors of the logarithms; null where the function does not curve downwards in all directions.
    private double[]? Errors(double[] point)
    {
        var dimension = point.Length;
        var curvature = new double[dimension, dimension];
        var (above, below) = (new double[dimension], new double[dimension]);
        for (var i = 0; i < dimension; i++)
        {
            var moved = point.ToArray();
            moved[i] = point[i] + DifferenceStep;
            MeanByLogarithms(moved, above);
            moved[i] = point[i] - DifferenceStep;
            MeanByLogarithms(moved, below);
            for (var j = 0; j < dimension; j++)
            {
                curvature[i, j] = (below[j] - above[j]) / (2 * DifferenceStep) * Weight;
            }
        }

        return PositiveMatrix.InverseDiagonal(curvature)?.Select(Math.Sqrt).ToArray();
    }

    private string? Degeneracy(Maximum end, double[]? errors)
    {
        for (var i = 0; i < end.Point.Length; i++)
        {
            if (Math.Abs(end.Point[i]) > Bound - NearBound)
            {
                return $"{Names[i]} ran to the edge of the search ({(end.Point[i] > 0 ? "without limit" : "to 0")})";
            }
        }

        if (!end.Converged && !(end.GradientNorm < FlatGradient))
        {
            return $"the search did not converge in {end.Iterations} steps (slope {end.GradientNorm:G2})";
        }

        var undetermined = errors is null ? -1 : Array.FindIndex(errors, error => !(error < UndeterminedError));
        return errors is null ? "the likelihood is flat in some direction of the parameters"
            : undetermined >= 0 ? $"the data do not determine {Names[undetermined]}"
            : null;
    }
}
