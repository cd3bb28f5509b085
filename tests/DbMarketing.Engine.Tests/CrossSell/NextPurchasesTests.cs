using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Engine.Tests.CrossSell;

public sealed class NextPurchasesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly NextPurchases Within90Days = new();

    [Fact]
    public void Of_PairsAnEarlierOrderWithALaterOneWithinTheWindow()
    {
        var counts = Counted([Order(0, "printer"), Order(30, "ink"), Order(90, "paper"), Order(91, "desk")]);

        Assert.Equal(1, counts.Find("printer", "ink").Count);
        Assert.Equal(1, counts.Find("printer", "paper").Count);
        Assert.Equal(0, counts.Find("printer", "desk").Count);
        Assert.Equal(1, counts.Find("ink", "desk").Count);
        Assert.Equal(0, counts.Find("ink", "printer").Count);
    }

    [Fact]
    public void Of_LetsNeitherOrderOfAnInstantFollow()
    {
        var counts = Counted([Order(5, "printer"), Order(5, "ink")]);

        Assert.Empty(counts.Rules(new() { MinSupport = 0.1m, MinConfidence = 0 }).Rules);
    }

    [Fact]
    public void Of_CountsACustomerOnce_AndNoItemAfterItself()
    {
        var counts = Counted([Order(0, "ink"), Order(10, "ink", "paper"), Order(20, "ink", "paper")]);

        Assert.Equal(1, counts.Find("ink", "paper").Count);
        Assert.Equal(0, counts.Find("ink", "ink").Count);
    }

    [Fact]
    public void Of_CountsTheNewestOrders()
    {
        var orders = Enumerable.Range(0, NextPurchases.MaxOrders + 1).Select(day => Order(day, $"i{day}"));

        var counts = Counted(orders.Reverse());

        Assert.Equal(0, counts.Find("i0", "i1").Count);
        Assert.Equal(1, counts.Find("i1", $"i{NextPurchases.MaxOrders}").Count);
    }

    [Fact]
    public void Of_CountsTheOrdinallyFirstItems()
    {
        var items = Enumerable.Range(0, NextPurchases.MaxItemsPerOrder + 1).Select(number => $"i{number:D3}").ToArray();

        var counts = Counted([Order(0, items), Order(1, "z")]);

        Assert.Equal(1, counts.Find(items[^2], "z").Count);
        Assert.Equal(0, counts.Find(items[^1], "z").Count);
    }

    [Fact]
    public void Of_SaysTheSame_WhateverTheOrderOfOrders() => RandomBaskets.Check(random =>
    {
        var orders = Enumerable.Range(0, 30).Select(_ => new TimedBasket(Start.AddDays(random.Next(40)), RandomBaskets.One(random, 20))).ToArray();
        var expected = Counted(orders).Encode();
        random.Shuffle(orders);

        Assert.Equal(expected, Counted(orders).Encode());
    });

    private static SequenceCounts Counted(IEnumerable<TimedBasket> orders)
    {
        var counts = new SequenceCounts();
        counts.Move(ItemSequences.None, Within90Days.Of(orders));
        return counts;
    }

    private static TimedBasket Order(int day, params string[] items) => new(Start.AddDays(day), Basket.Of(items));
}
