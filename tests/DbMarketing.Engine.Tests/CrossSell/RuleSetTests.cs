using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Engine.Tests.CrossSell;

public sealed class RuleSetTests
{
    private static readonly Basket[] Baskets =
    [
        Basket.Of(["bread", "butter", "jam"]), Basket.Of(["bread", "butter"]), Basket.Of(["bread"]), Basket.Of(["tea"]), Basket.Empty,
    ];

    [Fact]
    public void Find_MeasuresARule()
    {
        var rules = Mining.Rules(Baskets, new() { MinSupport = 0.4m, MinConfidence = 0.6m });

        Assert.Equal(["{bread} => {butter}", "{butter} => {bread}"], rules.Rules.Select(rule => rule.ToString()));
        var rule = rules.Rules[0];
        Assert.Equal((2, 3, 2, 5), (rule.Count, rule.AntecedentCount, rule.ConsequentCount, rule.Baskets));
        Assert.Equal(0.4, rule.Support, 1e-15);
        Assert.Equal(2 / 3.0, rule.Confidence, 1e-15);
        Assert.Equal(5 / 3.0, rule.Lift, 1e-15);
        Assert.Equal(0.16, rule.Leverage, 1e-15);
        Assert.Equal(0.3, rule.PValue, 1e-14);
        Assert.Equal((2, 0.6), (rule.Tests, Math.Round(rule.CorrectedPValue, 12)));
        Assert.False(rule.IsSignificant);
    }

    [Fact]
    public void Find_CorrectsForAllRulesOfTheMinimumCount()
    {
        var few = Mining.Rules(Baskets, new() { MinSupport = 0.2m, MinConfidence = 1 });

        Assert.Equal(9, few.Tests);
        Assert.Equal(5, few.Rules.Count);
        Assert.All(few.Rules, rule => Assert.Equal(Math.Min(1, rule.PValue * 9), rule.CorrectedPValue));
    }

    /// <summary>By binary fractions 0.07 × 100 is a little more than 7.</summary>
    [Fact]
    public void MinCount_RoundsUpExactly()
    {
        Assert.Equal(7, new MiningThresholds { MinSupport = 0.07m }.MinCount(100));
        Assert.Equal(10, new MiningThresholds { MinSupport = 0.001m }.MinCount(9_835));
        Assert.Equal(1, new MiningThresholds { MinSupport = 0.001m }.MinCount(0));
    }

    [Fact]
    public void Find_EqualsCountingEverySubset() => RandomBaskets.Check(random =>
    {
        var baskets = RandomBaskets.Make(random, 1 + random.Next(60), items: 8);
        var thresholds = new MiningThresholds
        {
            MinSupport = (1 + random.Next(30)) / 100m, MinConfidence = random.Next(101) / 100m, MinLength = 1 + random.Next(3), MaxLength = 1 + random.Next(6),
        };

        var found = Mining.Rules(baskets, thresholds).Rules.Select(rule => $"{rule} {rule.Count}").Order(StringComparer.Ordinal);

        Assert.Equal(ByCounting(baskets, thresholds).Order(StringComparer.Ordinal), found);
    });

    [Fact]
    public void Find_GivesTheSameList_WhateverTheOrderOfBaskets() => RandomBaskets.Check(random =>
    {
        var baskets = RandomBaskets.Make(random, 40);
        var thresholds = new MiningThresholds { MinSupport = 0.05m, MinConfidence = 0.2m };
        var expected = Mining.Rules(baskets, thresholds).Rules.Select(rule => rule.ToString()).ToList();
        random.Shuffle(baskets);

        Assert.Equal(expected, Mining.Rules(baskets, thresholds).Rules.Select(rule => rule.ToString()));
    });

    [Fact]
    public void Find_EndsAtItsLimits()
    {
        var sets = Assert.Throws<MiningLimitException>(() => Mining.Rules(Baskets, new() { MinSupport = 0.2m, MaxItemSets = 7 }));
        Assert.Contains("More than 7 item sets reach the minimum count of 1; raise the minimum support (now 0.2)", sets.Message);

        var rules = Assert.Throws<MiningLimitException>(
            () => Mining.Rules(Baskets, new() { MinSupport = 0.2m, MinConfidence = 0, MaxItemSets = 8, MaxRules = 8 }));
        Assert.Contains("More than 8 rules reach the thresholds; raise the minimum confidence (now 0)", rules.Message);
    }

    [Fact]
    public void Find_OfNoBaskets_GivesNoRules() => Assert.Empty(Mining.Rules([], new()).Rules);

    [Fact]
    public void Thresholds_OutOfRange_AreNamed()
    {
        Assert.Contains("MinSupport must be above 0", Assert.Throws<ArgumentOutOfRangeException>(() => new MiningThresholds { MinSupport = 0 }).Message);
        Assert.Contains("MinConfidence must be 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => new MiningThresholds { MinConfidence = 1.1m }).Message);
        Assert.Contains("MaxLength must be 1 to 30", Assert.Throws<ArgumentOutOfRangeException>(() => new MiningThresholds { MaxLength = 31 }).Message);
    }

    private static IEnumerable<string> ByCounting(Basket[] baskets, MiningThresholds thresholds)
    {
        var items = baskets.SelectMany(basket => basket.Items).Distinct().Order(StringComparer.Ordinal).ToArray();
        for (var mask = 1; mask < 1 << items.Length; mask++)
        {
            var set = items.Where((_, place) => (mask >> place & 1) == 1).ToArray();
            var count = Count(baskets, set);
            if (set.Length < thresholds.MinLength || set.Length > thresholds.MaxLength || count < thresholds.MinCount(baskets.Length))
            {
                continue;
            }

            foreach (var consequent in set)
            {
                string[] antecedent = [.. set.Where(item => item != consequent)];
                if (count >= thresholds.MinConfidence * Count(baskets, antecedent))
                {
                    yield return $"{{{string.Join(", ", antecedent)}}} => {{{consequent}}} {count}";
                }
            }
        }
    }

    private static int Count(Basket[] baskets, string[] set) => baskets.Count(basket => set.All(basket.Contains));
}
