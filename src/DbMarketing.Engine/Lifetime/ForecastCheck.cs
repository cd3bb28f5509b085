namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// How near an earlier fit came: what it expected of its customers until now, beside what they did. This is the hold-out of a population
/// that is kept as counts: they do not tell whose purchases were whose, so the sums are compared and not each customer.
/// </summary>
/// <param name="Model">Such as <c>bgNbd</c>.</param>
/// <param name="Version">The fit that expected it.</param>
/// <param name="Days">So many days ago.</param>
/// <param name="Expected">Days with a purchase.</param>
/// <param name="Actual">
/// Those that there were, by all whose first purchase it knew. One that was reported late is counted here though it may lie before.
/// </param>
public sealed record ForecastCheck(string Model, long Version, int Days, double Expected, long Actual)
{
    /// <summary>Of the fits that are as old as a horizon to the day, the newest of each day.</summary>
    /// <param name="fits">Earlier fits.</param>
    /// <param name="cells">The population as it is now.</param>
    /// <param name="today">Its business day.</param>
    public static IReadOnlyList<ForecastCheck> Of(IReadOnlyList<LifetimeModel> fits, LifetimeCells cells, int today)
    {
        var checks = new List<ForecastCheck>();
        foreach (var days in LifetimeForecast.Horizons)
        {
            var then = fits.Where(fit => fit.Forecast?.Day == today - days).MaxBy(static fit => fit.Version);

            // Where days have been joined since so that its last day is inside a stretch, its customers cannot be told from later ones.
            if (then?.Forecast is { } forecast && (forecast.FirstDayThrough + 1) % cells.WidthDays == 0)
            {
                var repeats = cells.FirstBy(forecast.FirstDayThrough).Sum(static cell => (long)cell.Key.Repeats * cell.Value);
                checks.AddRange(forecast.Expected.Where(expected => expected.Days == days).Select(expected => new ForecastCheck(
                    expected.Model, then.Version, days, expected.Repeats, Math.Max(0, repeats - forecast.Repeats))));
            }
        }

        return checks;
    }
}
