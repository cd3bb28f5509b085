using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Engine.Tests.CrossSell;

/// <summary>The pairs of the Online Retail data set (UCI; Chen et al. 2012), in a batch and live.</summary>
public sealed class OnlineRetailTests
{
    private static readonly MiningThresholds Pairs = new() { MinSupport = 0.02m, MinConfidence = 0, MaxLength = 2 };

    private static readonly string[] BestPairs =
    [
        "22697-22698 460 22.188", "22698-22699 436 18.560", "22697-22699 541 18.530", "22629-22630 424 18.119", "23300-23301 463 17.873",
        "22726-22727 530 14.195",
    ];

    [Fact]
    public void Rules_AreThoseOfTheReference()
    {
        var sets = Mining.Sets(ReferenceBaskets.OnlineRetail(), Pairs);
        var singles = sets.Sets.Where(set => set.Items.Length == 1).OrderByDescending(set => set.Count);

        Assert.Equal((18_532, 371), (sets.Baskets, sets.MinCount));
        Assert.Equal((209, 41), (singles.Count(), sets.Sets.Count(set => set.Items.Length == 2)));
        Assert.Equal(
            ["85123A 1978", "22423 1703", "85099B 1600"], singles.Take(3).Select(set => $"{sets.Items[set.Items[0]]} {set.Count}"));
        var best = RuleSet.Of(sets, Pairs).Rules.Where(rule => string.CompareOrdinal(rule.Antecedent[0], rule.Consequent) < 0).Take(6);
        Assert.Equal(BestPairs, best.Select(rule => FormattableString.Invariant(
            $"{rule.Antecedent[0]}-{rule.Consequent} {rule.Count} {rule.Lift:F3}")));
    }

    /// <summary>Method: far more different pairs come than the limit, and the true count of each frequent one stays within its bounds.</summary>
    [Fact]
    public void PairCounts_BeyondTheirLimit_BoundEveryFrequentPair()
    {
        var baskets = ReferenceBaskets.OnlineRetail().ToArray();
        var live = new PairCounts(new() { MaxPairs = 200_000 });
        foreach (var basket in baskets)
        {
            live.Add(basket);
        }

        Assert.True(live.PairFloor > 0);
        Assert.Equal(0, live.ItemFloor);
        var frequent = Mining.Rules(baskets, Pairs).Rules;
        Assert.Equal(82, frequent.Count);
        Assert.All(frequent, rule =>
        {
            var found = live.Find(rule.Antecedent[0], rule.Consequent);
            Assert.InRange(rule.Count, found.Count, found.AtMost);
            Assert.InRange(found.Missed, 0, live.PairFloor);
        });
    }
}
