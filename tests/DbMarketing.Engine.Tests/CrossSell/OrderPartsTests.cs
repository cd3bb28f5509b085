using System.Text.Json;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Tests.CrossSell;

/// <summary>
/// Orders that come in parts, with parts of other orders between them: what follows what is the same in whatever order they come.
/// </summary>
public sealed class OrderPartsTests
{
    [Fact]
    public void OrderBetweenTwoPartsOfAnother_FollowsTheFirstAndLeadsToTheSecond()
    {
        var sales = new SalesRun();
        sales.Buy("ada", 0, "o1", "printer");
        sales.Buy("ada", 10, "o2", "ink");
        sales.Buy("ada", 20, "o1", "case");

        var next = Next(sales);

        Assert.Equal((1, 0), (Pair(next, "printer", "ink"), Pair(next, "ink", "printer")));
        Assert.Equal((1, 0), (Pair(next, "ink", "case"), Pair(next, "case", "ink")));
        Assert.Equal((0, 0), (Pair(next, "printer", "case"), Pair(next, "case", "printer")));
    }

    /// <summary>Goal: each line of a part is compared, as the state keeps them, whether it comes before the other order or after.</summary>
    [Fact]
    public void PartWithTwoPricesOfAProduct_IsAnUpSellByEither()
    {
        ProductLine[] prices = [new("amp", 1, 50m, "audio", null), new("amp", 1, 200m, "audio", null)];
        ProductLine[] cheap = [new("radio", 1, 100m, "audio", null)];
        var (straight, late) = (new SalesRun(), new SalesRun());
        straight.BuyLines("ada", 0, "o1", cheap);
        straight.BuyLines("ada", 1, "o2", prices);
        late.BuyLines("ada", 1, "o2", prices);
        late.BuyLines("ada", 0, "o1", cheap);

        Assert.Equal(1, Pair(Counts(straight, "upsells"), "radio", "amp"));
        Assert.Equal(Counts(straight, "upsells").Encode(), Counts(late, "upsells").Encode());
    }

    /// <summary>
    /// Goal: the counts are those of the definition, a pair for each customer who bought the one and then, with a part of another order
    /// within the window, the other, for every order of arrival.
    /// </summary>
    [Fact]
    public void Counts_AreTheSameInWhateverOrderPartsCome() => RandomBaskets.Check(random =>
    {
        var parts = Parts(random);
        var straight = Recorded(parts);
        var next = Next(straight);
        foreach (var (first, then) in Pairs(parts))
        {
            Assert.Equal(Customers(parts, first, then), Pair(next, first, then));
        }

        var expected = Saved(straight);
        for (var shuffle = 0; shuffle < 3; shuffle++)
        {
            random.Shuffle(parts);
            Assert.Equal(expected, Saved(Recorded(parts)));
        }
    });

    /// <summary>Goal: what counts of an order with more items than are compared does not depend on whether it came first.</summary>
    [Fact]
    public void OrderOfMoreItemsThanAreCompared_CountsTheSameBeforeAndAfterAnother()
    {
        ProductLine[] many = [.. Enumerable.Range(0, 60).Select(static number => new ProductLine($"p{number:D2}", 1, 5, "kind", null))];
        ProductLine[] one = [new("ink", 1, 9, "kind", null)];
        var (straight, late) = (new SalesRun(), new SalesRun());
        straight.BuyLines("ada", 0, "o1", many);
        straight.BuyLines("ada", 10, "o2", one);
        late.BuyLines("ada", 10, "o2", one);
        late.BuyLines("ada", 0, "o1", many);

        Assert.Equal((1, 0), (Pair(Next(straight), "p49", "ink"), Pair(Next(straight), "p50", "ink")));
        Assert.Equal(Saved(straight), Saved(late));
    }

    private static Part[] Parts(Random random) =>
    [
        .. Enumerable.Range(0, 24).Select(_ => new Part(
            $"c{random.Next(3)}", random.Next(60) * 3, $"o{random.Next(6)}",
            [.. RandomBaskets.One(random, 6).Items.Select(item => new ProductLine(item, 1, 5 * (1 + random.Next(9)), "kind", null))])),
    ];

    private static IEnumerable<(string First, string Then)> Pairs(Part[] parts)
    {
        var items = parts.SelectMany(static part => part.Lines).Select(static line => line.ProductId).Distinct().ToList();
        return items.SelectMany(first => items.Where(then => then != first).Select(then => (first, then)));
    }

    private static long Customers(Part[] parts, string first, string then) =>
        parts.GroupBy(static part => part.Customer).LongCount(mine => mine.Any(earlier => mine.Any(later =>
            earlier.Order != later.Order && earlier.Day < later.Day && later.Day - earlier.Day <= new NextPurchases().Window.Days
            && earlier.Holds(first) && later.Holds(then))));

    private static SalesRun Recorded(Part[] parts)
    {
        var sales = new SalesRun();
        foreach (var part in parts)
        {
            sales.BuyLines(part.Customer, part.Day, part.Customer + part.Order, part.Lines);
        }

        return sales;
    }

    private static SequenceCounts Next(SalesRun sales) => Counts(sales, "next");

    private static SequenceCounts Counts(SalesRun sales, string part) =>
        SequenceCounts.Decode(Convert.FromBase64String(Saved(sales)[part]), new());

    private static long Pair(SequenceCounts counts, string first, string then) => counts.Find(first, then).Count;

    /// <summary>All parts of the projection as they are saved, by their keys.</summary>
    private static SortedDictionary<string, string> Saved(SalesRun sales)
    {
        foreach (var part in sales.Counts.CaptureChanges())
        {
            sales.Saved[part.Key] = JsonDocument.Parse(part.Body).RootElement.GetProperty("encoded").GetString()!;
        }

        return sales.Saved;
    }

    private sealed record Part(string Customer, int Day, string Order, ProductLine[] Lines)
    {
        public bool Holds(string product) => Lines.Any(line => line.ProductId == product);
    }
}
