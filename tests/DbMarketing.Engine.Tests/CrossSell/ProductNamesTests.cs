using System.Text.Json;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Tests.CrossSell;

/// <summary>What the rules call their products, as the projection of orders keeps it.</summary>
public sealed class ProductNamesTests
{
    [Fact]
    public void NameOfTheLatestOrder_Holds_WhateverCameLast()
    {
        var sales = new SalesRun();
        Buy(sales, "c0", 5, "Fine ink");
        Buy(sales, "c1", 9, "Ink, black");
        Buy(sales, "c2", 2, "Ink");
        Buy(sales, "c3", 9, "Ink");
        Buy(sales, "c4", 30, null);

        Assert.Equal(new Dictionary<string, string> { ["ink"] = "Ink, black", ["paper"] = "Paper" }, Names(sales));
    }

    [Fact]
    public void Names_AreTheSameInAnyOrderAndThroughRestarts() => RandomBaskets.Check(random =>
    {
        var orders = Enumerable.Range(0, 20).Select(number => ($"c{number}", random.Next(8), $"Ink {random.Next(5)}")).ToArray();
        var straight = Sold(orders).Counts.CaptureChanges();
        random.Shuffle(orders);
        var shuffled = Sold(orders);
        var saved = shuffled.Counts.CaptureChanges();
        var restarted = new SalesRun();

        restarted.Counts.Restore(saved, whole: true);

        Assert.Equal(Part(straight).ToString(), Part(saved).ToString());
        Assert.Equal(Names(shuffled), Names(restarted));
    });

    /// <summary>Goal: an order of more items than count names the others too, whether they are counted by then or not.</summary>
    [Fact]
    public void ItemBeyondTheBasketsLimit_IsNamedWhateverCameFirst()
    {
        ProductLine[] many = [.. Enumerable.Range(0, 150).Select(static number => new ProductLine($"p{number:D3}", 1, null, null, "Late"))];
        ProductLine[] few = [new("p149", 1, null, null, "Early"), new("ink", 1, null, null, "Ink")];
        var (straight, turned) = (new SalesRun(), new SalesRun());
        straight.BuyLines("ada", 9, null, many);
        straight.BuyLines("ben", 2, null, few);
        turned.BuyLines("ben", 2, null, few);
        turned.BuyLines("ada", 9, null, many);

        Assert.Equal(Part(straight.Counts.CaptureChanges()).ToString(), Part(turned.Counts.CaptureChanges()).ToString());
        Assert.False(straight.Counts.HasForgotten);
    }

    [Fact]
    public void NamesThatHadNoRoom_AreSaidToBeForgotten()
    {
        var sales = new SalesRun { Counts = new(static () => new(0.0001m, 0, 1), limits: new() { MaxItems = 200 }) };
        ProductLine[] many = [.. Enumerable.Range(0, 150).Select(static number => new ProductLine($"p{number:D3}", 1, null, null, "Late"))];
        sales.BuyLines("ada", 9, null, many);
        Assert.False(sales.Counts.HasForgotten);
        sales.BuyLines("ada", 9, null, [.. many.Select(static line => line with { ProductId = "q" + line.ProductId })]);

        Assert.True(sales.Counts.HasForgotten);
    }

    [Fact]
    public void Product_ThatNoOrderNamed_HasNoName()
    {
        var sales = new SalesRun();
        sales.Buy("ada", 0, null, "ink", "paper");
        sales.BuyLines("ben", 1, null, [new("ink", 1, null, null, " "), new("paper", 1, null, null, "Paper")]);

        Assert.Equal(new Dictionary<string, string> { ["paper"] = "Paper" }, Names(sales));
    }

    [Fact]
    public void OrderOfATest_NamesNothing()
    {
        var sales = new SalesRun();
        Buy(sales, "ada", 0, "Ink");
        sales.BuyLines("tester", 1, null, [new("ink", 1, null, null, "Test ink")], test: true);

        Assert.Equal("Ink", Names(sales)["ink"]);
    }

    /// <summary>Goal: names are bounded as the items are, and those of items that are counted still are not lost to new ones.</summary>
    [Fact]
    public void NamesOfItemsThatAreCountedNoMore_AreDropped()
    {
        var sales = new SalesRun { Counts = new(static () => new(0.0001m, 0, 1), limits: new() { MaxItems = 16 }) };
        for (var number = 0; number < 40; number++)
        {
            Buy(sales, $"c{number}", 0, "Ink");
            sales.BuyLines($"d{number}", 1, null, [new($"rare{number}", 1, null, null, "Rare")]);
        }

        Assert.InRange(Part(sales.Counts.CaptureChanges()).GetProperty("counted").GetInt32(), 2, 16);
        Assert.Equal(new Dictionary<string, string> { ["ink"] = "Ink", ["paper"] = "Paper" }, Names(sales));
    }

    [Fact]
    public void DamagedNames_AreRefused()
    {
        var sales = new SalesRun();
        var damaged = new ProjectionPart("names", JsonSerializer.SerializeToUtf8Bytes(new { counted = 1, encoded = new byte[] { 1, 9 } }));

        Assert.Throws<InvalidDataException>(() => sales.Counts.Restore([damaged], whole: true));
    }

    private static SalesRun Sold((string Customer, int Day, string Name)[] orders)
    {
        var sales = new SalesRun();
        foreach (var (customer, day, name) in orders)
        {
            Buy(sales, customer, day, name);
        }

        return sales;
    }

    private static void Buy(SalesRun sales, string customer, int day, string? ink) =>
        sales.BuyLines(customer, day, null, [new("ink", 1, null, null, ink), new("paper", 1, null, null, "Paper")]);

    /// <summary>The names of the rules' products; others bought something else, so that what is bought together is significant.</summary>
    private static IReadOnlyDictionary<string, string> Names(SalesRun sales)
    {
        for (var number = 0; number < 200; number++)
        {
            sales.Buy($"other{number}", 0, null, "tea");
        }

        return sales.Figures().Names;
    }

    private static JsonElement Part(IReadOnlyList<ProjectionPart> parts) =>
        JsonElement.Parse(parts.Single(static part => part.Key == "names").Body.Span);
}
