using System.Globalization;

namespace DbMarketing.Engine.Lifetime;

/// <summary>Which of the fitted purchase models is used, and why.</summary>
internal sealed record ModelChoice(IPurchaseModel Model, string Reason, IReadOnlyDictionary<string, HoldOutScore> Scores)
{
    // Errors that differ by less are the same for this purpose, and the likelihood decides.
    private const double RelevantDifference = 0.01;

    // With fewer purchases chance says more of a forecast than its model.
    private const int LeastForecast = 100;

    private static readonly IReadOnlyDictionary<string, HoldOutScore> s_noScores = new Dictionary<string, HoldOutScore>();

    /// <summary>
    /// With a hold-out the model of the smaller root mean squared error, which an expectation minimises; without one, the model whose
    /// earlier fit came nearer to all purchases since. Where they differ by less than one per cent, or by no more than chance may, and
    /// where there is neither, the one of the higher likelihood: both have four parameters.
    /// </summary>
    /// <param name="candidates">Models with an interior maximum, and their log-likelihoods; may be empty.</param>
    /// <param name="fallback">The simpler model for when there is none.</param>
    /// <param name="fallbackReason">Why it is used then.</param>
    /// <param name="data">With its hold-out, or the checks of earlier fits.</param>
    public static ModelChoice Of(
        IReadOnlyList<(IPurchaseModel Model, double LogLikelihood)> candidates,
        IPurchaseModel fallback, string fallbackReason, LifetimeData data)
    {
        var holdOut = data.HoldOut;
        IReadOnlyList<IPurchaseModel> models = candidates.Count > 0 ? [.. candidates.Select(candidate => candidate.Model)] : [fallback];
        var scores = new Dictionary<string, HoldOutScore>();
        if (holdOut is not null)
        {
            foreach (var model in models)
            {
                scores[model.Name] = HoldOutScore.Of(model, holdOut);
            }
        }

        if (candidates.Count == 0)
        {
            return new ModelChoice(fallback, fallbackReason, scores);
        }

        var likely = candidates.MaxBy(candidate => candidate.LogLikelihood);
        var other = candidates.FirstOrDefault(candidate => candidate.Model != likely.Model);
        if (other.Model is null)
        {
            return new ModelChoice(likely.Model, $"only {likely.Model.Name} has an interior maximum", scores);
        }

        var likelihoods = string.Create(
            CultureInfo.InvariantCulture, $"log-likelihood {likely.LogLikelihood:F2} against {other.LogLikelihood:F2}");
        if (holdOut is null)
        {
            return ByForecasts(likely.Model, other.Model, likelihoods, data.Checks)
                ?? new ModelChoice(likely.Model, $"higher {likelihoods}", scores);
        }

        var near = candidates.MinBy(candidate => scores[candidate.Model.Name].Rmse);
        var far = candidates.First(candidate => candidate.Model != near.Model);
        var (least, most) = (scores[near.Model.Name].Rmse, scores[far.Model.Name].Rmse);
        return most - least >= RelevantDifference * most
            ? new ModelChoice(near.Model, string.Create(
                CultureInfo.InvariantCulture, $"smaller hold-out error, {least:G4} against {most:G4} purchases (root mean square)"), scores)
            : new ModelChoice(likely.Model, string.Create(
                CultureInfo.InvariantCulture,
                $"higher {likelihoods}; hold-out errors differ by less than 1 % ({least:G4} and {most:G4} purchases, root mean square)"),
                scores);
    }

    /// <summary>By the longest horizon that both have been checked at; null when there is none.</summary>
    private static ModelChoice? ByForecasts(
        IPurchaseModel likely, IPurchaseModel other, string likelihoods, IReadOnlyList<ForecastCheck> checks)
    {
        var pair = checks.Where(static check => check.Actual >= LeastForecast).GroupBy(static check => check.Days)
            .OrderByDescending(static horizon => horizon.Key)
            .Select(horizon => (
                OfLikely: horizon.FirstOrDefault(check => check.Model == likely.Name),
                OfOther: horizon.FirstOrDefault(check => check.Model == other.Name)))
            .FirstOrDefault(static pair => pair is { OfLikely: not null, OfOther: not null });
        if (pair is not ({ } ofLikely, { } ofOther))
        {
            return null;
        }

        // A sum of purchases varies at least as a Poisson variable does; two standard deviations of it.
        var chance = Math.Max(RelevantDifference * ofLikely.Actual, 2 * Math.Sqrt(ofLikely.Actual));
        var (errorOfLikely, errorOfOther) = (Math.Abs(ofLikely.Expected - ofLikely.Actual), Math.Abs(ofOther.Expected - ofOther.Actual));
        var forecasts = string.Create(
            CultureInfo.InvariantCulture,
            $"{ofLikely.Days} days ago {likely.Name} expected {ofLikely.Expected:F0} and {other.Name} {ofOther.Expected:F0} purchases, ")
            + $"{ofLikely.Actual} were made";
        return Math.Abs(errorOfLikely - errorOfOther) < chance
            ? new ModelChoice(likely, $"higher {likelihoods}; forecasts differ by no more than chance: {forecasts}", s_noScores)
            : new ModelChoice(errorOfLikely < errorOfOther ? likely : other, $"nearer forecast: {forecasts}", s_noScores);
    }
}
