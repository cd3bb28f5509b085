using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace DbMarketing.Engine.CriticalLag;

/// <summary>
/// Fits a <see cref="GapModel"/> by maximum likelihood. Gaps that ended and lags that are still open both count: gaps alone would be too
/// short, since a long one is rarely seen to end. A customer with n gaps of mean ȳ who has been away for L contributes
/// (1 − π)ⁿ · ∏ N(ln g; μ, σ²) · [π + (1 − π) S(L)], integrated over μ ~ N(m, τ²), which the normal distribution does in closed form.
/// </summary>
public static class GapFit
{
    /// <summary>Customers who came back, and further gaps of theirs, that a fit needs at least.</summary>
    public const int Enough = 30;

    private const int MaxSteps = 2_000;
    private const double Converged = 1e-6;

    /// <summary>
    /// No variance is smaller: 1 % of a gap. A population of clockwork customers would otherwise have no largest likelihood.
    /// </summary>
    private const double LeastDeviation = 0.01;

    /// <summary>Whether a population has what a fit needs at least.</summary>
    public static bool IsEnough(GapPopulation population)
    {
        ArgumentNullException.ThrowIfNull(population);
        return population.Returned >= Enough && population.Gaps - population.Returned >= Enough;
    }

    /// <summary>
    /// The model of a population as of a day; null with fewer than <see cref="Enough"/> customers who came back, or than as many second
    /// gaps, by which customers can be told from chance.
    /// </summary>
    /// <param name="population">All who ever bought. Not changed meanwhile.</param>
    /// <param name="today">The day number until which nothing came; cells of later days count as of their own.</param>
    public static GapModel? Fit(GapPopulation population, int today)
    {
        ArgumentNullException.ThrowIfNull(population);
        if (!IsEnough(population))
        {
            return null;
        }

        // In a fixed order, since sums of floating point depend on it: every node finds the same model.
        var cells = InOrder(population);
        var start = Vector<double>.Build.Dense([MeanOf(cells, population.Returned), Math.Log(0.5), Math.Log(0.5), 0]);
        var step = Vector<double>.Build.Dense([0.5, 0.5, 0.5, 1]);
        var objective = ObjectiveFunction.Value(point => -LogLikelihood(population, cells, today, ModelAt(point)) / population.Customers);
        try
        {
            return ModelAt(new NelderMeadSimplex(Converged, MaxSteps).FindMinimum(objective, start, step).MinimizingPoint);
        }
        catch (MaximumIterationsException)
        {
            return null;
        }
    }

    /// <summary>The logarithm of the likelihood, up to a constant of the population.</summary>
    public static double LogLikelihood(GapPopulation population, int today, GapModel model)
    {
        ArgumentNullException.ThrowIfNull(population);
        ArgumentNullException.ThrowIfNull(model);
        return LogLikelihood(population, InOrder(population), today, model);
    }

    private static double LogLikelihood(
        GapPopulation population, KeyValuePair<GapCell, long>[] cells, int today, GapModel model)
    {
        var sum = population.Gaps * Math.Log(1 - model.Lost);
        sum -= ((population.Gaps - population.Returned) * Math.Log(model.WithinVariance)
            + (population.Within / GapStatistics.Unit / model.WithinVariance)) / 2;
        foreach (var (cell, customers) in cells)
        {
            sum += customers * LogLikelihood(cell, today, model);
        }

        return sum;
    }

    private static double LogLikelihood(GapCell cell, int today, GapModel model)
    {
        var (mean, variance) = model.Predict(cell.Gaps, cell.MeanLog);
        var staying = GapModel.StaysBeyond(today - cell.LastDay, mean, Math.Sqrt(variance));
        var open = Math.Log(model.Lost + ((1 - model.Lost) * staying));
        if (cell.Gaps == 0)
        {
            return open;
        }

        var spread = model.BetweenVariance + (model.WithinVariance / cell.Gaps);
        var distance = cell.MeanLog - model.Mean;
        return open - ((Math.Log(spread) + (distance * distance / spread)) / 2);
    }

    private static KeyValuePair<GapCell, long>[] InOrder(GapPopulation population) =>
        [.. population.Cells.OrderBy(static cell => cell.Key.Place)];

    private static double MeanOf(KeyValuePair<GapCell, long>[] cells, long returned) =>
        cells.Where(static cell => cell.Key.Gaps > 0).Sum(static cell => cell.Key.MeanLog * cell.Value) / returned;

    private static GapModel ModelAt(Vector<double> point) =>
        new(point[0], Square(point[1]), Square(point[2]), Math.Clamp(1 / (1 + Math.Exp(-point[3])), 1e-9, 1 - 1e-9));

    private static double Square(double logDeviation)
    {
        var deviation = Math.Max(LeastDeviation, Math.Exp(logDeviation));
        return deviation * deviation;
    }
}
