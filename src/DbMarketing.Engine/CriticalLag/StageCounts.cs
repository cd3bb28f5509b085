namespace DbMarketing.Engine.CriticalLag;

/// <summary>How many customers stand at each stage, by their cells: to the day, and to 5 % of a customer's own mean gap.</summary>
/// <param name="Active">Not due yet.</param>
/// <param name="Due">Due, and not overdue.</param>
/// <param name="Overdue">Overdue, and not lapsed.</param>
/// <param name="Lapsed">Lapsed.</param>
public sealed record StageCounts(long Active, long Due, long Overdue, long Lapsed)
{
    /// <summary>The stages as of a day.</summary>
    /// <param name="gaps">Everybody who ever bought. Not changed meanwhile.</param>
    /// <param name="model">What forecasts them.</param>
    /// <param name="policy">What is called overdue and lapsed.</param>
    /// <param name="today">The day number.</param>
    public static StageCounts Of(GapPopulation gaps, GapModel model, LagPolicy policy, int today)
    {
        ArgumentNullException.ThrowIfNull(gaps);
        ArgumentNullException.ThrowIfNull(model);
        var counts = new long[(int)LagStage.Lapsed + 1];
        foreach (var (cell, customers) in gaps.Cells)
        {
            var stages = LagStages.Of(model.ForecastOf(cell), policy);
            counts[(int)stages.StageAt(TimeSpan.FromDays(today - cell.LastDay))] += customers;
        }

        return new(
            counts[(int)LagStage.Active], counts[(int)LagStage.Due], counts[(int)LagStage.Overdue], counts[(int)LagStage.Lapsed]);
    }
}
