using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Web.Pages;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Population;

/// <summary>What the cohorts of customers are expected to do and to be worth.</summary>
internal static class LifetimeCohortsEndpoint
{
    /// <summary>Pictures of the population come several times a second, unless the projection stands still.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/lifetime/cohorts", HandleAsync)
        .WithName("readLifetimeCohorts").WithTags("Population")
        .WithSummary("Customers by when they first bought: who is still active, and what is expected of them")
        .WithDescription("by is month (the default), quarter or year; format is json or csv. purchases are days with a purchase within 30, "
            + "90 and 365 days; value is the discounted margin within the playbook's horizon, with the spend that is expected of all "
            + "customers with as many purchases; paybackMonths is 0 when a cohort has earned the playbook's acquisitionCost, and left out "
            + "when it does not within the horizon. widthDays above 1: so many days of first purchases count as one. As of "
            + "another instant complete is false when Web:ScanTimeout ended it, in csv by the header X-Complete: then it is of those who "
            + "were first seen first, and no sample." + ScanInstant.Words + PastModels.Words + UnreadCustomers.Words)
        .WithScope(KeyScopes.Read).ProducesCsvOr<LifetimeCohortList>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(429).ProducesProblem(503);

    private static async Task<IResult> HandleAsync(
        HttpContext context, LivePopulation population, CustomerScan scan, PastModels models, ScanSlots slots, WebOptions options,
        ReferenceSource source, TimeProvider time, CancellationToken cancellationToken, string by = "month",
        string format = "json", DateTimeOffset? asOf = null)
    {
        var period = by switch
        {
            "month" => CohortPeriod.Month,
            "quarter" => CohortPeriod.Quarter,
            "year" => CohortPeriod.Year,
            _ => CohortPeriod.None,
        };
        if (period == CohortPeriod.None)
        {
            return Problem.BadRequest("by_unknown", $"by is '{by}'; it must be month, quarter or year.");
        }

        if (format is not ("json" or "csv"))
        {
            return Problem.BadRequest("format_unknown", $"format is '{format}'; it must be json or csv.");
        }

        var reference = source.Current;
        if (!ScanInstant.TryRead(asOf, time.GetUtcNow(), [], out var instant, out var unanswerable))
        {
            return unanswerable;
        }

        var (figures, problem) = await models.FindLifetimeAsync(context, reference, instant, cancellationToken);
        if (figures is null)
        {
            return problem!;
        }

        using var slot = await slots.TakeAsync(cancellationToken);
        if (slot is null)
        {
            return slots.Refuse(context);
        }

        var (cells, complete, unreadable) = asOf is null
            ? (await ReadAsync(population, time, cancellationToken), null, null)
            : await CountAsync(new(scan, options, time), reference.Playbook.TimeZone, instant, cancellationToken);
        if (cells is null)
        {
            return FiguresProblem.NotReady(context);
        }

        var today = reference.Playbook.DayOf(instant.At);
        var list = await Task.Run(
            () => ListOf(cells, figures, reference.Playbook, today, by, period, cancellationToken) with
            {
                Complete = complete, Unreadable = unreadable,
            },
            cancellationToken);
        if (format == "json")
        {
            return TypedResults.Ok(list);
        }

        if (complete is { } whole)
        {
            context.Response.Headers["X-Complete"] = whole ? "true" : "false";
        }

        UnreadCustomers.Tell(context, unreadable);
        return Csv(list);
    }

