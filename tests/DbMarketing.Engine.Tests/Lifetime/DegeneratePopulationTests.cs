using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

/// <summary>Populations that say too little: the fit ends with a simpler model, a warning, and finite numbers.</summary>
public sealed class DegeneratePopulationTests
{
    [Fact]
    public void Fit_OfOneCustomerUsesTheMeanRate()
    {
        var fit = Fit([new(new PurchaseHistory(2, 10, 20))], [new SpendCell(2, 30)]);

        Assert.Equal(("constantRate", "meanSpend"), (fit.Purchases.Name, fit.Spend!.Name));
        Assert.Equal(["too_few_repeaters", "too_few_spends"], fit.Warnings.Select(warning => warning.Code));
        Assert.Equal(3, fit.Purchases.ExpectedPurchases(new PurchaseHistory(0, 0, 0), 30), 1e-12);
        AssertFinite(fit);
    }

    [Fact]
    public void Fit_OfCustomersWhoJustCameExpectsNothing()
    {
        var fit = Fit([new(new PurchaseHistory(0, 0, 0), 1_000)], []);

        Assert.Equal(0, fit.Purchases.ExpectedPurchases(new PurchaseHistory(0, 0, 0), 30));
        AssertFinite(fit);
    }

    [Fact]
    public void Fit_CountsRepeatersByWeight()
    {
        var once = new PurchaseCell(new PurchaseHistory(0, 0, 20), 500);
        var again = new PurchaseHistory(1, 5, 20);
        var few = Fit([once, new(again, LifetimeEstimator.MinRepeaters - 1)], []);
        var enough = Fit([once, new(again, LifetimeEstimator.MinRepeaters)], []);

        Assert.Null(few.BgNbd);
        Assert.Contains("29 of 529 customers bought again, 30 are needed", few.Warnings[0].Text);
        Assert.NotNull(enough.BgNbd);
    }

    [Fact]
    public void Fit_OfAlikeCustomersFindsNoMaximum()
    {
        var fit = Fit([new(new PurchaseHistory(4, 18, 20), 1_000)], [new SpendCell(4, 25, 1_000)]);

        Assert.Equal(("constantRate", "meanSpend"), (fit.Purchases.Name, fit.Spend!.Name));
        Assert.Equal(
            ["no_interior_maximum", "no_interior_maximum", "no_interior_maximum", "no_interior_maximum"],
            fit.Warnings.Select(warning => warning.Code));
        AssertFinite(fit);
    }

    [Fact]
    public void Fit_LeavesSpendOfNothingOut()
    {
        var fit = Fit(
            [new(new PurchaseHistory(1, 5, 20), 100)],
            [new SpendCell(1, 0, 7), .. Enumerable.Range(1, 60).Select(spend => new SpendCell(1 + (spend % 3), spend))]);

        Assert.Contains("7 customers", Assert.Single(fit.Warnings, warning => warning.Code == "spend_not_positive").Text);
        AssertFinite(fit);
    }

    [Fact]
    public void Fit_DoubtsSpendThatDependsOnFrequency()
    {
        var fit = Fit(
            [new(new PurchaseHistory(1, 5, 20), 100)],
            [.. Enumerable.Range(1, 60).Select(spend => new SpendCell(1 + (spend / 10), spend))]);

        Assert.Contains(fit.Warnings, warning => warning.Code == "spend_depends_on_frequency");
    }

    [Fact]
    public void Fit_RefusesNoCustomersAndWeightsOfNothing()
    {
        Assert.Throws<ArgumentException>(() => Fit([], []));
        Assert.Throws<ArgumentException>(() => Fit([new(new PurchaseHistory(0, 0, 1), 0)], []));
    }

    [Fact]
    public void Fit_OfAnyPopulationIsFinite()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var (frequent, old) = (Math.Pow(10, random.NextDouble() * 3), Math.Pow(10, (random.NextDouble() * 6) - 2));
            var cells = new PurchaseCell[1 + random.Next(80)];
            var spends = new SpendCell[cells.Length];
            for (var i = 0; i < cells.Length; i++)
            {
                var age = random.Next(3) == 0 ? old : random.NextDouble() * old;
                var x = random.Next(2) == 0 ? 0 : (int)(random.NextDouble() * frequent);
                cells[i] = new(new PurchaseHistory(x, x == 0 ? 0 : random.NextDouble() * age, age), 1 + random.Next(5));
                spends[i] = new(x, Math.Pow(10, random.Next(-3, 9)));
            }

            AssertFinite(Fit(cells, spends));
        }
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(5, "45 %")]
    public void Fit_DoubtsAFileThatBeginsInTheMiddle(int crowd, string? share)
    {
        var cells = Enumerable.Range(0, 11).Select(month =>
            new PurchaseCell(new PurchaseHistory(1, 1, 1 + month), month == 10 ? 20 * crowd : 20)).ToList();

        var doubts = Fit(cells, []).Warnings.Where(warning => warning.Code == "not_entry_cohort").ToList();

        Assert.Equal(share is null, doubts.Count == 0);
        Assert.All(doubts, doubt => Assert.Contains("middle of a business", doubt.Text));
    }

    private static LifetimeFit Fit(IReadOnlyList<PurchaseCell> cells, IReadOnlyList<SpendCell> spends) => LifetimeEstimator.Fit(
        new LifetimeData { Unit = LifetimeUnit.Week, Purchases = cells, Spends = spends, MeanSpend = 10 },
        TestContext.Current.CancellationToken);

    private static void AssertFinite(LifetimeFit fit)
    {
        foreach (var model in new[] { fit.BgNbd, fit.ParetoNbd, fit.Nbd, fit.GammaGamma }.OfType<ModelFit>())
        {
            Assert.True(double.IsFinite(model.LogLikelihood) && model.Parameters.All(parameter =>
                double.IsFinite(parameter.Value) && double.IsFinite(parameter.StandardError ?? 0)));
        }

        var scorer = new LifetimeScorer(fit, new LifetimeTerms { Draws = 100 });
        foreach (var history in new PurchaseHistory[] { new(0, 0, 0), new(0, 0, 50), new(3, 0, 50), new(400, 50, 50) })
        {
            var estimate = scorer.Estimate(history, 40, 7);
            Assert.InRange(estimate.ProbabilityAlive, 0, 1);
            Assert.All([.. estimate.Purchases, estimate.Spend!.Value, estimate.Value!.Value], expectation => Assert.True(
                double.IsFinite(expectation.Mean) && double.IsFinite(expectation.Low!.Value) && double.IsFinite(expectation.High!.Value)
                && expectation.Mean >= 0 && expectation.Low <= expectation.High));
        }
    }
}
