using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Rfm;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Population;

/// <summary>The population's own picture: quintiles, cells and the Pareto curve.</summary>
internal static class RfmEndpoint
{
    private static readonly double[] s_topShares = [0.01, 0.02, 0.05, .. Enumerable.Range(1, 10).Select(static tenth => tenth / 10.0)];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/rfm", ReadAsync).WithName("readRfm").WithTags("Population")
        .WithSummary("Recency, frequency and monetary of all customers: quintiles, cells and the Pareto curve")
        .WithDescription("window is all (the default), year (the newest 365 days) or quarter (90 days). Who did not buy in the window is "
            + "not in it. A score is 1 + ⌊5 × customers with a lower value ÷ all⌋, so equal values share a score; values are counted in "
            + "bins, exact in days and in orders below 128, and in revenue monetaryWidth wide. Groups are the playbook's; with language "
            + "they have their names there. asOf is another instant than now: a past one reads every customer as it stood then, which is "
            + "slow, and one to come lets time alone pass. complete is false when Web:ScanTimeout ended it: then it is of those who were "
            + "first seen first, and no sample." + UnreadCustomers.Words)
        .WithScope(KeyScopes.Read).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(429).ProducesProblem(503);

    private static async Task<Results<Ok<RfmBody>, ProblemHttpResult>> ReadAsync(
        HttpContext context, LivePopulation population, ReferenceSource reference, CustomerScan scan, ScanSlots slots, WebOptions options,
        TimeProvider time, CancellationToken cancellationToken, string window = "all", DateTimeOffset? asOf = null, string? language = null)
    {
        if (asOf is null && population.Rfm.Figures is null)
        {
            return FiguresProblem.NotReady(context);
        }

        if (window is not ("all" or "year" or "quarter"))
        {
            return Problem.BadRequest("window_unknown", $"window is '{window}'; it must be all, year or quarter.");
        }

        var playbook = reference.Current.Playbook;
        if (asOf is null)
        {
            return TypedResults.Ok(BodyOf(population.Rfm.Figures!, window, playbook, playbook.DayOf(time.GetUtcNow()), language));
        }

        if (!ScanInstant.TryRead(asOf, time.GetUtcNow(), [], out var instant, out var unanswerable))
        {
            return unanswerable;
        }

        using var slot = await slots.TakeAsync(cancellationToken);
        if (slot is null)
        {
            return slots.Refuse(context);
        }

        var counts = new RfmCounts();
        var (complete, unreadable) = await new StandingScan(scan, options, time)
            .ReadAsync(playbook.TimeZone, instant, [], counts.Add, cancellationToken);
        counts.Publish(instant.At);
        return TypedResults.Ok(
            BodyOf(counts.Figures!, window, playbook, playbook.DayOf(instant.At), language) with
            {
                Complete = complete, Unreadable = UnreadCustomers.Shown(unreadable),
            });
    }

    private static RfmBody BodyOf(
        PopulationFigures figures, string window, CompiledPlaybook playbook, int today, string? language)
    {
        var counted = window switch { "year" => figures.Year, "quarter" => figures.Quarter, _ => figures.All };
        var body = new RfmBody(
            figures.AsOf, figures.Version, window, playbook.Source.BaseCurrency, figures.Customers, 0, 0, null, [], [], [], []);
        return counted is null ? body : Fill(body, counted, playbook, today, language);
    }

    private static RfmBody Fill(RfmBody body, RfmWindow window, CompiledPlaybook playbook, int today, string? language)
    {
        var rfm = window.Rfm;
        return body with
        {
            Buyers = rfm.All.Customers,
            Revenue = rfm.All.Revenue,
            MonetaryWidth = window.MonetaryWidth,
            Quintiles = rfm.Quintiles(today),
            Cells = [.. rfm.Cells.Index().Where(static cell => cell.Item.Customers > 0)
                .Select(static cell => new RfmCellBody(RfmCell.At(cell.Index).ToString(), cell.Item.Customers, cell.Item.Revenue))],
            Groups = [.. playbook.RfmGroups.Totals(rfm.Cells)
                .Select(total => new RfmGroupBody(
                    language is null ? total.Named.Name : playbook.Source.NameIn(language, total.Named.Name), total.Total.Customers,
                    total.Total.Revenue))],
            Pareto = [.. s_topShares.Select(share => new ParetoPoint(share, Math.Round(rfm.Pareto.RevenueShare(share), 6)))],
        };
    }
}

/// <param name="AsOf">Every turn that was committed by then is counted.</param>
/// <param name="Version">What decisions name these figures by.</param>
/// <param name="Window">all, year or quarter.</param>
/// <param name="Currency">Of every amount.</param>
/// <param name="Customers">Customers who count; who never bought among them.</param>
/// <param name="Buyers">Who bought in the window.</param>
/// <param name="Revenue">Their net revenue in it.</param>
/// <param name="MonetaryWidth">How wide a bin of revenue is, as a share of its lower edge; null when nobody bought.</param>
/// <param name="Quintiles">From where each score is given, best first.</param>
/// <param name="Cells">The cells that somebody is in, from 111 to 555.</param>
/// <param name="Groups">The named groups of cells, in the order of the playbook's rules.</param>
/// <param name="Pareto">Share of revenue that the best customers brought.</param>
/// <param name="Complete">Every customer was looked at; null as of now, where they are counted as they change.</param>
/// <param name="Unreadable">Customers left out because their rows cannot be read; left out when there are none.</param>
public sealed record RfmBody(
    DateTimeOffset AsOf, long Version, string Window, string Currency, long Customers, long Buyers, decimal Revenue, double? MonetaryWidth,
    IReadOnlyList<RfmQuintile> Quintiles, IReadOnlyList<RfmCellBody> Cells, IReadOnlyList<RfmGroupBody> Groups,
    IReadOnlyList<ParetoPoint> Pareto, bool? Complete = null, long? Unreadable = null);

/// <param name="Cell">The three scores together, such as <c>545</c>.</param>
/// <param name="Customers">Who is in it.</param>
/// <param name="Revenue">Their net revenue in the window.</param>
public sealed record RfmCellBody(string Cell, long Customers, decimal Revenue);

/// <param name="Name">Such as <c>at risk</c>.</param>
/// <param name="Customers">Who is in it.</param>
/// <param name="Revenue">Their net revenue in the window.</param>
public sealed record RfmGroupBody(string Name, long Customers, decimal Revenue);

/// <param name="TopShare">Share of customers, the best first.</param>
/// <param name="RevenueShare">Share of all net revenue that they brought, to six decimals.</param>
public readonly record struct ParetoPoint(double TopShare, double RevenueShare);
