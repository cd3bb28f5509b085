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
    private const string StageFamily = "lagStage.";
    private const string ReturnChanceFamily = "lagReturnChance.";

    /// <summary>How far from the computed instant, in milliseconds, a chance may cross a threshold: what rounding can do.</summary>
    private const int Nearby = 2;

    private static readonly string?[] s_stages = [null, "active", "due", "overdue", "lapsed"];

    public static void AddTo(FieldCatalogue catalogue, IReadOnlyList<string> categories, TimeZoneInfo zone)
    {
        catalogue.Add(StageOf(
            new(
                Stage, FieldType.Text, FieldClass.Time, "",
                "active; due, when half of the customers like this one who come back have; overdue, when most have; lapsed, when the "
                    + "chance of coming back is below the playbook's threshold. Unknown before the first purchase."),
            LagReading.All, zone));
        catalogue.Add(ReturnChanceOf(
            new(
                ReturnChance, FieldType.Number, FieldClass.Time, "0 to 1",
                "The chance that the customer ever buys again; it falls as time passes. Unknown before the first purchase.", Min: 0,
                Max: 1),
            LagReading.All));

        const string What = "a category of the playbook's lag";
        var stage = new Field(
            StageFamily + "<category>", FieldType.Text, FieldClass.Time, "",
            "The same stages by purchases of one category alone, of those that the playbook lists; a prefix counts its children.");
        catalogue.AddFamily(stage, new(What, categories, (name, category, _) => StageOf(stage with { Name = name }, category, zone)));
        var chance = new Field(
            ReturnChanceFamily + "<category>", FieldType.Number, FieldClass.Time, "0 to 1",
            "The chance that the customer ever buys of the category again. Unknown before the first purchase of it.", Min: 0, Max: 1);
        catalogue.AddFamily(chance, new(What, categories, (name, category, _) => ReturnChanceOf(chance with { Name = name }, category)));
    }

    /// <summary>Which lag a field reads, as <see cref="LagReading.Of"/> names it; null for a field that reads none.</summary>
    public static string? ScopeOf(Field field) => field.Name is Stage or ReturnChance ? LagReading.All
        : field.Name.StartsWith(StageFamily, StringComparison.Ordinal) ? field.Name[StageFamily.Length..]
        : field.Name.StartsWith(ReturnChanceFamily, StringComparison.Ordinal) ? field.Name[ReturnChanceFamily.Length..]
        : null;

    private static TextField StageOf(Field field, string scope, TimeZoneInfo zone) => new(
        field,
        input => TextValue.Of(s_stages[(int)(LagOf(input, scope)?.StageAt(input.Now) ?? LagStage.None)]),
        [.. s_stages.OfType<string>()],
        (input, _, after) => LagOf(input, scope)?.NextStageAfter(after),
        input => StandingOf(input, scope, zone));

    private static BoundField ReturnChanceOf(Field field, string scope) => FieldBinder.Number(
        field, input => LagOf(input, scope)?.ReturnChanceAt(input.Now),
        (input, threshold, after) => CrossesAt(LagOf(input, scope), threshold, after));

    private static CustomerLag? LagOf(ConditionInput input, string scope) => input.Lags?.Of(scope);

    private static LagStanding? StandingOf(ConditionInput input, string scope, TimeZoneInfo zone)
    {
        if (LagOf(input, scope) is not { } lag)
        {
            return null;
        }

        var stage = lag.StageAt(input.Now);
        var day = BusinessDays.DateOf(lag.BeginOf(stage == LagStage.Active ? LagStage.Due : stage), zone);
        return new(scope == LagReading.All ? null : scope, stage, lag.Forecast.Quantile(0.5), day);
    }

    /// <summary>
    /// The whole milliseconds about the instant at which the chance comes to a threshold: the first of them that differs is where it turns.
    /// </summary>
    private static DateTimeOffset? CrossesAt(CustomerLag? lag, double? threshold, DateTimeOffset after)
    {
        if (threshold is not (> 0 and < 1) || lag is null
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
