using System.Globalization;
using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

/// <summary>Fits of the CDNOW sample against the published ones, and of Online Retail, which has no maximum.</summary>
public sealed class LifetimeEstimatorTests
{
    private static LifetimeFit? s_fit;

    [Fact]
    public void CdnowSample_IsThePublishedOne()
    {
        var customers = CdnowSample.Read().Customers;

        Assert.Equal(
            [1411, 439, 214, 100, 62, 38, 29, 64],
            Enumerable.Range(0, 8).Select(x => customers.Count(customer => Math.Min(customer.History.Frequency, 7) == x)));
        Assert.Equal(
            (2_357, 2_457, 29, 1_882, 684),
            (customers.Count, customers.Sum(customer => customer.History.Frequency), customers.Max(customer => customer.History.Frequency),
                customers.Sum(customer => customer.HeldOut), customers.Count(customer => customer.HeldOut > 0)));
    }

    [Fact]
    public void Fit_ReproducesBgNbd()
    {
        var fit = Fit(CdnowSample.Read()).BgNbd!;

        // Fader, Hardie and Lee (2005), table 2; the digits beyond are of an independent maximisation.
        AssertNear(fit, -9582.4, ("r", 0.243), ("alpha", 4.414), ("a", 0.793), ("b", 2.426));
        Assert.Equal(-9582.42921, fit.LogLikelihood, 1e-4);
        AssertNear(fit, -9582.429, 1e-4, ("r", 0.2425945), ("alpha", 4.4136020), ("a", 0.7929220), ("b", 2.4259066));
    }

    [Fact]
    public void Fit_ReproducesParetoNbdWithItsStandardErrors()
    {
        var fit = Fit(CdnowSample.Read()).ParetoNbd!;

        AssertNear(fit, -9595.0, ("r", 0.553), ("alpha", 10.578), ("s", 0.606), ("beta", 11.669));
        Assert.Equal(-9594.97618, fit.LogLikelihood, 1e-4);
        Assert.All(
            fit.Parameters.Zip([0.0476264, 0.8427222, 0.1872594, 6.2105448]),
            pair => Assert.Equal(pair.Second, pair.First.StandardError!.Value, 0.005 * pair.Second));
    }

    [Fact]
    public void Fit_ReproducesGammaGamma()
    {
        var sample = CdnowSample.Read();
        var fit = Fit(sample);

        AssertNear(fit.GammaGamma!, -4055.9177, ("p", 6.25), ("q", 3.74), ("gamma", 15.44));
        Assert.Equal(-4055.91769, fit.GammaGamma!.LogLikelihood, 1e-4);
        Assert.Equal(0.114, SpendModelSearch.Correlation(sample.Spends), 0.0005);
        Assert.Equal(6.24957 * 15.44352 / (3.74422 - 1), fit.Spend!.ExpectedSpend(0, 0), 0.001);
    }

    [Fact]
    public void Fit_ScoresTheHoldOutOfBgNbd()
    {
        var score = Fit(CdnowSample.Read()).HoldOut["bgNbd"];

        Assert.Equal(1_882, score.Actual);
        Assert.Equal(1_653.4, score.Expected, 0.05);
        Assert.Equal(0.6256, score.Correlation, 0.00005);
        Assert.Equal(0.7855, score.Mae, 0.00006);
        Assert.Equal(1.608, score.Rmse, 0.0005);
        Assert.Equal(0.8134, score.MeanAlive, 0.00005);
    }

    [Fact]
    public void Fit_ScoresTheHoldOutOfParetoNbd()
    {
        var score = Fit(CdnowSample.Read()).HoldOut["paretoNbd"];

        Assert.Equal(1_665.5, score.Expected, 0.05);
        Assert.Equal(0.6302, score.Correlation, 0.00005);
    }

    [Fact]
    public void Fit_ExpectsTheHoldOutByFrequency()
    {
        var sample = CdnowSample.Read();
        var fit = Fit(sample).BgNbd!;
        var model = new BgNbdModel(fit["r"], fit["alpha"], fit["a"], fit["b"]);
        var groups = sample.Customers.GroupBy(customer => Math.Min(customer.History.Frequency, 7)).OrderBy(group => group.Key).ToList();

        double[] actual = [0.237, 0.697, 1.393, 1.560, 2.532, 2.947, 3.862, 6.359];
        double[] expected = [0.225, 0.523, 1.044, 1.520, 2.164, 2.654, 3.504, 6.157];
        Assert.All(groups, group => Assert.Equal(actual[group.Key], group.Average(customer => customer.HeldOut), 0.0005));
        Assert.All(groups, group => Assert.Equal(
            expected[group.Key], group.Average(customer => model.ExpectedPurchases(customer.History, CdnowSample.HoldOutWeeks)), 0.0006));
    }