    /// <summary>The population as the projection counts it; null while that stands still.</summary>
    private static async Task<LifetimeCells?> ReadAsync(LivePopulation population, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await population.Lifetime.ReadCellsAsync(cancellationToken).WaitAsync(s_patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static async Task<(LifetimeCells? Cells, bool? Complete, long? Unreadable)> CountAsync(
        StandingScan scan, TimeZoneInfo zone, ScanInstant instant, CancellationToken cancellationToken)
    {
        var counts = new LifetimeCounts();
        var (complete, unreadable) = await scan.ReadAsync(zone, instant, [], counts.Add, cancellationToken);
        var cells = counts.ReadCellsAsync(cancellationToken);
        counts.Publish(instant.At);
        return (await cells, complete, UnreadCustomers.Shown(unreadable));
    }

    private static LifetimeCohortList ListOf(
        LifetimeCells cells, LifetimeFigures figures, CompiledPlaybook playbook, int today, string by, CohortPeriod period,
        CancellationToken cancellationToken)
    {
        var (terms, cost) = (playbook.LifetimeTerms, playbook.Source.Lifetime?.AcquisitionCost);
        var (cohorts, width) = LifetimeCohorts.Of(cells, figures, terms, cost, today, period, cancellationToken);
        return new(
            cells.AsOf, figures.Model.Version, figures.Purchases.Name, figures.Spend.Name, playbook.Version, playbook.Source.BaseCurrency,
            terms.Margin, terms.AnnualDiscountRate, terms.HorizonMonths, cost, width, by, [.. cohorts.Select(LifetimeCohort.Of)]);
    }

    private static ContentHttpResult Csv(LifetimeCohortList list) => CustomerCsv.Of(
        "cohort,customers,alive,churn,purchases30,purchases90,purchases365,revenue,value,paybackMonths",
        list.Cohorts.Select(static one => new object?[]
        {
            one.Cohort, one.Customers, one.Alive, one.Churn, one.Purchases30, one.Purchases90, one.Purchases365, one.Revenue, one.Value,
            one.PaybackMonths,
        }));
}

/// <param name="AsOf">Every turn that was committed by then is counted; expectations are from that day on.</param>
/// <param name="Version">Of the models.</param>
/// <param name="PurchaseModel">Such as <c>bgNbd</c>.</param>
/// <param name="SpendModel">Such as <c>gammaGamma</c>.</param>
/// <param name="PlaybookVersion">The playbook whose terms hold.</param>
/// <param name="Currency">Of every amount.</param>
/// <param name="Margin">Share of what is spent that is earned.</param>
/// <param name="DiscountRate">Of a year.</param>
/// <param name="HorizonMonths">Months that count.</param>
/// <param name="AcquisitionCost">Of one customer; left out when the playbook does not say.</param>
/// <param name="WidthDays">Days that count as one.</param>
/// <param name="By">month, quarter or year.</param>
/// <param name="Cohorts">Oldest first.</param>
/// <param name="Complete">As of another instant: every customer was looked at; left out as of now.</param>
/// <param name="Unreadable">Customers left out because their rows cannot be read; left out when there are none.</param>
public sealed record LifetimeCohortList(
    DateTimeOffset AsOf, long Version, string PurchaseModel, string SpendModel, string PlaybookVersion, string Currency, double Margin,
    double DiscountRate, int HorizonMonths, decimal? AcquisitionCost, int WidthDays, string By, IReadOnlyList<LifetimeCohort> Cohorts,
    bool? Complete = null, long? Unreadable = null);

/// <summary>All customers of one cohort together; numbers to six decimals.</summary>
/// <param name="Cohort">When they first bought: <c>2026-03</c>, <c>2026-Q1</c> or <c>2026</c>.</param>
/// <param name="Customers">Who they are in number.</param>
/// <param name="Alive">How many of them have not left for good.</param>
/// <param name="Churn">The share of them who left.</param>
/// <param name="Purchases30">Days with a purchase of all within 30 days.</param>
/// <param name="Purchases90">Within 90 days.</param>
/// <param name="Purchases365">Within 365 days.</param>
/// <param name="Revenue">Net, so far.</param>
/// <param name="Value">Discounted margin of all within the horizon.</param>
/// <param name="PaybackMonths">Until the cohort has earned its acquisition cost: 0 when it has; left out when it does not, and without a
/// cost.</param>
public sealed record LifetimeCohort(
    string Cohort, long Customers, double Alive, double Churn, double Purchases30, double Purchases90, double Purchases365, double Revenue,
    double Value, double? PaybackMonths)
{
    internal static LifetimeCohort Of(LifetimeGroup group) => new(
        group.Key, group.Customers, ShownNumbers.Round(group.Alive), ShownNumbers.Round(group.Churn),
        ShownNumbers.Round(group.Purchases[0]), ShownNumbers.Round(group.Purchases[1]), ShownNumbers.Round(group.Purchases[2]),
        ShownNumbers.Round(group.Revenue), ShownNumbers.Round(group.Value ?? 0),
        group.PaybackMonths is { } months ? ShownNumbers.Round(months) : null);
}
