using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Engine.Tests.CrossSell;

public sealed class SequenceCountsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Rules_CompareThoseWhoWentOnWithAll()
    {
        var counts = new SequenceCounts();
        Add(counts, 6, "phone", "case");
        Add(counts, 2, "phone", "book");
        Add(counts, 1, "lamp", "case");
        Add(counts, 11, "lamp", "book");

        var rule = counts.Rules(new() { MinSupport = 0.1m, MinConfidence = 0.5m, MaxLength = 2 }).Rules[0];

        Assert.Equal("{phone} => {case}", rule.ToString());
        Assert.Equal((6, 8, 7, 20), (rule.Count, rule.AntecedentCount, rule.ConsequentCount, rule.Baskets));
        Assert.Equal(6 * 20 / 56.0, rule.Lift, 1e-14);
        Assert.True(rule.IsSignificant);
    }

    [Fact]
    public void Move_InAnyOrderAndPart_EndsInTheSameBytes() => RandomBaskets.Check(random =>
    {
        var moves = Enumerable.Range(0, 30).Select(_ => (Before: History(random), After: History(random))).ToArray();
        var whole = Moved(moves);
        random.Shuffle(moves);
        var part = Moved(moves[..11]);
        part.Merge(Moved(moves[11..]));

        Assert.Equal(whole.Encode(), part.Encode());
        Assert.Equal(whole.Encode(), SequenceCounts.Decode(whole.Encode(), new()).Encode());
    });

    [Fact]
    public void Move_BackToNothing_LeavesNothing() => RandomBaskets.Check(random =>
    {
        var counts = new SequenceCounts();
        var history = History(random);
        counts.Move(ItemSequences.None, history);
        counts.Move(history, ItemSequences.None);

        Assert.Equal(new SequenceCounts().Encode(), counts.Encode());
    });

    [Fact]
    public void Move_BeyondTheLimit_ForgetsTheRarestAndSaysSo()
    {
        var counts = new SequenceCounts(new() { MaxItems = 1_000, MaxPairs = 8 });
        Add(counts, 5, "phone", "case");
        for (var number = 0; number < 20; number++)
        {
            Add(counts, 1, $"rare{number}", "case");
        }

        Assert.InRange(counts.PairFloor, 1, 4);
        Assert.Equal(new(5, 0), counts.Find("phone", "case"));
        Assert.Equal(new(0, counts.PairFloor), counts.Find("rare0", "case"));
    }

    private static ItemSequences History(Random random) => new NextPurchases().Of(
        Enumerable.Range(0, random.Next(4)).Select(day => new TimedBasket(Start.AddDays(day), RandomBaskets.One(random, 9))));

    private static SequenceCounts Moved(IEnumerable<(ItemSequences Before, ItemSequences After)> moves)
    {
        var counts = new SequenceCounts();
        foreach (var (before, after) in moves)
        {
            counts.Move(before, after);
        }

        return counts;
    }

    private static void Add(SequenceCounts counts, int customers, string first, string next)
    {
        var history = new NextPurchases().Of([new(Start, Basket.Of([first])), new(Start.AddDays(1), Basket.Of([next]))]);
        for (var customer = 0; customer < customers; customer++)
        {
            counts.Move(ItemSequences.None, history);
        }
    }
}