    [Fact]
    public void Fit_ChoosesByLikelihoodWhereHoldOutErrorsAreAlike_AndSaysSo()
    {
        var fit = Fit(CdnowSample.Read());

        Assert.Equal("bgNbd", fit.Purchases.Name);
        Assert.Equal(
            "higher log-likelihood -9582.43 against -9594.98; hold-out errors differ by less than 1 % (1.603 and 1.608 purchases, root mean square)",
            fit.Reason);
    }

    [Fact]
    public void Fit_ByBgNbdSaysWhatItTakesOneTimeBuyersFor()
    {
        var fit = Fit(CdnowSample.Read());

        var warning = Assert.Single(fit.Warnings);
        Assert.Equal(("one_time_buyers_alive", "bgNbd"), (warning.Code, warning.Model));
        var paretoNbd = new ParetoNbdModel(fit.ParetoNbd!["r"], fit.ParetoNbd["alpha"], fit.ParetoNbd["s"], fit.ParetoNbd["beta"]);
        var once = CdnowSample.Read().Customers.Where(customer => customer.History.Frequency == 0).ToList();
        var alive = once.Average(customer => paretoNbd.ProbabilityAlive(customer.History));
        Assert.InRange(alive, 0.2, 0.6);
        Assert.StartsWith(
            $"{once.Count} of 2357 customers bought once, and bgNbd counts each of them as still a customer", warning.Text);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"; paretoNbd puts them at {alive:P1}. Churn is too low"), warning.Text);
    }

    [Fact]
    public void Fit_OfOnlineRetailFallsBackAndSaysWhy()
    {
        var cells = OnlineRetail.ReadCells();
        var fit = LifetimeEstimator.Fit(
            new LifetimeData { Unit = LifetimeUnit.Day, Purchases = cells }, TestContext.Current.CancellationToken);

        Assert.Equal(
            (4_339, 2_790, 12_427), (fit.Customers, fit.Repeaters, cells.Sum(cell => cell.Weight * cell.History.Frequency)));
        Assert.False(fit.BgNbd!.HasInteriorMaximum || fit.ParetoNbd!.HasInteriorMaximum);
        Assert.Equal(
            [("no_interior_maximum", "bgNbd"), ("no_interior_maximum", "paretoNbd"), ("not_entry_cohort", null)],
            fit.Warnings.Select(warning => (warning.Code, warning.Model)));
        Assert.Equal("nbd", fit.Purchases.Name);
        AssertNear(fit.Nbd!, -61829.70, ("r", 0.82745), ("alpha", 69.0783));
        Assert.All(
            new[] { fit.BgNbd, fit.ParetoNbd!, fit.Nbd! }.SelectMany(model => model.Parameters.Select(parameter => parameter.Value)),
            value => Assert.True(double.IsFinite(value)));
        Assert.All(cells, cell => Assert.True(
            double.IsFinite(fit.Purchases.ExpectedPurchases(cell.History, 365)) && fit.Purchases.ProbabilityAlive(cell.History) == 1));
    }

    private static LifetimeFit Fit(CdnowSample sample) => s_fit ??= LifetimeEstimator.Fit(
        new LifetimeData
        {
            Unit = LifetimeUnit.Week,
            Purchases = sample.Cells,
            Spends = sample.Spends,
            MeanSpend = 35,
            HoldOut = sample.HoldOut,
        },
        TestContext.Current.CancellationToken);

    private static void AssertNear(ModelFit fit, double logLikelihood, params (string Name, double Value)[] published) =>
        AssertNear(fit, logLikelihood, 0.005, published);

    private static void AssertNear(
        ModelFit fit, double logLikelihood, double tolerance, params (string Name, double Value)[] published)
    {
        Assert.True(fit.HasInteriorMaximum, fit.Degeneracy);
        Assert.Equal(logLikelihood, fit.LogLikelihood, 0.05);
        Assert.All(published, parameter => Assert.Equal(parameter.Value, fit[parameter.Name], tolerance * parameter.Value));
    }
}
