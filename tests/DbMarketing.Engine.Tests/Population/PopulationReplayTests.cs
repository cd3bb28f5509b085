using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Rfm;
using DbMarketing.Engine.Tests.Engines;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Population;

/// <summary>
/// Goal: recency, frequency and monetary of a whole public data set, replayed through the engine and summed from the journal, equal a
/// computation from scratch at three different instants, for every customer and in every window.
/// </summary>
public sealed class PopulationReplayTests : EmbeddedEngineRun
{
    private static readonly DateOnly LastDay = new(2026, 3, 1);

    private readonly RfmCounts _counts = new();
    private static readonly Dictionary<string, GapPopulation> NoCategories = [];

    private readonly GapCounts _gaps = new();

    [Fact]
    public Task Cdnow_EqualsAComputationFromScratchAtThreeInstants() => ReplayAsync(PublicPurchases.Cdnow(LastDay), 23_570);

    [Fact]
    public Task OnlineRetail_EqualsAComputationFromScratchAtThreeInstants() => ReplayAsync(PublicPurchases.OnlineRetail(LastDay), 4_372);

    private async Task ReplayAsync(List<PublicPurchase> purchases, int customers)
    {
        var engine = await StartAsync(Quiet with { DuePollInterval = TimeSpan.FromDays(1) }, queuedWrites: 100_000);
        await using var runner = new ProjectionRunner(
            _counts, Store, new VolatileProjectionStore(), new ProjectionOptions { PublishInterval = TimeSpan.Zero }, "test", Time,
            NullLogger<ProjectionRunner>.Instance);
        await using var gaps = new ProjectionRunner(
            _gaps, Store, new VolatileProjectionStore(), new ProjectionOptions { PublishInterval = TimeSpan.Zero }, "test", Time,
            NullLogger<ProjectionRunner>.Instance);
        foreach (var batch in purchases.Chunk(5_000))
        {
            var verdicts = await engine.RecordAsync([.. batch.Select(static purchase => purchase.ToInteraction())], Cancellation);
            Assert.All(verdicts, static verdict => Assert.Equal(VerdictKind.Applied, verdict.Kind));
        }

        var byCustomer = purchases.GroupBy(static purchase => CustomerId.Known(purchase.Customer)).ToList();
        Assert.Equal(customers, byCustomer.Count);
        foreach (var days in (int[])[0, 60, 240])
        {
            Time.AdvanceTo(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero).AddDays(days));
            foreach (var batch in byCustomer.Chunk(5_000))
            {
                await Task.WhenAll(batch.Select(customer => Actors.AskAsync(customer.Key, new ReviewCall(), Cancellation)));
            }

            while (await runner.StepAsync(Cancellation) | await gaps.StepAsync(Cancellation))
            {
            }

            await CompareAsync(byCustomer);
        }

