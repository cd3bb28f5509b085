using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Tests.Population;

public sealed class LifetimeCohortsTests
{
    /// <summary>1 March 2026.</summary>
    private const int Today = 20_513;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A cohort's sums are those of its customers, estimated one by one.</summary>
    [Fact]
    public void Of_AddsUpWhatItsCustomersAreExpectedToDo()
    {
        var figures = Lifetimes.Figures();
        var terms = new LifetimeTerms { Margin = 0.4, Draws = 0 };
        var cells = CellsOf([(20_300, 20_300, 0), (20_300, 20_400, 2), (20_300, 20_400, 2), (20_480, 20_490, 1)]);

        var (cohorts, width) = LifetimeCohorts.Of(cells, figures, terms, 15, Today, CohortPeriod.Month, Cancellation);

        var scorer = figures.ScorerOf(terms);
        var (one, two, late) = (
            scorer.Estimate(new(0, 0, 213), 0, 0), scorer.Estimate(new(2, 100, 213), 20, 0), scorer.Estimate(new(1, 10, 33), 20, 0));
        Assert.Equal(1, width);
        Assert.Equal(["2025-07", "2026-01"], cohorts.Select(static cohort => cohort.Key));
        Assert.Equal((3, 1), (cohorts[0].Customers, cohorts[1].Customers));
        Assert.Equal(one.ProbabilityAlive + (2 * two.ProbabilityAlive), cohorts[0].Alive, 9);
        Assert.Equal(one.Purchases[2].Mean + (2 * two.Purchases[2].Mean), cohorts[0].Purchases[2], 9);
        Assert.Equal(one.Value!.Value.Mean + (2 * two.Value!.Value.Mean), cohorts[0].Value!.Value, 6);
        Assert.Equal(late.Value!.Value.Mean, cohorts[1].Value!.Value, 6);
        Assert.Equal((140.0, 40.0), (cohorts[0].Revenue, cohorts[1].Revenue));
        // 56 were earned of the 45 that three customers cost; 16 of the 15 that one did.
        Assert.Equal((0.0, 0.0), (cohorts[0].PaybackMonths, cohorts[1].PaybackMonths));
        var (quarters, _) = LifetimeCohorts.Of(cells, figures, terms, null, Today, CohortPeriod.Quarter, Cancellation);
        Assert.Equal(["2025-Q3", "2026-Q1"], quarters.Select(static one => one.Key));
        Assert.All(
            LifetimeCohorts.Of(cells, figures, terms, null, Today, CohortPeriod.Year, Cancellation).Cohorts,
            static one => Assert.Null(one.PaybackMonths));
    }

    [Fact]
    public void Of_PaysBackLaterWhatCostMore()
    {
        var terms = new LifetimeTerms { Draws = 0 };
        var cells = CellsOf([(20_480, 20_490, 1)]);
        double? Months(decimal cost) =>
            LifetimeCohorts.Of(cells, Lifetimes.Figures(), terms, cost, Today, CohortPeriod.Month, Cancellation).Cohorts[0].PaybackMonths;

        Assert.Equal(0, Months(40));
        Assert.InRange(Months(45)!.Value, 0.1, Months(60)!.Value);
        Assert.Null(Months(1_000_000));
    }

    /// <summary>Many cells are joined to weeks, which keeps everybody and changes the sums by little.</summary>
    [Fact]
    public void Of_ManyCellsIsNearThatOfAll()
    {
        var random = new Random(3);
        var spans = Enumerable.Range(0, 40_000).Select(_ =>
        {
            var (first, repeats) = (Today - random.Next(700), random.Next(3));
            return (first, repeats == 0 ? first : first + random.Next(Today - first + 1), repeats);
        }).ToList();
        var cells = CellsOf(spans);
        Assert.True(cells.Customers.Count > LifetimeCohorts.MaxCells);
        var terms = new LifetimeTerms { Draws = 0, HorizonMonths = 1 };

        var (joined, width) = LifetimeCohorts.Of(cells, Lifetimes.Figures(), terms, null, Today, CohortPeriod.Year, Cancellation);

        var scorer = Lifetimes.Figures().ScorerOf(terms);
        var exact = cells.Customers.Sum(cell => cell.Value * scorer.Estimate(cells.HistoryOf(cell.Key, Today), 0, 0).Purchases[1].Mean);
        Assert.Equal((7, 40_000L), (width, joined.Sum(static cohort => cohort.Customers)));
        Assert.InRange(joined.Sum(static cohort => cohort.Purchases[1]) / exact, 0.97, 1.03);
        Assert.Equal((double)cells.TotalRevenue, joined.Sum(static cohort => cohort.Revenue), 3);
    }

    private static LifetimeCells CellsOf(List<(int First, int Last, int Repeats)> customers)
    {
        var spans = new SpanCounts();
        var spends = new SpendCounts();
        foreach (var (first, last, repeats) in customers)
        {
            spans.Move(null, (new(first, last, repeats), 20 * (repeats + 1)));
            spends.Move(null, repeats == 0 ? null : (repeats, 20));
        }

        var days = customers.Sum(static customer => (long)customer.Repeats + 1);
        return new()
        {
            AsOf = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
            WidthDays = spans.WidthDays,
            Customers = [.. spans.Customers],
            Spends = [.. spends.Cells.Select(static cell => cell with { MeanSpend = 20 })],
            Revenue = spans.Revenue.ToDictionary(),
            PurchaseDays = days,
            TotalRevenue = 20 * days,
        };
    }
}
