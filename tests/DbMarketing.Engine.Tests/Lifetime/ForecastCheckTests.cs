using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

public sealed class ForecastCheckTests
{
    private const int Today = 1_000;
    private static readonly ConstantRateModel s_daily = new ConstantRateModel(0.1);
    private static readonly NbdModel s_rising = new NbdModel(0.5, 20);

    [Fact]
    public void Forecast_IsTheSumOfWhatEachModelExpectsOfEachCustomer()
    {
        var cells = CellsOf(1, (900, 950, 3, 2), (Today, Today, 0, 5));

        var forecast = LifetimeForecast.Of(cells, Today, [s_daily, s_rising], TestContext.Current.CancellationToken);

        Assert.Equal((Today, Today, 6L), (forecast.Day, forecast.FirstDayThrough, forecast.Repeats));
        Assert.Equal(
            [("constantRate", 7), ("constantRate", 30), ("constantRate", 90), ("nbd", 7), ("nbd", 30), ("nbd", 90)],
            forecast.Expected.Select(static one => (one.Model, one.Days)));
        Assert.Equal(7 * 0.1 * 7, forecast.Expected[0].Repeats, 9);
        var once = s_rising.ExpectedPurchases(new(0, 0, 0), 90);
        Assert.Equal((2 * s_rising.ExpectedPurchases(new(3, 50, 100), 90)) + (5 * once), forecast.Expected[5].Repeats, 9);
    }

    /// <summary>Who first bought in a stretch that is not over cannot be told, later on, from who comes in the rest of it.</summary>
    [Fact]
    public void Forecast_OfJoinedDays_LeavesOutTheStretchThatIsNotOver()
    {
        // The stretch 142 is the days 994 to 1000.
        var ended = LifetimeForecast.Of(CellsOf(7, (142, 142, 1, 4)), Today, [s_daily], TestContext.Current.CancellationToken);
        var notOver = LifetimeForecast.Of(CellsOf(7, (142, 142, 1, 4)), Today - 1, [s_daily], TestContext.Current.CancellationToken);

        Assert.Equal((Today, 4L), (ended.FirstDayThrough, ended.Repeats));
        Assert.Equal((993, 0L, 0.0), (notOver.FirstDayThrough, notOver.Repeats, notOver.Expected[0].Repeats));
    }

    [Fact]
    public void Check_CountsThePurchasesSinceOfTheCustomersOfThen()
    {
        var then = CellsOf(1, (900, 950, 3, 2), (Today, Today, 0, 5));
        var now = CellsOf(1, (900, 1_020, 5, 2), (Today, 1_010, 1, 2), (Today, Today, 0, 3), (1_001, 1_025, 9, 50));

        var checks = ForecastCheck.Of([FitOf(1, then, Today)], now, Today + 30);

        var check = Assert.Single(checks);
        Assert.Equal(("constantRate", 1L, 30, 6L), (check.Model, check.Version, check.Days, check.Actual));
        Assert.Equal(7 * 0.1 * 30, check.Expected, 9);
    }

    [Fact]
    public void Check_TakesTheNewestFitOfTheDay_AndNoneOfAnotherDay()
    {
        var cells = CellsOf(1, (900, 950, 3, 2));
        LifetimeModel[] fits =
            [FitOf(1, cells, Today - 90), FitOf(3, cells, Today - 7), FitOf(2, cells, Today - 7), FitOf(4, cells, Today - 6)];

        var checks = ForecastCheck.Of(fits, cells, Today);

        Assert.Equal([(7, 3L), (90, 1L)], checks.Select(static check => (check.Days, check.Version)));
    }

    [Theory]
    [InlineData(Today, 1)]
    [InlineData(Today - 1, 0)]
    public void Check_AfterDaysWereJoined_IsMadeWhereTheDayEndsAStretch(int day, int made)
    {
        var fit = FitOf(1, CellsOf(1, (900, 950, 3, 2)), day);

        Assert.Equal(made, ForecastCheck.Of([fit], CellsOf(7, (128, 140, 5, 2)), day + 7).Count);
    }

    private static LifetimeModel FitOf(long version, LifetimeCells cells, int day) => new()
    {
        Version = version, Occasion = FitOccasion.Nightly, AsOf = default, FittedAt = default, Seconds = 0, Customers = 1, Repeaters = 1,
        Cells = 1, WidthDays = cells.WidthDays, Currency = "USD", Purchases = new("constantRate", new Dictionary<string, double>()),
        Reason = "", Spend = new("meanSpend", new Dictionary<string, double>()), Warnings = [],
        Forecast = LifetimeForecast.Of(cells, day, [s_daily], TestContext.Current.CancellationToken),
    };

    private static LifetimeCells CellsOf(int width, params (int First, int Last, int Repeats, int Customers)[] cells) => new()
    {
        AsOf = default, WidthDays = width, Spends = [], Revenue = new Dictionary<int, decimal>(), PurchaseDays = 0, TotalRevenue = 0,
        Customers =
        [
            .. cells.Select(static cell => KeyValuePair.Create(new PurchaseSpan(cell.First, cell.Last, cell.Repeats), cell.Customers)),
        ],
    };
}
