namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// What the models of a fit expected of the customers that they were fitted to, kept so that a later fit can say how near each came,
/// in its checks.
/// </summary>
public sealed record LifetimeForecast
{
    /// <summary>Days that are forecast.</summary>
    public static IReadOnlyList<int> Horizons { get; } = [7, 30, 90];

    /// <summary>The business day up to which customers were observed.</summary>
    public required int Day { get; init; }

    /// <summary>
    /// It is of those who first bought by this day: the day of the forecast, or the end of the last whole stretch before it where days are
    /// joined.
    /// </summary>
    public required int FirstDayThrough { get; init; }

    /// <summary>Days with a repeat purchase that they had by then.</summary>
    public required long Repeats { get; init; }

    /// <summary>By model and horizon.</summary>
    public required IReadOnlyList<ExpectedRepeats> Expected { get; init; }

    /// <summary>Of a population, by each of the models; parameters are in days.</summary>
    /// <param name="cells">The population; a model is asked once for each cell and horizon.</param>
    /// <param name="today">The business day up to which it was observed.</param>
    /// <param name="models">What to forecast by.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static LifetimeForecast Of(
        LifetimeCells cells, int today, IReadOnlyList<IPurchaseModel> models, CancellationToken cancellationToken)
    {
        var through = ((today + 1) / cells.WidthDays * cells.WidthDays) - 1;
        var expected = new double[models.Count, Horizons.Count];
        var repeats = 0L;
        foreach (var (span, customers) in cells.FirstBy(through))
        {
            cancellationToken.ThrowIfCancellationRequested();
            repeats += (long)span.Repeats * customers;
            var history = cells.HistoryOf(span, today);
            for (var model = 0; model < models.Count; model++)
            {
                for (var horizon = 0; horizon < Horizons.Count; horizon++)
                {
                    expected[model, horizon] += customers * models[model].ExpectedPurchases(history, Horizons[horizon]);
                }
            }
        }

        return new()
        {
            Day = today,
            FirstDayThrough = through,
            Repeats = repeats,
            Expected =
            [
                .. from model in Enumerable.Range(0, models.Count)
                from horizon in Enumerable.Range(0, Horizons.Count)
                select new ExpectedRepeats(models[model].Name, Horizons[horizon], expected[model, horizon]),
            ],
        };
    }
}

/// <param name="Model">Such as <c>bgNbd</c>.</param>
/// <param name="Days">Within so many days.</param>
/// <param name="Repeats">Days with a purchase of all the customers together.</param>
public sealed record ExpectedRepeats(string Model, int Days, double Repeats);
