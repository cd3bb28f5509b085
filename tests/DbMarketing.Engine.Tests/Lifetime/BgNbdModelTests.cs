using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

public sealed class BgNbdModelTests
{
    private static readonly BgNbdModel s_published = new(0.243, 4.414, 0.793, 2.426);
    private static readonly PurchaseHistory s_example = new(2, 30.43, 38.86);

    [Fact]
    public void ExpectedPurchases_ReproducesThePublishedExample()
    {
        // Fader, Hardie and Lee (2005), section 4.
        Assert.Equal(1.226, s_published.ExpectedPurchases(s_example, 39), 0.0005);
        Assert.Equal(1.22603, s_published.ExpectedPurchases(s_example, 39), 0.00001);
        Assert.Equal(1.22591, new BgNbdModel(0.2425945, 4.4136020, 0.7929220, 2.4259066).ExpectedPurchases(s_example, 39), 0.00001);
    }

    [Fact]
    public void ProbabilityAlive_ReproducesTheExample() =>
        Assert.Equal(0.72658, s_published.ProbabilityAlive(s_example), 0.00001);

    [Theory]
    [InlineData(0.1429, 0.0078, 0.0078)]
    [InlineData(1, 0.0532, 0.0533)]
    [InlineData(3, 0.1506, 0.1509)]
    [InlineData(31.8571, 1.0405, 1.0420)]
    [InlineData(32, 1.0437, 1.0452)]
    [InlineData(78, 1.8576, 1.8605)]
    public void ExpectedPurchases_OfANewCustomerReproduceThePublishedCurve(double weeks, double published, double computed)
    {
        var expected = s_published.ExpectedPurchases(new PurchaseHistory(0, 0, 0), weeks);

        Assert.Equal(published, expected, Math.Max(0.005 * published, 0.0001));
        Assert.Equal(computed, expected, 0.00005);
    }

    [Theory]
    [InlineData(0, 39, 0.5737864)]
    [InlineData(10, 2, 1.07869e-07)]
    [InlineData(11, 30, 0.0019995214)]
    [InlineData(12, 30, 0.0015170236)]
    [InlineData(13, 30, 0.0011633150)]
    public void ProbabilityOf_ReproducesThePublishedOnes(int count, double weeks, double published) =>
        Assert.Equal(published, s_published.ProbabilityOf(count, weeks), 1e-6 * published);

    [Fact]
    public void ProbabilityOf_AddsUpToOneAndToTheExpectation()
    {
        var probabilities = Enumerable.Range(0, 600).Select(count => s_published.ProbabilityOf(count, 39)).ToList();

        Assert.Equal(1, probabilities.Sum(), 1e-9);
        Assert.Equal(
            s_published.ExpectedPurchases(new PurchaseHistory(0, 0, 0), 39),
            probabilities.Select((probability, count) => probability * count).Sum(), 1e-7);
        Assert.Equal((1, 0), (s_published.ProbabilityOf(0, 0), s_published.ProbabilityOf(1, 0)));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(1 + 1e-13)]
    [InlineData(3)]
    public void ExpectedPurchases_EqualTheMeanOverTheProbabilityOfLeaving(double a)
    {
        // E[(1 - (1 + p t/(α+T))^-(r+x)) / p] over p ~ beta(a, b+x), by the midpoint rule in u, p = u^k, which no a makes singular.
        const int steps = 200_000;
        var (x, t, rest) = (3, 52.0, 4.4 + 30);
        var (power, total) = (Math.Max(1, 1 / a), 0.0);
        for (var i = 0; i < steps; i++)
        {
            var u = (i + 0.5) / steps;
            var p = Math.Pow(u, power);
            var density = Math.Pow(u, (power * a) - 1) * Math.Pow(1 - p, 2.4 + x - 1) * power;
            total += (1 - Math.Pow(1 + (p * t / rest), -(0.25 + x))) / p * density / steps;
        }

        var logBeta = GammaFunction.Log(a) + GammaFunction.Log(2.4 + x) - GammaFunction.Log(a + 2.4 + x);
        var model = new BgNbdModel(0.25, 4.4, a, 2.4);
        var history = new PurchaseHistory(x, 20, 30);

        Assert.Equal(
            model.ProbabilityAlive(history) * total / Math.Exp(logBeta), model.ExpectedPurchases(history, t), 1e-6);
    }

    [Theory]
    [InlineData(1e-4, 1e-4, 1e-4, 1e-4)]
    [InlineData(1e4, 1e4, 1e4, 1e4)]
    [InlineData(1e4, 1, 1e-4, 1e4)]
    [InlineData(1e-4, 1e4, 1e4, 1e-4)]
    public void Estimates_StayFiniteAtTheEdges(double r, double alpha, double a, double b)
    {
        var model = new BgNbdModel(r, alpha, a, b);
        PurchaseHistory[] histories = [new(0, 0, 0), new(0, 0, 1e4), new(1, 0, 1e4), new(5_000, 1e4, 1e4), new(5_000, 1, 1e4)];

        Assert.All(histories, history =>
        {
            Assert.InRange(model.ProbabilityAlive(history), 0, 1);
            Assert.InRange(model.ExpectedPurchases(history, 1_000), 0, double.MaxValue);
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Constructor_NamesTheParameterThatIsOutOfRange(double a) =>
        Assert.Equal("a", Assert.Throws<ArgumentOutOfRangeException>(() => new BgNbdModel(1, 1, a, 1)).ParamName);
}
