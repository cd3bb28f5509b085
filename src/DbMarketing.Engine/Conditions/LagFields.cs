using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>
/// Where the customer stands between two purchases, by its own gaps and everybody's. Nobody has a value before the first purchase, nor
/// before a model was fitted. They change by time alone as long as the model holds: memberships follow another one as another playbook.
/// </summary>
internal static class LagFields
{
    private const string Stage = "lag.stage";
    private const string ReturnChance = "lag.returnChance";

    /// <summary>How far from the computed instant, in milliseconds, a chance may cross a threshold: what rounding can do.</summary>
    private const int Nearby = 2;

    private static readonly string?[] s_stages = [null, "active", "due", "overdue", "lapsed"];

    public static void AddTo(FieldCatalogue catalogue, TimeZoneInfo zone)
    {
        catalogue.Add(new TextField(
            new(
                Stage, FieldType.Text, FieldClass.Time, "",
                "active; due, when half of the customers like this one who come back have; overdue, when most have; lapsed, when the "
                    + "chance of coming back is below the playbook's threshold. Unknown before the first purchase."),
            static input => TextValue.Of(s_stages[(int)(LagOf(input)?.StageAt(input.Now) ?? LagStage.None)]),
            [.. s_stages.OfType<string>()],
            static (input, _, after) => LagOf(input)?.NextStageAfter(after),
            input => StandingOf(input, zone)));
        catalogue.Add(FieldBinder.Number(
            new(
                ReturnChance, FieldType.Number, FieldClass.Time, "0 to 1",
                "The chance that the customer ever buys again; it falls as time passes. Unknown before the first purchase."),
            static input => LagOf(input)?.ReturnChanceAt(input.Now), CrossesAt, min: 0, max: 1));
    }

    /// <summary>Which lag a field reads, as <see cref="LagReading.Of"/> names it; null for a field that reads none.</summary>
    public static string? ScopeOf(Field field) => field.Name is Stage or ReturnChance ? LagReading.All : null;

    private static CustomerLag? LagOf(ConditionInput input) => input.Lags?.Of(LagReading.All);

    private static LagStanding? StandingOf(ConditionInput input, TimeZoneInfo zone)
    {
        if (LagOf(input) is not { } lag)
        {
            return null;
        }

        var stage = lag.StageAt(input.Now);
        var day = BusinessDays.DateOf(lag.BeginOf(stage == LagStage.Active ? LagStage.Due : stage), zone);
        return new(stage, lag.Forecast.Quantile(0.5), day);
    }

    /// <summary>
    /// The whole milliseconds about the instant at which the chance comes to a threshold: the first of them that differs is where it turns.
    /// </summary>
    private static DateTimeOffset? CrossesAt(ConditionInput input, double? threshold, DateTimeOffset after)
    {
        if (threshold is not (> 0 and < 1) || LagOf(input) is not { } lag
            || lag.Forecast.CriticalLag(threshold.Value) is var critical && critical >= LagForecast.Longest)
        {
            return null;
        }

        var whole = UtcMillisecondsConverter.Truncate(lag.Since + critical);
        var next = whole.AddMilliseconds(-Nearby);
        while (next <= after)
        {
            if (next >= whole.AddMilliseconds(Nearby))
            {
                return null;
            }

            next = next.AddMilliseconds(1);
        }

        return next;
    }
}
