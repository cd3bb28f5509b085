using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

public sealed class GammaGammaModelTests
{
    [Fact]
    public void ExpectedSpend_OfTheFirstCdnowCustomersIsAsPublished()
    {
        // Fader and Hardie (2013); the second row is computed at the parameters of two digits that are published.
        double[] published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17];
        double[] computed = [24.66, 18.92, 35.22, 35.22, 35.22, 71.47, 18.92, 35.22, 27.29, 35.22];
        var model = new GammaGammaModel(6.25, 3.74, 15.44);

        var expected = CdnowSample.Read().Customers.Take(10)
            .Select(customer => model.ExpectedSpend(customer.History.Frequency, customer.MeanSpend)).ToList();

        Assert.All(expected.Zip(published), pair => Assert.Equal(pair.Second, pair.First, 0.1));
        Assert.All(expected.Zip(computed), pair => Assert.Equal(pair.Second, pair.First, 0.01));
    }

    [Fact]
    public void ExpectedSpend_GoesFromThePopulationsToTheCustomers()
    {
        var model = new GammaGammaModel(6, 4, 15);

        Assert.Equal(30, model.ExpectedSpend(0, 0), 1e-12);
        Assert.InRange(model.ExpectedSpend(1, 100), 30, model.ExpectedSpend(2, 100));
        Assert.Equal(100, model.ExpectedSpend(1_000_000, 100), 0.001);
    }

    [Fact]
    public void Constructor_RefusesAnInfiniteMean() =>
        Assert.Contains("mean spend is infinite", Assert.Throws<ArgumentOutOfRangeException>(() => new GammaGammaModel(6, 1, 15)).Message);
}
