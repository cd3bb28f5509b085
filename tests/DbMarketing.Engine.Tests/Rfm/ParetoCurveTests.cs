using DbMarketing.Engine.Rfm;

namespace DbMarketing.Engine.Tests.Rfm;

public sealed class ParetoCurveTests
{
    private static readonly RfmScorer Scorer = new(new[] { 60m, 20m, 10m, 5m, 5m }.Select(amount => new RfmValues(1, 1, amount)));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.1, 0.3)]
    [InlineData(0.2, 0.6)]
    [InlineData(0.4, 0.8)]
    [InlineData(0.8, 0.95)]
    [InlineData(1, 1)]
    public void RevenueShare_GoesFromTheBestCustomerDown(double topShare, double expected) =>
        Assert.Equal(expected, Scorer.Pareto.RevenueShare(topShare), 1e-12);

    [Theory]
    [InlineData(60, 0.2, 0.6)]
    [InlineData(20, 0.4, 0.8)]
    [InlineData(5, 1.0, 1.0)]
    [InlineData(100, 0.2, 0.0)]
    [InlineData(15, 0.4, 0.8)]
    public void Place_CountsAllWhoBroughtAsMuch(int amount, double topShare, double revenueShare)
    {
        var place = Scorer.Place(new(1, 1, amount));

        Assert.Equal(topShare, place.TopShare, 1e-12);
        Assert.Equal(revenueShare, place.RevenueShare, 1e-12);
    }

    [Fact]
    public void RevenueShare_RisesAboveOneWhereRefundsExceedPurchases()
    {
        var scorer = new RfmScorer([new(1, 1, 30m), new(1, 1, -10m)]);

        Assert.Equal(1.5, scorer.Pareto.RevenueShare(0.5), 1e-12);
        Assert.Equal(1, scorer.Pareto.RevenueShare(1), 1e-12);
    }

    [Fact]
    public void RevenueShare_WithoutRevenue_IsZero() => Assert.Equal(0, new RfmScorer([new(1, 1, 0m)]).Pareto.RevenueShare(0.5));

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void RevenueShare_RefusesWhatIsNoShare(double topShare) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Scorer.Pareto.RevenueShare(topShare));
}
