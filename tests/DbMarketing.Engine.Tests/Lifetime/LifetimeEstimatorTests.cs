using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

public sealed class LifetimeEstimatorTests
{
    [Fact]
    public void Fit_ReproducesBgNbdOfTheCdnowSample()
    {
        var fit = Fit(CdnowSample.Read());

        // Fader, Hardie and Lee (2005), table 2.
        AssertNear(fit.BgNbd!, -9582.4, ("r", 0.243), ("alpha", 4.414), ("a", 0.793), ("b", 2.426));
        Assert.Equal(-9582.42921, fit.BgNbd!.LogLikelihood, 1e-4);
    }

    [Fact]
    public void Fit_ReproducesParetoNbdOfTheCdnowSample()
    {
        var fit = Fit(CdnowSample.Read());

        AssertNear(fit.ParetoNbd!, -9595.0, ("r", 0.553), ("alpha", 10.578), ("s", 0.606), ("beta", 11.669));
        Assert.Equal(-9594.97618, fit.ParetoNbd!.LogLikelihood, 1e-4);
    }

    private static LifetimeFit Fit(CdnowSample sample) => LifetimeEstimator.Fit(
        new LifetimeData
        {
            Unit = LifetimeUnit.Week,
            Purchases = sample.Cells,
            Spends = sample.Spends,
            MeanSpend = 35,
            HoldOut = sample.HoldOut,
        },
        TestContext.Current.CancellationToken);

    private static void AssertNear(ModelFit fit, double logLikelihood, params (string Name, double Value)[] published)
    {
        Assert.True(fit.HasInteriorMaximum, fit.Degeneracy);
        Assert.Equal(logLikelihood, fit.LogLikelihood, 0.05);
        Assert.All(published, parameter => Assert.Equal(parameter.Value, fit[parameter.Name], 0.005 * parameter.Value));
    }
}
