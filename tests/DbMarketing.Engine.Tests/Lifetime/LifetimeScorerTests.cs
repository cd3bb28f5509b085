using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

public sealed class LifetimeScorerTests
{
    private static readonly PurchaseHistory s_history = new(2, 30, 39);

    [Fact]
    public void Estimate_ValuesTheMonthsByTheirEnd()
    {
        var model = new BgNbdModel(0.25, 4.4, 0.8, 2.4);
        var scorer = new LifetimeScorer(
            Fit(model, new MeanSpendModel(20)),
            new LifetimeTerms { Margin = 0.3, AnnualDiscountRate = 0.21, HorizonMonths = 2, Draws = 0, Days = [7, 70] });

        var estimate = scorer.Estimate(s_history, 20, 0);

        const double month = 365.0 / 12 / 7;
        var (one, two) = (model.ExpectedPurchases(s_history, month), model.ExpectedPurchases(s_history, 2 * month));
        var factor = Math.Pow(1.21, -1.0 / 12);
        Assert.Equal(0.3 * 20 * ((one * factor) + ((two - one) * factor * factor)), estimate.Value!.Value.Mean, 1e-12);
        Assert.Equal(model.ExpectedPurchases(s_history, 1), estimate.Purchases[0].Mean);
        Assert.Equal(model.ExpectedPurchases(s_history, 10), estimate.Purchases[1].Mean);
        Assert.Equal(1 - model.ProbabilityAlive(s_history), estimate.Churn);
        Assert.Null(estimate.Value.Value.Low);
    }

    [Fact]
    public void Estimate_WithoutAmountsHasNoValue()
    {
        var estimate = new LifetimeScorer(Fit(new NbdModel(1, 10), null), new LifetimeTerms()).Estimate(s_history, 0, 1);

        Assert.Null(estimate.Spend);
        Assert.Null(estimate.Value);
        Assert.NotNull(estimate.Purchases[0].High);
    }

    [Fact]
    public void Estimate_IsTheSameForTheSameSeed()
    {
        var scorer = new LifetimeScorer(Fit(new ParetoNbdModel(0.55, 10.6, 0.6, 11.7), new GammaGammaModel(6, 4, 15)), new LifetimeTerms());

        Assert.Equal(scorer.Estimate(s_history, 20, 3).Value, scorer.Estimate(s_history, 20, 3).Value);
        Assert.NotEqual(scorer.Estimate(s_history, 20, 3).Value, scorer.Estimate(s_history, 20, 4).Value);
    }

    [Fact]
    public void Estimate_RangesHoldTheShareThatTheyClaim()
    {
        // Of customers drawn from the model, nine in ten have their own rates within the range that their history gives.
        const int customers = 400;
        var random = new Random(3);
        var model = new NbdModel(2, 10);
        var scorer = new LifetimeScorer(Fit(model, null), new LifetimeTerms { Days = [70], Draws = 400 });
        var within = 0;
        for (var i = 0; i < customers; i++)
        {
            var rate = GammaSampler.Next(random, 2) / 10;
            var (count, last, at) = (0, 0.0, 0.0);
            while ((at -= Math.Log(1 - random.NextDouble()) / rate) <= 30)
            {
                (count, last) = (count + 1, at);
            }

            var range = scorer.Estimate(new PurchaseHistory(count, last, 30), 0, (ulong)i).Purchases[0];
            within += rate * 10 >= range.Low && rate * 10 <= range.High ? 1 : 0;
        }

        Assert.InRange(within, 0.86 * customers, 0.94 * customers);
    }

    [Fact]
    public void Estimate_OfOneWhoMayHaveLeftReachesFromNothing()
    {
        var scorer = new LifetimeScorer(Fit(new ParetoNbdModel(0.55, 10.6, 0.6, 11.7), new GammaGammaModel(6, 4, 15)), new LifetimeTerms());

        var estimate = scorer.Estimate(new PurchaseHistory(5, 5, 39), 20, 1);

        Assert.InRange(estimate.ProbabilityAlive, 0, 0.1);
        Assert.Equal(0, estimate.Value!.Value.Low);
        Assert.InRange(estimate.Spend!.Value.Mean, estimate.Spend.Value.Low!.Value, estimate.Spend.Value.High!.Value);
    }

    [Theory]
    [InlineData("Margin is 1.5; above 0 and up to 1", 1.5, 0.1, 36, 400, 30)]
    [InlineData("AnnualDiscountRate is -0.1; 0 to 10", 1, -0.1, 36, 400, 30)]
    [InlineData("HorizonMonths is 121; 1 to 120", 1, 0.1, 121, 400, 30)]
    [InlineData("Draws is 99; 0, or 100 to 100000", 1, 0.1, 36, 99, 30)]
    [InlineData("Days is 0; 1 to 3650 each", 1, 0.1, 36, 400, 0)]
    public void Constructor_NamesTheTermThatIsOutOfRange(
        string fault, double margin, double discount, int horizon, int draws, int days)
    {
        var terms = new LifetimeTerms
        {
            Margin = margin, AnnualDiscountRate = discount, HorizonMonths = horizon, Draws = draws, Days = [days],
        };

        Assert.Contains(fault, Assert.Throws<ArgumentException>(() => new LifetimeScorer(Fit(new NbdModel(1, 1), null), terms)).Message);
    }

    [Fact]
    public void Discounted_IsTheSumOverThePeriods()
    {
        var course = new PurchaseCourse(2, 0.05);
        var sum = Enumerable.Range(1, 24).Sum(
            month => (course.Expected(month * 4) - course.Expected((month - 1) * 4)) * Math.Pow(0.99, month));

        Assert.Equal(sum, course.Discounted(4, 24, 0.99), 1e-9);
        Assert.Equal(2 * 4 * 24, new PurchaseCourse(2, 0).Discounted(4, 24, 1), 1e-12);
    }

    internal static LifetimeFit Fit(IPurchaseModel purchases, ISpendModel? spend) => new()
    {
        Unit = LifetimeUnit.Week,
        Customers = 1,
        Repeaters = 1,
        Purchases = purchases,
        Reason = "given",
        Spend = spend,
        Warnings = [],
    };
}
