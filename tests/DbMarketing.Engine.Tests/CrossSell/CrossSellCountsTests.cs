using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Tests.CrossSell;

public sealed class CrossSellCountsTests
{
    private readonly SalesRun _sales = new();

    [Fact]
    public void FirstOrder_SaysNothingMoreThanThatItCounts() => Assert.Equal(new BasketChange(), _sales.Buy("ada", 0, "o1", "ink", "paper"));

    [Fact]
    public void LaterOrder_SaysWhatItFollows()
    {
        _sales.Buy("ada", 0, "o1", "ink", "printer");
        var change = _sales.Buy("ada", 30, "o2", "ink", "paper")!;

        Assert.True(change.Returning);
        Assert.Equal(["ink"], change.Again!);
        Assert.Equal(["ink", "paper"], change.Following!);
        Assert.Equal(["ink, printer => paper", "printer => ink"], Shown(change.Next));
        Assert.Null(change.UpSells);
    }

    [Fact]
    public void PairThatWasKnown_IsNotSaidAgain()
    {
        _sales.Buy("ada", 0, "o1", "printer");
        _sales.Buy("ada", 10, "o2", "ink");
        var change = _sales.Buy("ada", 20, "o3", "ink", "paper")!;

        Assert.Equal(["ink, printer => paper"], Shown(change.Next));
        Assert.Equal(["paper"], change.Following!);
    }

    [Fact]
    public void OrderThatComesLate_LeadsToWhatWasBoughtAfterIt()
    {
        _sales.Buy("ada", 30, "o2", "ink", "paper");
        var change = _sales.Buy("ada", 0, "o1", "printer")!;

        Assert.Equal(["printer => ink, paper"], Shown(change.Next));
        Assert.Equal(["ink", "paper"], change.Following!);
        Assert.Null(change.Again);
    }

    [Fact]
    public void DearerItemOfTheCategory_IsAnUpSell()
    {
        _sales.BuyLines("ada", 0, "o1", [new("basic", 1, 100m, "audio", null), new("desk", 1, 50m, "home", null)]);
        var change = _sales.BuyLines("ada", 10, "o2", [new("plus", 1, 110m, "audio", null)])!;

        Assert.Equal(["basic => plus"], Shown(change.UpSells));
        Assert.Equal(["basic, desk => plus"], Shown(change.Next));
    }

    [Fact]
    public void PartsOfAnOrder_ShareABasketAndLeadNowhere()
    {
        _sales.Buy("ada", 0, "o1", "ink");
        Assert.Equal(["ink"], _sales.Buy("ada", 0, "o1", "paper")!.Earlier!);
        var change = _sales.Buy("ada", 1, "o1", "ink", "printer")!;

        Assert.Equal(["ink", "paper"], change.Earlier!);
        Assert.Null(change.Next);
        _sales.Buy("ben", 0, null, "ink", "paper", "printer");
        Assert.Equal(["ink => paper 2 of 2", "ink => printer 2 of 2", "paper => printer 2 of 2"], Together(_sales.Counts));
    }

    /// <summary>Goal: what would be counted twice, because the state knows no more that it was counted, is left out.</summary>
    [Fact]
    public void PartOfAnOrderWhoseItemsAreForgotten_CountsNowhere()
    {
        _sales.Buy("ada", 0, "o1", "ink");
        for (var number = 0; number < StateLimits.BoughtItems; number++)
        {
            _sales.Buy("ada", 1 + number, $"later{number}", $"item{number}");
        }

        Assert.Null(_sales.Buy("ada", 100, "o1", "paper"));
    }

    /// <summary>Goal: no item counts twice for a customer, and the counts of one customer never exceed that one.</summary>
    [Fact]
    public void ItemBoughtAgainAfterItWasForgotten_CountsInItsBasketAlone()
    {
        for (var number = 0; number <= StateLimits.BoughtItems; number++)
        {
            _sales.Buy("ada", number, null, $"item{number}");
        }

        var before = Saved(_sales.Counts.CaptureChanges());
        Assert.Equal(new() { Returning = true, BasketOnly = true }, _sales.Buy("ada", 80, null, "item0", "ink"));
        _sales.Buy("ada", 81, null, "item0", "ink");

        var changes = _sales.Counts.CaptureChanges();
        var pairs = PairCounts.Decode(Convert.FromBase64String(Saved(changes)("pairs")), new());
        Assert.Equal(["pairs"], changes.Select(static part => part.Key));
        Assert.Equal((2, 3), (pairs.Find("item0", "ink").Count, pairs.Find("item0").Count));
        var next = SequenceCounts.Decode(Convert.FromBase64String(before("next")), new());
        Assert.Equal((1, 1), (next.Customers, next.Find("item0", "item1").Count));
        Assert.Equal(1, _sales.Figures().Next.Counted);
    }

