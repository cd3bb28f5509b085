using System.Globalization;

namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// Fits the models of purchases and spend to a population. Data that no model can be fitted to are answered with a simpler model
/// and a warning in words, never with an exception or a number that is not finite.
/// </summary>
public static class LifetimeEstimator
{
    /// <summary>Customers with a repeat purchase, below which no distribution among customers is estimated.</summary>
    public const int MinRepeaters = 30;

    /// <summary>|correlation| of frequency and spend above which the independence that Gamma-Gamma assumes is doubted.</summary>
    public const double CorrelationMax = 0.3;

    /// <exception cref="ArgumentException">There are no cells, or one has a weight of 0 or less.</exception>
    public static LifetimeFit Fit(LifetimeData data, CancellationToken cancellationToken)
    {
        if (data.Purchases.Count == 0 || data.Purchases.Any(cell => !(cell.Weight > 0)))
        {
            throw new ArgumentException("Purchases must hold at least one cell, and each a weight above 0.", nameof(data));
        }

        var warnings = new List<LifetimeWarning>();
        var repeaters = data.Purchases.Where(cell => cell.History.Frequency > 0).Sum(cell => cell.Weight);
        var fit = new LifetimeFit
        {
            Unit = data.Unit,
            Customers = data.Purchases.Sum(cell => cell.Weight),
            Repeaters = repeaters,
            Purchases = MeanRate(data.Purchases),
            Reason = "too few customers bought again",
            Warnings = warnings,
        };
        fit = repeaters < MinRepeaters
            ? WithMeanRate(fit, data, warnings)
            : WithPurchases(fit, data, new PurchaseModelSearch(data.Purchases, cancellationToken), warnings);
        if (EntryCohort.Doubt(data.Purchases) is { } doubt)
        {
            warnings.Add(new LifetimeWarning("not_entry_cohort", null, doubt));
        }

        return data.MeanSpend is { } mean ? WithSpend(fit, data.Spends, mean, warnings, cancellationToken) : fit;
    }

    private static LifetimeFit WithMeanRate(LifetimeFit fit, LifetimeData data, List<LifetimeWarning> warnings)
    {
        warnings.Add(new LifetimeWarning(
            "too_few_repeaters", null,
            $"{fit.Repeaters} of {fit.Customers} customers bought again, {MinRepeaters} are needed to fit a model: "
            + "everyone is expected to go on buying at the mean rate."));
        return data.HoldOut is not { } holdOut ? fit : fit with
        {
            HoldOut = new Dictionary<string, HoldOutScore> { [fit.Purchases.Name] = HoldOutScore.Of(fit.Purchases, holdOut) },
        };
    }

    private static LifetimeFit WithPurchases(
        LifetimeFit fit, LifetimeData data, PurchaseModelSearch search, List<LifetimeWarning> warnings)
    {
        var (nbd, bgNbd, paretoNbd) = (search.Nbd, search.BgNbd(), search.ParetoNbd());
        var candidates = new List<(IPurchaseModel, double)>();
        if (bgNbd.HasInteriorMaximum)
        {
            candidates.Add((new BgNbdModel(bgNbd["r"], bgNbd["alpha"], bgNbd["a"], bgNbd["b"]), bgNbd.LogLikelihood));
        }

        if (paretoNbd.HasInteriorMaximum)
        {
            candidates.Add((new ParetoNbdModel(paretoNbd["r"], paretoNbd["alpha"], paretoNbd["s"], paretoNbd["beta"]),
                paretoNbd.LogLikelihood));
        }

        IPurchaseModel fallback = nbd.HasInteriorMaximum ? new NbdModel(nbd["r"], nbd["alpha"]) : fit.Purchases;
        var choice = ModelChoice.Of(
            candidates, fallback, $"neither BG/NBD nor Pareto/NBD has an interior maximum, so {fallback.Name} is used", data);
        AddOneTimeBuyers(warnings, choice.Model, candidates.Select(static candidate => candidate.Item1), data.Purchases);
        AddDegeneracy(warnings, ModelNames.BgNbd, bgNbd, choice.Model.Name);
        AddDegeneracy(warnings, ModelNames.ParetoNbd, paretoNbd, choice.Model.Name);
        if (candidates.Count == 0)
        {
            AddDegeneracy(warnings, ModelNames.Nbd, nbd, choice.Model.Name);
        }

        return fit with
        {
            BgNbd = bgNbd,
            ParetoNbd = paretoNbd,
            Nbd = nbd,
            HoldOut = choice.Scores,
            Usable = [.. candidates.Select(static candidate => candidate.Item1)],
            Purchases = choice.Model,
            Reason = choice.Reason,
        };
    }

