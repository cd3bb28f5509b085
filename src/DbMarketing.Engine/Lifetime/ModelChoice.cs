using System.Globalization;

namespace DbMarketing.Engine.Lifetime;

/// <summary>Which of the fitted purchase models is used, and why.</summary>
internal sealed record ModelChoice(IPurchaseModel Model, string Reason, IReadOnlyDictionary<string, HoldOutScore> Scores)
{
    // Errors that differ by less are the same for this purpose, and the likelihood decides.
    private const double RelevantDifference = 0.01;

    /// <summary>
    /// With a hold-out the model of the smaller root mean squared error, which an expectation minimises; where they differ by less than one
    /// per cent, or without a hold-out, the one of the higher likelihood: both have four parameters.
    /// </summary>
    /// <param name="candidates">Models with an interior maximum, and their log-likelihoods; may be empty.</param>
    /// <param name="fallback">The simpler model for when there is none.</param>
    /// <param name="fallbackReason">Why it is used then.</param>
    /// <param name="holdOut">To be compared by, if any.</param>
    public static ModelChoice Of(
        IReadOnlyList<(IPurchaseModel Model, double LogLikelihood)> candidates,
        IPurchaseModel fallback, string fallbackReason, HoldOut? holdOut)
    {
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
            return new ModelChoice(likely.Model, $"higher {likelihoods}", scores);
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
}