    [Fact]
    public void OrderOfMoreItemsThanAreKept_CountsOnce()
    {
        string[] items = [.. Enumerable.Range(0, 2 * StateLimits.BoughtItems).Select(static number => $"i{number:D3}")];
        _sales.Buy("ada", 0, "o1", items);
        Assert.Null(_sales.Buy("ada", 1, "o1", "i000", "i100"));
        _sales.Buy("ada", 2, "o2", items);
        _sales.Buy("ada", 3, "o3", items);

        var saved = Saved(_sales.Counts.CaptureChanges());
        var pairs = PairCounts.Decode(Convert.FromBase64String(saved("pairs")), new());
        Assert.Equal((3, 3, 3), (pairs.Baskets, pairs.Find("i000").Count, pairs.Find("i098", "i099").Count));
        Assert.Empty(_sales.Figures().Next.Rules);
    }

    /// <summary>Goal: rows of a journal whose counts do not fit into each other do not end the projection.</summary>
    [Fact]
    public void ItemThatOlderRowsTellTwice_LeadsNowhere()
    {
        Fold(new(), "ink", "paper");
        Fold(new() { Returning = true, Following = ["pen"], Next = [new(["ink"], ["pen"])] }, "ink", "pen");

        var figures = _sales.Figures();
        Assert.Empty(figures.Next.Rules);
        Assert.Equal((1, 0, 2), (figures.Next.Counted, figures.Next.Tests, figures.Together.Counted));
    }

    [Fact]
    public void PartOfAnOrderThatNamedNoItemBefore_CountsAsItsBasket()
    {
        _sales.BuyLines("ada", 0, "o1", []);
        Assert.Empty(_sales.Buy("ada", 1, "o1", "ink", "paper")!.Earlier!);

        Assert.Equal(["ink => paper 1 of 1"], Together(_sales.Counts));
    }

    [Fact]
    public void TestCustomer_CountsNowhere()
    {
        var lines = new ProductLine[] { new("ink", 1, null, null, null), new("paper", 1, null, null, null) };
        Assert.Null(_sales.BuyLines("tester", 0, "o1", lines, test: true));
        Assert.Null(_sales.BuyLines("tester", 1, "o2", lines));

        Assert.Empty(Together(_sales.Counts));
        Assert.Equal(0, _sales.Figures().Together.Counted);
    }

    /// <summary>Goal: whatever the order of arrival, the sum of what was announced is the batch over the same orders.</summary>
    [Fact]
    public void Sums_EqualTheBatch() => RandomBaskets.Check(random =>
    {
        var sales = new SalesRun();
        var orders = Orders(random);
        foreach (var (customer, day, lines) in Shuffled(random, orders))
        {
            sales.BuyLines(customer, day, null, lines);
        }

        var (pairs, next, upSells) = (new PairCounts(), new SequenceCounts(), new SequenceCounts());
        orders.ForEach(order => pairs.Add(Basket.Of(order.Lines.Select(line => line.ProductId))));
        foreach (var customer in orders.GroupBy(order => order.Customer))
        {
            next.Move(ItemSequences.None, new NextPurchases().Of(customer.Select(order => new TimedBasket(
                SalesRun.Start.AddDays(order.Day), Basket.Of(order.Lines.Select(line => line.ProductId))))));
            upSells.Move(ItemSequences.None, new UpSells().Of(customer.SelectMany(order => order.Lines.Select(line => new ItemTouch(
                SalesRun.Start.AddDays(order.Day), line.ProductId, line.Category, line.Price, Bought: true)))));
        }

        Assert.Equal(
            new[] { pairs.Encode(), next.Encode(), upSells.Encode() }.Select(Convert.ToBase64String),
            new[] { "pairs", "next", "upsells" }.Select(Saved(sales.Counts.CaptureChanges())));
    });

    [Fact]
    public void Counts_AreTheSameThroughAnyRestarts()
    {
        var random = new Random(7);
        var orders = Orders(random);
        var straight = new SalesRun();
        var saved = new Dictionary<string, ProjectionPart>();
        var restarted = new SalesRun();
        foreach (var (index, (customer, day, lines)) in orders.Index())
        {
            straight.BuyLines(customer, day, null, lines);
            restarted.BuyLines(customer, day, null, lines);
            foreach (var part in restarted.Counts.CaptureChanges())
            {
                saved[part.Key] = part;
            }

            if (index % 5 == 0)
            {
                restarted.Counts.Restore([.. saved.Values], whole: true);
            }
        }

        restarted.Counts.Restore([.. saved.Values], whole: true);
        straight.Buy("c0", 130, null, "last", "least");
        restarted.Buy("c0", 130, null, "last", "least");
        var (expected, actual) = (Saved(straight.Counts.CaptureChanges()), Saved(restarted.Counts.CaptureChanges()));
        Assert.All(["pairs", "next", "upsells"], key => Assert.Equal(expected(key), actual(key)));
    }