    private static LifetimeFit WithSpend(
        LifetimeFit fit, IReadOnlyList<SpendCell> spends, double mean, List<LifetimeWarning> warnings, CancellationToken cancellationToken)
    {
        IReadOnlyList<SpendCell> usable = [.. spends.Where(cell => cell.Frequency > 0 && cell.MeanSpend > 0)];
        var left = spends.Sum(cell => cell.Weight) - usable.Sum(cell => cell.Weight);
        if (left > 0)
        {
            warnings.Add(new LifetimeWarning(
                "spend_not_positive", ModelNames.GammaGamma,
                $"{left} customers whose repeat purchases add up to nothing are left out of the spend model."));
        }

        var everyone = new MeanSpendModel(Math.Max(mean, 0));
        var known = usable.Sum(cell => cell.Weight);
        if (known < MinRepeaters)
        {
            warnings.Add(new LifetimeWarning(
                "too_few_spends", ModelNames.GammaGamma,
                $"{known} customers have a repeat purchase with an amount, {MinRepeaters} are needed: "
                + "everyone is expected to spend the mean."));
            return fit with { Spend = everyone };
        }

        var gammaGamma = SpendModelSearch.GammaGamma(usable, cancellationToken);
        if (gammaGamma.HasInteriorMaximum && gammaGamma["q"] <= 1)
        {
            gammaGamma = gammaGamma with { Degeneracy = "q is not above 1, so that the mean spend would be infinite" };
        }

        AddDegeneracy(warnings, ModelNames.GammaGamma, gammaGamma, everyone.Name);
        var correlation = SpendModelSearch.Correlation(usable);
        if (Math.Abs(correlation) > CorrelationMax)
        {
            warnings.Add(new LifetimeWarning("spend_depends_on_frequency", ModelNames.GammaGamma, string.Create(
                CultureInfo.InvariantCulture,
                $"Frequency and spend correlate by {correlation:F2}; the model takes them as independent, so that the values of ")
                + "frequent customers are off."));
        }

        return fit with
        {
            GammaGamma = gammaGamma,
            Spend = gammaGamma.HasInteriorMaximum
                ? new GammaGammaModel(gammaGamma["p"], gammaGamma["q"], gammaGamma["gamma"])
                : everyone,
        };
    }

    /// <summary>
    /// BG/NBD lets a customer leave only after a repeat purchase (Fader, Hardie and Lee 2005, "Counting Your Customers" the Easy Way,
    /// assumption iii), so that P(alive) is 1 for everybody who bought once.
    /// </summary>
    private static void AddOneTimeBuyers(
        List<LifetimeWarning> warnings, IPurchaseModel chosen, IEnumerable<IPurchaseModel> fitted, IReadOnlyList<PurchaseCell> cells)
    {
        IReadOnlyList<PurchaseCell> once = [.. cells.Where(static cell => cell.History.Frequency == 0)];
        if (chosen is not BgNbdModel || once.Count == 0)
        {
            return;
        }

        var customers = once.Sum(static cell => cell.Weight);
        var beside = fitted.OfType<ParetoNbdModel>().FirstOrDefault() is not { } other ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"; {ModelNames.ParetoNbd} puts them at {once.Sum(cell => cell.Weight * other.ProbabilityAlive(cell.History)) / customers:P1}");
        warnings.Add(new LifetimeWarning("one_time_buyers_alive", ModelNames.BgNbd, string.Create(
            CultureInfo.InvariantCulture,
            $"{customers} of {cells.Sum(static cell => cell.Weight)} customers bought once, and {ModelNames.BgNbd} counts each of them as ")
            + $"still a customer, for in it one leaves only after a repeat purchase{beside}. Churn is too low by that."));
    }

    private static void AddDegeneracy(List<LifetimeWarning> warnings, string model, ModelFit fit, string used)
    {
        if (fit.Degeneracy is { } reason)
        {
            warnings.Add(new LifetimeWarning(
                "no_interior_maximum", model, $"{model} has no interior maximum: {reason}. Its parameters mean nothing; {used} is used."));
        }
    }

    private static ConstantRateModel MeanRate(IReadOnlyList<PurchaseCell> cells)
    {
        var time = cells.Sum(cell => cell.Weight * cell.History.Age);
        return new ConstantRateModel(time > 0 ? cells.Sum(cell => cell.Weight * cell.History.Frequency) / time : 0);
    }
}
