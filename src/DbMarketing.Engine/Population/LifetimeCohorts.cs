using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Population;

/// <summary>
/// What the cohorts of a population are expected to do and to be worth. Spend is that of all customers with as many purchases, since the
/// models take it as independent of when a customer came; what a cohort has spent so far is its own.
/// </summary>
public static class LifetimeCohorts
{
    /// <summary>Cells that are estimated; of more, days are joined first.</summary>
    public const int MaxCells = 20_000;

    /// <param name="cells">The population.</param>
    /// <param name="figures">The models that hold.</param>
    /// <param name="terms">Of the values.</param>
    /// <param name="acquisitionCost">What winning a customer cost, base currency; null where it is not known.</param>
    /// <param name="today">The day (since 1970-01-01) from which on purchases are to come.</param>
    /// <param name="period">Of the first purchases of a cohort.</param>
    /// <param name="cancellationToken">Ends it between two cells.</param>
    /// <returns>By cohort, oldest first; and the days that counted as one.</returns>
    public static (IReadOnlyList<LifetimeGroup> Cohorts, int WidthDays) Of(
        LifetimeCells cells, LifetimeFigures figures, LifetimeTerms terms, decimal? acquisitionCost, int today, CohortPeriod period,
        CancellationToken cancellationToken)
    {
        var joined = cells.Joined(MaxCells);
        var groups = new LifetimeGroups(terms, _ => (double?)acquisitionCost);
        var scorer = figures.ScorerOf(terms with { Draws = 0 });
        var spends = cells.Spends.GroupBy(static cell => cell.Frequency).ToDictionary(
            static cells => cells.Key, static cells => cells.Sum(cell => cell.Weight * cell.MeanSpend) / cells.Sum(cell => cell.Weight));
        foreach (var (span, customers) in joined.Customers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // The expected spend is linear in what was spent, so the mean of those with as many purchases stands for each of them.
            var estimate = scorer.Estimate(joined.HistoryOf(span, today), spends.GetValueOrDefault(span.Repeats), 0);
            groups.Add(KeyOf(joined, span.First, period), estimate, 0, customers);
        }

        foreach (var (first, revenue) in joined.Revenue)
        {
            groups.AddRevenue(KeyOf(joined, first, period), (double)revenue);
        }

        return (groups.ToList(), joined.WidthDays);
    }

    private static string KeyOf(LifetimeCells cells, int first, CohortPeriod period) =>
        period.KeyOf(DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(cells.DayOf(first)));
}
