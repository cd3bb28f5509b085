using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Engine.Tests.CrossSell;

public sealed class PairCountsTests
{
    private static readonly MiningThresholds All = new() { MinSupport = 0.0001m, MinConfidence = 0, MaxLength = 2 };

    [Fact]
    public void Move_InAnyOrder_EndsInTheSameBytes() => RandomBaskets.Check(random =>
    {
        var moves = RandomBaskets.Make(random, 30).Select(after => (Before: RandomBaskets.One(random, 9), After: after)).ToArray();
        var first = Moved(moves);
        random.Shuffle(moves);

        Assert.Equal(first.Encode(), Moved(moves).Encode());
    });

    [Fact]
    public void Move_EqualsTakingOutAndPuttingIn() => RandomBaskets.Check(random =>
    {
        var (before, after) = (RandomBaskets.One(random, 9), RandomBaskets.One(random, 9));
        var (moved, replaced) = (new PairCounts(), new PairCounts());
        moved.Add(before);
        moved.Move(before, after);
        replaced.Add(before);
        replaced.Subtract(before);
        replaced.Add(after);

        Assert.Equal(replaced.Encode(), moved.Encode());
    });

    [Fact]
    public void Subtract_UndoesAdd() => RandomBaskets.Check(random =>
    {
        var counts = Counted(RandomBaskets.Make(random, 20));
        var bytes = counts.Encode();
        var others = RandomBaskets.Make(random, 20);
        Array.ForEach(others, counts.Add);
        random.Shuffle(others);
        Array.ForEach(others, counts.Subtract);

        Assert.Equal(bytes, counts.Encode());
    });

    [Fact]
    public void Merge_EqualsTheWhole() => RandomBaskets.Check(random =>
    {
        var baskets = RandomBaskets.Make(random, 40);
        var cut = random.Next(baskets.Length);
        var (first, second) = (Counted(baskets[..cut]), Counted(baskets[cut..]));
        var other = Counted(baskets[cut..]);
        other.Merge(first);
        first.Merge(second);

        Assert.Equal(Counted(baskets).Encode(), first.Encode());
        Assert.Equal(first.Encode(), other.Encode());
    });

    [Fact]
    public void Rules_EqualTheBatch() => RandomBaskets.Check(random =>
    {
        var baskets = RandomBaskets.Make(random, 40).Where(basket => basket.Items.Count > 0).ToArray();
        var thresholds = new MiningThresholds { MinSupport = 0.05m, MinConfidence = random.Next(100) / 100m, MaxLength = 2 };

        Assert.Equal(Shown(Mining.Rules(baskets, thresholds)), Shown(Counted(baskets).Rules(thresholds)));
    });

    [Fact]
    public void BeyondTheLimit_TrueCountsStayWithinTheirBounds() => RandomBaskets.Check(random =>
    {
        var limits = new CrossSellLimits { MaxItems = 10, MaxPairs = 12 };
        var baskets = RandomBaskets.Make(random, 150, items: 25);
        var (first, second, exact) = (new PairCounts(limits), new PairCounts(limits), Counted(baskets));
        foreach (var basket in baskets)
        {
            (random.Next(2) == 0 ? first : second).Add(basket);
        }

        first.Merge(second);
        foreach (var basket in baskets.Where(_ => random.Next(4) == 0))
        {
            first.Subtract(basket);
            exact.Subtract(basket);
        }

        Assert.True(first.PairFloor > 0);
        Assert.Equal(exact.Baskets, first.Baskets);
        foreach (var (one, other) in Enumerable.Range(0, 25 * 25).Select(number => ($"i{number / 25}", $"i{number % 25}")).Where(pair => pair.Item1 != pair.Item2))
        {
            Assert.InRange(exact.Find(one).Count, first.Find(one).Count, first.Find(one).AtMost);
            Assert.InRange(exact.Find(one, other).Count, first.Find(one, other).Count, first.Find(one, other).AtMost);
        }
    });

    [Fact]
    public void BeyondTheLimit_WhatWasNeverForgottenStaysExact()
    {
        var counts = new PairCounts(new() { MaxItems = 16, MaxPairs = 16 });
        for (var order = 0; order < 50; order++)
        {
            counts.Add(Basket.Of(["tea", "milk"]));
            counts.Add(Basket.Of([$"rare{order}", $"seldom{order}"]));
        }

        Assert.InRange(counts.ItemFloor, 1, 49);
        Assert.InRange(counts.PairFloor, 1, 49);
        Assert.Equal(new(50, 0), counts.Find("tea"));
        Assert.Equal(new(50, 0), counts.Find("milk", "tea"));
        Assert.Equal(new(0, counts.PairFloor), counts.Find("rare0", "seldom0"));
        Assert.InRange(counts.Rules(All).Rules.Count, 2, 32);
    }

    [Fact]
    public void Decode_GivesWhatWasEncoded() => RandomBaskets.Check(random =>
    {
        var limits = new CrossSellLimits { MaxItems = 8 + random.Next(20), MaxPairs = 8 + random.Next(80) };
        var counts = new PairCounts(limits);
        Array.ForEach(RandomBaskets.Make(random, 60, items: 20), counts.Add);
        var again = PairCounts.Decode(counts.Encode(), limits);

        Assert.Equal(counts.Encode(), again.Encode());
        Assert.Equal(Shown(counts.Rules(All)), Shown(again.Rules(All)));
    });

    [Fact]
    public void Decode_RefusesDamage()
    {
        var bytes = Counted([Basket.Of(["a", "b"])]).Encode();

        Assert.All(Enumerable.Range(0, bytes.Length), length =>
            Assert.Throws<InvalidDataException>(() => PairCounts.Decode(bytes[..length], new())));
        Assert.Throws<InvalidDataException>(() => PairCounts.Decode([.. bytes, 0], new()));
        Assert.Contains("format 9", Assert.Throws<InvalidDataException>(() => PairCounts.Decode([9, .. bytes[1..]], new())).Message);
    }

    [Fact]
    public void Decode_RefusesMoreThanItsLimits()
    {
        var bytes = Counted([Basket.Of(Enumerable.Range(0, 9).Select(number => $"i{number}"))]).Encode();

        var fault = Assert.Throws<InvalidDataException>(() => PairCounts.Decode(bytes, new() { MaxItems = 8 }));

        Assert.Contains("9 stored counts are more than the limit of 8", fault.Message);
    }

    /// <summary>Goal: what older rows subtract that was never added leaves no rule that does not fit.</summary>
    [Fact]
    public void Rules_OfAnItemInMoreThanAllBaskets_AreNone()
    {
        var counts = Counted([Basket.Of(["ink", "paper"])]);
        counts.Move(Basket.Of(["pen"]), Basket.Of(["ink", "paper", "pen"]));

        Assert.Empty(counts.Rules(All).Rules);
    }

    private static PairCounts Counted(IEnumerable<Basket> baskets) => Moved(baskets.Select(basket => (Basket.Empty, basket)));

    private static PairCounts Moved(IEnumerable<(Basket Before, Basket After)> moves)
    {
        var counts = new PairCounts();
        foreach (var (before, after) in moves)
        {
            counts.Move(before, after);
        }

        return counts;
    }

    private static IEnumerable<string> Shown(RuleSet rules) =>
        [.. rules.Rules.Select(rule => $"{rule} {rule.Count} {rule.AntecedentCount} {rule.ConsequentCount} {rule.Baskets} {rule.Tests}")];
}