    [Fact]
    public void Picture_IsRenewedWhenSomethingMovedOrOtherThresholdsHold()
    {
        var thresholds = new RuleThresholds(0.0001m, 0, 1);
        var sales = new SalesRun { Counts = new(() => thresholds) };
        sales.Buy("ada", 0, null, "ink", "paper");
        var first = sales.Figures();
        sales.Counts.Publish(SalesRun.Start.AddDays(1));
        var still = sales.Counts.Figures!;
        thresholds = thresholds with { MinCount = 2 };
        sales.Counts.Publish(SalesRun.Start.AddDays(2));

        Assert.Same(first.Together, still.Together);
        Assert.Equal((first.Version, SalesRun.Start.AddDays(1)), (still.Version, still.AsOf));
        Assert.Equal((2, 2), (sales.Counts.Figures!.Together.MinCount, sales.Counts.Figures.Thresholds.MinCount));
    }

    [Fact]
    public void MoreRulesThanAreKept_RaiseTheLeastCount()
    {
        var sales = new SalesRun { Counts = new(static () => new(0.0001m, 0, 1), limits: new() { MaxRules = 8 }) };
        for (var number = 0; number < 30; number++)
        {
            sales.Buy($"c{number}", 0, null, "bread", "butter");
            sales.Buy($"d{number}", 0, null, $"rare{number}", $"odd{number}");
        }

        var found = sales.Figures().Together;

        Assert.Equal((2, 2, 60), (found.Rules.Count, found.MinCount, found.Counted));
    }

    [Fact]
    public void LongBasket_CountsItsFirstItems()
    {
        _sales.Buy("ada", 0, null, [.. Enumerable.Range(0, CrossSellCounts.MaxBasketItems + 50).Select(number => $"i{number:D3}")]);

        var pairs = PairCounts.Decode(Convert.FromBase64String(Saved(_sales.Counts.CaptureChanges())("pairs")), new());
        Assert.Equal((1, 0), (pairs.Find("i000", "i099").Count, pairs.Find("i000", "i100").Count));
    }

    private void Fold(BasketChange change, params string[] items) => _sales.Counts.Fold(default!, [new InteractionRecorded
    {
        At = SalesRun.Start, EffectiveAt = SalesRun.Start, Basket = change,
        Interaction = new OrderCompleted
        {
            MessageId = items[1], Source = "shop", OccurredAt = SalesRun.Start, ReceivedAt = SalesRun.Start, Amount = 1,
            Products = [.. items.Select(static item => new ProductLine(item, 1, null, null, null))],
        },
    }]);

    private static List<(string Customer, int Day, ProductLine[] Lines)> Orders(Random random) =>
    [
        .. Enumerable.Range(0, 40).Select(number => (
            $"c{random.Next(8)}", random.Next(120),
            RandomBaskets.One(random, 9).Items.Append("i0").Distinct().Select(Line).ToArray())),
    ];

    private static T[] Shuffled<T>(Random random, IEnumerable<T> items)
    {
        T[] shuffled = [.. items];
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static ProductLine Line(string item) => new(item, 1, 10m * (1 + (item[^1] - '0')), $"kind{item[^1] % 2}", null);

    private static IEnumerable<string> Shown(IReadOnlyList<ItemStep>? steps) =>
        (steps ?? []).Select(step => $"{string.Join(", ", step.From)} => {string.Join(", ", step.To)}").Order(StringComparer.Ordinal);

    private static Func<string, string> Saved(IReadOnlyList<ProjectionPart> parts) => key =>
        System.Text.Json.JsonDocument.Parse(parts.First(part => part.Key == key).Body).RootElement.GetProperty("encoded").GetString()!;

    /// <summary>Pairs that were bought together, whether significant or not.</summary>
    private static IEnumerable<string> Together(CrossSellCounts counts)
    {
        var parts = counts.CaptureChanges();
        return parts.Count == 0 ? [] : PairCounts.Decode(Convert.FromBase64String(Saved(parts)("pairs")), new())
            .Rules(new() { MinSupport = 0.0001m, MinConfidence = 0 }).Rules
            .Where(rule => string.CompareOrdinal(rule.Antecedent[0], rule.Consequent) < 0)
            .Select(rule => $"{rule.Antecedent[0]} => {rule.Consequent} {rule.Count} of {rule.Baskets}").Order(StringComparer.Ordinal);
    }
}
