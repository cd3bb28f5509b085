using System.Globalization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Policies;

namespace DbMarketing.Engine.Decisions;

/// <summary>Explanations in English.</summary>
internal sealed class EnglishWords : IExplanationWords
{
    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly string[] Numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    public static EnglishWords Instance { get; } = new();

    public string Instant(DateTime local, DateTime now)
    {
        var time = local.ToString("HH:mm", CultureInfo.InvariantCulture);
        return (local.Date - now.Date).Days switch
        {
            0 => "today " + time,
            > 0 and < 7 => $"{local.DayOfWeek} {time}",
            _ => $"{local.Day} {Months[local.Month - 1]}{(local.Year == now.Year ? "" : $" {local.Year}")} {time}",
        };
    }

    public string Offered(string placement, int rank) => $"offered at {placement}, rank {rank}";

    public string NotPlaced(string channel) => $"has no treatment for the placements asked on {channel}";

    public string NoConsent(string purpose, bool objected) =>
        objected ? $"the customer objected to {purpose}" : $"the customer has not consented to {purpose}";

    public string NotYetValid(string? from) => from is null ? "no longer valid" : $"valid from {from}";

    public string OutOfStock(IReadOnlyList<string> products) => $"out of stock: {Some(products, "more")}";

    public string UnlessStock(IReadOnlyList<string> products) =>
        products.Count == 1 ? $"{products[0]} were in stock" : $"one of {Some(products, "more")} were in stock";

    public string Condition(DecisionStage stage, string reason) => stage switch
    {
        DecisionStage.Eligibility => "not eligible: ",
        DecisionStage.Applicability => "not relevant now: ",
        DecisionStage.Suitability => "not right for this customer: ",
        _ => "no treatment for this customer: ",
    } + reason;

    public string Paused(SuppressionRule rule, bool recent, string groupName, string freeAt)
    {
        var what = rule.Scope == SuppressionScope.Group ? $"offers of {groupName} were " : "";
        return $"{what}{Verb(rule.Outcome)} {Times(rule.Count)} {Window(rule.Window, recent)}; free again {freeAt}";
    }

    public string Quiet(string until) => $"quiet hours until {until}";

    public string LimitReached(ChannelLimit limit, string freeAt) =>
        limit.Window == TimeSpan.Zero
            ? $"{limit.Max} offers are open already; free again {freeAt}"
            : $"at most {Times(limit.Max)} {Window(limit.Window, recent: false)} "
                + $"{(limit.Channel is null ? "on all channels" : "on " + limit.Channel)}; free again {freeAt}";

    public string Outranked(double? priority, double? toBeat, string? beatenBy, bool mandatory) =>
        toBeat is null ? "better offers took the places"
        : mandatory ? $"{beatenBy} is mandatory and goes before it"
        : $"priority {Number(priority ?? 0)}, not above the {Number(toBeat.Value)} of {beatenBy}";

    public string UnlessConsent(string purpose) => $"the customer consented to {purpose}";

    public string UnlessPriority(double toBeat, double? priority) =>
        $"its priority were above {Number(toBeat)}{(priority is null ? "" : $" (is {Number(priority.Value)})")}";

    public string WouldBeOffered(IReadOnlyList<string> clauses, string? from) =>
        "would be offered" + (from is null ? "" : $" from {from}") + (clauses.Count == 0 ? "" : " if " + string.Join(" and ", clauses));

    public string Mandatory() => "mandatory: goes before all others";

    public string OnlyOne() => "the only offer that fits here now";

    public string OneOf(int count) => $"one of the {count} offers that fit here now";

    public string Ahead(double priority, string runnerUp, double runnerUpPriority) =>
        $"priority {Number(priority)}, ahead of {runnerUp} with {Number(runnerUpPriority)}";

    public string MoreLikely(double mine, double other) =>
        $"more likely to be accepted: {Number(mine * 100)} % against {Number(other * 100)} %";

    public string LedBy(string from, string product, bool together, double confidence) => together
        ? $"customers who buy {from} often buy {product} with it: {Number(confidence * 100)} %"
        : $"customers who bought {from} often buy {product} next: {Number(confidence * 100)} %";

    public string WorthMore(double mine, double other) => $"worth more when accepted: {Number(mine)} against {Number(other)}";

    public string RaisedMore(double mine, double other) => $"weighted higher by the marketers: × {Number(mine)} against × {Number(other)}";

    public string FitsMoment(ContextWeight row) =>
        $"fits the moment: {row.Key} is {row.Value} ({(row.Weight < 0 ? "−" : "+")}{Number(Math.Abs(row.Weight))} %)";

    public string Fallback(string? emptyReason) => $"no offer could be made here ({emptyReason}); this is what everybody sees";

    /// <summary>Up to four significant digits, so that close priorities still differ.</summary>
    public static string Number(double value)
    {
        var digits = Math.Abs(value) switch { >= 100 => "0.#", >= 1 => "0.##", _ => "0.####" };
        return value.ToString(digits, CultureInfo.InvariantCulture);
    }

    /// <summary>The first three, and how many there are besides.</summary>
    public static string Some(IReadOnlyList<string> names, string more) =>
        string.Join(", ", names.Take(3)) + (names.Count > 3 ? $" (+{names.Count - 3} {more})" : "");

    private static string Verb(ContactOutcome outcome) => outcome switch
    {
        ContactOutcome.Presented => "shown",
        _ => outcome.ToString().ToLowerInvariant(),
    };

    private static string Times(int count) => count switch
    {
        1 => "once",
        2 => "twice",
        <= 10 => Numbers[count] + " times",
        _ => count.ToString(CultureInfo.InvariantCulture) + " times",
    };

    private static string Window(TimeSpan window, bool recent) => window.TotalDays switch
    {
        7 when recent => "this week",
        1 => recent ? "in the last 24 hours" : "within 24 hours",
        >= 1 => $"{(recent ? "in the last" : "within")} {Number(window.TotalDays)} days",
        _ => $"{(recent ? "in the last" : "within")} {Number(window.TotalHours)} hours",
    };
}