        CompareGaps(byCustomer);
    }

    private async Task CompareAsync(List<IGrouping<CustomerId, PublicPurchase>> customers)
    {
        var announced = await AnnouncedAsync();
        var expected = customers.ToDictionary(static customer => customer.Key, StandingOf);
        Assert.Equal(expected.Count, announced.Count);
        Assert.All(expected, customer => Assert.Equal(customer.Value, announced[customer.Key]));

        var figures = _counts.Figures!;
        Assert.Equal(expected.Count, figures.Customers);
        Check(figures.All, figures, static place => place.All, [.. expected.Values], RfmStandings.All);
        Check(figures.Year, figures, static place => place.Year, [.. expected.Values], RfmStandings.Year);
        Check(figures.Quarter, figures, static place => place.Quarter, [.. expected.Values], RfmStandings.Quarter);
    }

    /// <summary>The gaps as they were summed from the journal, and the model that is fitted to them, are those of the file.</summary>
    private void CompareGaps(List<IGrouping<CustomerId, PublicPurchase>> customers)
    {
        var batch = new GapPopulation();
        foreach (var standing in customers.Select(StandingOf).Where(static standing => standing.Orders > 0))
        {
            batch.Add(standing.Gaps, standing.LastDay);
        }

        var (live, today, now) = (_gaps.Figures!.Gaps, Playbook.DayOf(Time.GetUtcNow()), Time.GetUtcNow());
        Assert.Equal((batch.Customers, batch.Returned, batch.Gaps, batch.Within), (live.Customers, live.Returned, live.Gaps, live.Within));
        Assert.Equal(batch.Cells.OrderBy(static cell => cell.Key.Place), live.Cells.OrderBy(static cell => cell.Key.Place));
        var model = LagModel.Fit(live, NoCategories, today, now)!;
        Assert.Equal(LagModel.Fit(batch, NoCategories, today, now)!.Version, model.Version);
    }

    private void Check(
        RfmWindow? window, PopulationFigures figures, Func<PopulationPlace, RfmPlace?> placeOf, List<Standing> standings,
        Func<Standing?, RfmValues?> valuesOf)
    {
        var values = standings.Select(valuesOf).OfType<RfmValues>().ToList();
        if (values.Count == 0)
        {
            Assert.Null(window);
            return;
        }

        var exact = new RfmScorer(values);
        var today = Playbook.DayOf(Time.GetUtcNow());
        Assert.Equal(exact.All, window!.Rfm.All);
        Assert.All(exact.Quintiles(today).Zip(window.Rfm.Quintiles(today)), pair =>
        {
            Assert.Equal((pair.First.RecencyDays, pair.First.RecencyCustomers), (pair.Second.RecencyDays, pair.Second.RecencyCustomers));
            Assert.Equal((pair.First.Frequency, pair.First.FrequencyCustomers), (pair.Second.Frequency, pair.Second.FrequencyCustomers));
            Assert.Equal(pair.First.Monetary is null, pair.Second.Monetary is null);
            // All who share the bin of the exact cut fall on one side of it; nobody else may change sides.
            var (from, to) = (pair.First.Monetary ?? 0, pair.Second.Monetary ?? 0);
            var (low, high) = (Math.Min(from, to), Math.Max(from, to));
            Assert.DoesNotContain(values, own =>
                own.Monetary > low && own.Monetary < high && Math.Abs(own.Monetary - from) > WidthAt(from, window));
        });
        var cuts = exact.Quintiles(today).Select(static quintile => quintile.Monetary).OfType<decimal>().ToList();
        foreach (var standing in standings)
        {
            var place = placeOf(figures.PlaceOf(standing));
            if (valuesOf(standing) is not { } own)
            {
                Assert.Null(place);
                continue;
            }

            var cell = exact.Score(own);
            var nearACut = cuts.Exists(cut => Math.Abs(cut - own.Monetary) <= WidthAt(cut, window));
            Assert.Equal((cell.Recency, cell.Frequency), (place!.Recency, place.Frequency));
            Assert.InRange(Math.Abs(cell.Monetary - place.Monetary), 0, nearACut ? 1 : 0);
        }
    }

    private static decimal WidthAt(decimal amount, RfmWindow window) => Math.Abs(amount) * (decimal)window.MonetaryWidth;

    /// <summary>The standing that each customer's rows announced last.</summary>
    private async Task<Dictionary<CustomerId, Standing?>> AnnouncedAsync()
    {
        var standings = new Dictionary<CustomerKey, Standing?>();
        for (var after = 0L; await Store.ReadLaneAsync(0, after, 5_000, Cancellation) is { Count: > 0 } rows; after = rows[^1].Position)
        {
            foreach (var row in rows)
            {
                if (EntryCodec.ReadTurn(row.Payload)[^1] is Reviewed { MovedStanding: true } reviewed)
                {
                    Assert.Equal(standings.GetValueOrDefault(row.Customer), reviewed.Was);
                    standings[row.Customer] = reviewed.Is;
                }
            }
        }

        var named = new Dictionary<CustomerId, Standing?>();
        foreach (var listing in await Store.ReadCustomersAsync(default, 100_000, Cancellation))
        {
            named[listing.Id] = standings[listing.Key];
        }

        return named;
    }

    private Standing StandingOf(IGrouping<CustomerId, PublicPurchase> purchases)
    {
        var today = Playbook.DayOf(Time.GetUtcNow());
        var orders = purchases.Where(static purchase => purchase.Amount >= 0)
            .Select(order => (Day: Playbook.DayOf(order.At), order.Amount)).ToList();
        var money = purchases.Select(purchase => (Day: Playbook.DayOf(purchase.At), purchase.Amount)).ToList();
        var first = orders.Count == 0 ? 0 : orders.Min(static order => order.Day);
        return new()
        {
            Orders = orders.Count,
            Revenue = money.Sum(static moved => moved.Amount),
            PurchaseDays = orders.Select(static order => order.Day).Distinct().Count(),
            FirstDay = first,
            LastDay = orders.Count == 0 ? 0 : orders.Max(static order => order.Day),
            FirstDayRevenue = orders.Where(order => order.Day == first).Sum(static order => order.Amount),
            Gaps = GapStatistics.Of([.. orders.Select(static order => order.Day).Distinct().Order().TakeLast(StateLimits.PurchaseDays)]),
            Year = Within(today - 364),
            Quarter = Within(today - 89),
        };

        Window Within(int firstDay) => new(
            orders.Count(order => order.Day >= firstDay), money.Where(moved => moved.Day >= firstDay).Sum(static moved => moved.Amount));
    }
}
