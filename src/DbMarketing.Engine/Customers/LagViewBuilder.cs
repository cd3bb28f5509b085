using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Customers;

/// <summary>What the live view says of the time between two purchases.</summary>
internal static class LagViewBuilder
{
    /// <summary>Null before the first purchase, and without a model.</summary>
    public static LagView? Build(LagReading lags, ReferenceData reference, DateTimeOffset now)
    {
        if (reference.Lag is not { } model || LagOf(lags, LagReading.All, model, now) is not { } all)
        {
            return null;
        }

        var categories = new Dictionary<string, LagView>(StringComparer.Ordinal);
        foreach (var category in reference.Playbook.LagCategories)
        {
            if (LagOf(lags, category, model, now) is { } bought)
            {
                categories[category] = bought;
            }
        }

        return all with { Categories = categories.Count == 0 ? null : categories };
    }

    private static LagView? LagOf(LagReading lags, string scope, LagModel model, DateTimeOffset now) =>
        lags.Of(scope) is not { } lag ? null : new(
            lag.StageAt(now), ShownNumbers.Round(lag.Forecast.Quantile(0.5).TotalDays), WholeAfter(lag.BeginOf(LagStage.Due)),
            WholeAfter(lag.BeginOf(LagStage.Overdue)), WholeAfter(lag.BeginOf(LagStage.Lapsed)),
            ShownNumbers.Round(lag.ReturnChanceAt(now)), model.Version);

    /// <summary>The first whole millisecond at which it is so, as the engine's clock goes.</summary>
    private static DateTimeOffset WholeAfter(DateTimeOffset exact) =>
        UtcMillisecondsConverter.Truncate(exact) is var whole && whole < exact ? whole.AddMilliseconds(1) : exact;
}
