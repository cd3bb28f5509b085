using DbMarketing.Engine.CriticalLag;
using MathNet.Numerics.Distributions;

namespace DbMarketing.Engine.Tests.CriticalLag;

/// <summary>A model is fitted to what is drawn from one, and must find it again; forecasts must agree with themselves.</summary>
public sealed class GapModelTests
{
    private const int Watched = 300;

    private static readonly GapModel s_model = new(Math.Log(30), 0.25, 0.16, 0.3);

    [Fact]
    public void Of_SumsTheLogarithmsOfTheGaps()
    {
        var gaps = GapStatistics.Of([10, 11, 18]);

        Assert.Equal(2, gaps.Count);
        Assert.Equal(Math.Log(7), gaps.SumLog / 1e6, 6);
        Assert.Equal(Math.Log(7) * Math.Log(7), gaps.SumLogSquared / 1e6, 6);
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 5 })]
    public void Of_FewerThanTwoDaysHasNoGap(int[] days) => Assert.Equal(default, GapStatistics.Of(days));

    [Fact]
    public void Of_RefusesDaysOutOfOrder()
    {
        var refused = Assert.Throws<ArgumentException>(() => GapStatistics.Of([3, 3]));

        Assert.StartsWith("Day 3 does not come after day 3.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Remove_OfWhatWasAddedLeavesNothing()
    {
        var population = new GapPopulation();

        population.Add(GapStatistics.Of([1, 4, 90]), 90);
        population.Add(default, 7);
        population.Remove(GapStatistics.Of([1, 4, 90]), 90);
        population.Remove(default, 7);

        Assert.Equal((0, 0, 0, 0), (population.Customers, population.Returned, population.Gaps, population.Within));
        Assert.Empty(population.Cells);
    }

    [Fact]
    public void Add_OfTwoHalvesIsTheWhole()
    {
        var (whole, halves) = (new GapPopulation(), new[] { new GapPopulation(), new GapPopulation() });
        var random = new Random(5);
        for (var i = 0; i < 500; i++)
        {
            var days = Live(random, 0.3);
            whole.Add(GapStatistics.Of(days), days[^1]);
            halves[i % 2].Add(GapStatistics.Of(days), days[^1]);
        }

        halves[0].Add(halves[1]);

        Assert.Equal(
            (whole.Customers, whole.Returned, whole.Gaps, whole.Within),
            (halves[0].Customers, halves[0].Returned, halves[0].Gaps, halves[0].Within));
        Assert.Equal(whole.Cells.OrderBy(static cell => cell.Key.ToString()), halves[0].Cells.OrderBy(static cell => cell.Key.ToString()));
    }

    /// <summary>Goal: cells stay within their limit, what was added can still be taken out, and halves of any width add up.</summary>
    [Fact]
    public void Add_OfMoreCellsThanTheLimit_LetsMoreDaysShareOne()
    {
        var random = new Random(7);
        var lives = Enumerable.Range(0, 400).Select(_ => Live(random, 0.5)).ToList();
        var (narrow, wide, sum) = (new GapPopulation(), new GapPopulation(150), new GapPopulation(150));
        foreach (var days in lives)
        {
            narrow.Add(GapStatistics.Of(days), days[^1]);
            wide.Add(GapStatistics.Of(days), days[^1]);
        }

        sum.Add(narrow);
        Assert.InRange(wide.Cells.Count, 1, 150);
        Assert.Equal(400, wide.Cells.Values.Sum());
        Assert.True(wide.DaysWide > 1 && narrow.DaysWide == 1);
        Assert.Equal(wide.Cells.OrderBy(static cell => cell.Key.Place), sum.Cells.OrderBy(static cell => cell.Key.Place));
        Assert.Equal(narrow.Within, wide.Within);

        lives.ForEach(days => wide.Remove(GapStatistics.Of(days), days[^1]));
        Assert.Empty(wide.Cells);
    }

    [Fact]
    public void Fit_OfTooFewIsNull()
    {
        var population = new GapPopulation();
        for (var i = 0; i < GapFit.Enough - 1; i++)
        {
            population.Add(GapStatistics.Of([1, 5, 20 + i]), 20 + i);
        }

        Assert.Null(GapFit.Fit(population, Watched));
        population.Add(GapStatistics.Of([1, 5, 20]), 20);
        Assert.NotNull(GapFit.Fit(population, Watched));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.4)]
    [InlineData(0.8)]
    public void Fit_FindsTheModelAgain(double lost)
    {
        var (population, random) = (new GapPopulation(), new Random(11));
        for (var i = 0; i < 5_000; i++)
        {
            var days = Live(random, lost);
            population.Add(GapStatistics.Of(days), days[^1]);
        }

        var model = GapFit.Fit(population, Watched)!;

        Assert.Equal(lost, model.Lost, 0.03);
        Assert.Equal(s_model.Mean, model.Mean, 0.05);
        Assert.Equal(s_model.BetweenVariance, model.BetweenVariance, 0.05);
        Assert.Equal(s_model.WithinVariance, model.WithinVariance, 0.05);
    }

    [Fact]
    public void Fit_OfClockworkCustomersStaysFinite()
    {
        var population = new GapPopulation();
        for (var i = 0; i < 100; i++)
        {
            population.Add(GapStatistics.Of([0, 30, 60, 90]), 90);
        }

        var forecast = GapFit.Fit(population, 95)!.Forecast(default);

        Assert.Equal(30, forecast.Quantile(0.5).TotalDays, 0.5);
        Assert.InRange(forecast.ReturnChance(TimeSpan.FromDays(60)), 0, 1);
    }

    [Fact]
    public void Forecast_OfNoGapIsThePopulations_AndOfManyItsOwn()
    {
        var stranger = s_model.Forecast(default).Quantile(0.5).TotalDays;
        var regular = s_model.Forecast(GapStatistics.Of([.. Enumerable.Range(0, 400).Select(static i => 7 * i)])).Quantile(0.5).TotalDays;
        var seldom = s_model.Forecast(GapStatistics.Of([0, 7])).Quantile(0.5).TotalDays;

        Assert.Equal(30, stranger, 1e-6);
        Assert.Equal(7, regular, 0.05);
        Assert.InRange(seldom, regular, stranger);
    }

    [Fact]
    public void Forecast_OfAPopulationWithoutSpreadIsCertain()
    {
        var forecast = new GapModel(Math.Log(30), 0, 0, 0.5).Forecast(default);

        Assert.Equal(30, forecast.Quantile(0.01).TotalDays, 1e-6);
        Assert.Equal(30, forecast.Quantile(0.99).TotalDays, 1e-6);
        Assert.Equal(0.5, forecast.ReturnChance(TimeSpan.FromDays(29)), 9);
        Assert.Equal(0, forecast.ReturnChance(TimeSpan.FromDays(31)));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(0.69)]
    public void CriticalLag_IsWhereTheChanceOfReturningCrossesTheThreshold(double threshold)
    {
        var forecast = s_model.Forecast(GapStatistics.Of([0, 20, 45]));

        var lag = forecast.CriticalLag(threshold);

        Assert.Equal(threshold, forecast.ReturnChance(lag), 6);
        Assert.True(forecast.ReturnChance(lag + TimeSpan.FromHours(1)) < threshold);
    }

    [Fact]
    public void CriticalLag_IsZeroWhereTheChanceStartsBelowTheThreshold() =>
        Assert.Equal(TimeSpan.Zero, Losing(0.9).Forecast(default).CriticalLag(0.2));

    [Fact]
    public void ReturnChance_FallsWithTheLag_AndSplitsOverTime()
    {
        var forecast = s_model.Forecast(default);
        var last = 1.0;
        for (var day = 0; day < 1_000; day += 10)
        {
            var (lag, within) = (TimeSpan.FromDays(day), TimeSpan.FromDays(40));
            var (chance, soon) = (forecast.ReturnChance(lag), forecast.ReturnChance(lag, within));
            Assert.InRange(chance, 0, last);
            Assert.Equal(chance, soon + ((1 - soon) * forecast.ReturnChance(lag + within)), 9);
            last = chance;
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(1)]
    public void Shares_AreAboveZeroAndBelowOne(double share)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Losing(share));
        Assert.Throws<ArgumentOutOfRangeException>(() => Losing(0.5).Forecast(default).Quantile(share));
        Assert.Throws<ArgumentOutOfRangeException>(() => Losing(0.5).Forecast(default).CriticalLag(share));
    }

    [Fact]
    public void Stages_NeverDescend()
    {
        foreach (var lost in new[] { 0.02, 0.3, 0.79, 0.95 })
        {
            var stages = LagStages.Of(Losing(lost).Forecast(default), new LagPolicy());

            Assert.True(stages.Due <= stages.Overdue && stages.Overdue <= stages.Lapsed);
            Assert.Equal(LagStage.Lapsed, stages.StageAt(stages.Lapsed));
            Assert.Equal(lost < 0.9 ? LagStage.Active : LagStage.Lapsed, stages.StageAt(TimeSpan.Zero));
        }
    }

    private static GapModel Losing(double lost) => new(s_model.Mean, s_model.BetweenVariance, s_model.WithinVariance, lost);

    /// <summary>The purchase days of a customer until one was its last, or it was watched no longer.</summary>
    private static int[] Live(Random random, double lost)
    {
        var own = Normal.Sample(random, s_model.Mean, Math.Sqrt(s_model.BetweenVariance));
        List<int> days = [random.Next(Watched)];
        while (random.NextDouble() >= lost)
        {
            var gap = Math.Exp(Normal.Sample(random, own, Math.Sqrt(s_model.WithinVariance)));
            var next = days[^1] + Math.Max(1, (int)Math.Round(gap));
            if (next > Watched)
            {
                break;
            }

            days.Add(next);
        }

        return [.. days];
    }
}
