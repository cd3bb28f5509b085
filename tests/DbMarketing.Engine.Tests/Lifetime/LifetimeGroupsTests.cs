using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

public sealed class LifetimeGroupsTests
{
    // Nobody leaves and each buys twelve times a year for 10: ten a month, undiscounted.
    private static readonly LifetimeTerms s_terms =
        new() { Margin = 0.5, AnnualDiscountRate = 0, HorizonMonths = 12, Draws = 0, Days = [365] };

    private static readonly LifetimeScorer s_scorer = new(
        LifetimeScorerTests.Fit(new ConstantRateModel(12.0 / 365 * 7), new MeanSpendModel(10)), s_terms);

    [Fact]
    public void ToList_AddsUpByKey()
    {
        var groups = new LifetimeGroups(s_terms, _ => null);
        foreach (var key in new[] { "b", "a", "b" })
        {
            groups.Add(key, Estimate(), 100);
        }

        var list = groups.ToList();

        Assert.Equal([("a", 1L, 100.0), ("b", 2L, 200.0)], list.Select(group => (group.Key, group.Customers, group.Revenue)));
        Assert.Equal(24, list[1].Purchases[0], 1e-9);
        Assert.Equal(120, list[1].Value!.Value, 1e-9);
        Assert.Equal((0, 2.0, null), (list[1].Churn, list[1].Alive, list[1].PaybackMonths));
    }

    [Theory]
    [InlineData(50, 0.0)]
    [InlineData(50.01, 0.002)]
    [InlineData(62.5, 2.5)]
    [InlineData(110, 12.0)]
    [InlineData(110.01, null)]
    public void PaybackMonths_CountFromWhatIsEarnedAlready(double cost, double? months)
    {
        var groups = new LifetimeGroups(s_terms, _ => cost);
        groups.Add("all", Estimate(), 100);

        var payback = groups.ToList()[0].PaybackMonths;

        Assert.Equal(months is null, payback is null);
        Assert.Equal(months ?? 0, payback ?? 0, 1e-9);
    }

    [Fact]
    public void Months_OfANewCustomerBeginWithTheFirstPurchase() =>
        Assert.Equal(1, Payback.Months(10, 5, Estimate())!.Value, 1e-9);

    [Fact]
    public void Add_RefusesMoreGroupsThanTheLimit()
    {
        var groups = new LifetimeGroups(s_terms, _ => null);
        var estimate = Estimate();
        for (var i = 0; i < LifetimeGroups.MaxGroups; i++)
        {
            groups.Add($"{i}", estimate, 1);
        }

        groups.Add("0", estimate, 1);

        Assert.Contains("at most 10000", Assert.Throws<InvalidOperationException>(() => groups.Add("one more", estimate, 1)).Message);
    }

    private static LifetimeEstimate Estimate() => s_scorer.Estimate(new PurchaseHistory(0, 0, 10), 0, 0);
}
