using DbMarketing.Engine.Lifetime;
using DbMarketing.Server.Analysis;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Tests.Analysis;

public sealed class PurchaseTableTests
{
    private static readonly DateOnly s_last = new(2026, 12, 31);

    [Fact]
    public void Observe_MakesHistoriesSpendsAndHoldOut()
    {
        var table = new PurchaseTable();
        Read(table, [Line("a", 20, 4), Line("a", 1, 5), Line("a", 1, 6), Line("a", 11, 8), Line("a", 25, 1), Line("b", 22, 1)]);

        var (customers, data) = table.Observe(new DateOnly(2026, 1, 21), new DateOnly(2026, 1, 28), LifetimeUnit.Day, true);

        Assert.Equal("a", Assert.Single(customers).Customer);
        Assert.Equal([new PurchaseCell(new PurchaseHistory(2, 19, 20))], data.Purchases);
        Assert.Equal([new SpendCell(2, 6)], data.Spends);
        Assert.Equal(23 / 3.0, data.MeanSpend!.Value, 1e-12);
        Assert.Equal((7, 1), (data.HoldOut!.Time, Assert.Single(data.HoldOut.Cells).Purchases));
    }

    [Fact]
    public void Read_TakesTheGroupOfTheNewestTransaction()
    {
        var table = new PurchaseTable();
        Read(table, [Line("a", 5, 1, "new"), Line("a", 1, 1, "old")]);

        Assert.Equal("new", Assert.Single(table.Customers).Group);
    }

    [Fact]
    public void Read_RefusesMoreCustomersThanTheLimit()
    {
        Read(new PurchaseTable(maxCustomers: 2), [Line("a", 1, 1), Line("b", 1, 1), Line("a", 2, 1)]);

        var exception = Assert.Throws<CommandException>(
            () => Read(new PurchaseTable(maxCustomers: 1), [Line("a", 1, 1), Line("b", 1, 1)]));
        Assert.Equal("The file has more than 1 customers, which is the limit (line 1).", exception.Message);
    }

    [Fact]
    public void Read_RefusesMoreDaysThanTheLimit()
    {
        Read(new PurchaseTable(maxDays: 1), [Line("a", 1, 1), Line("a", 1, 1)]);

        Assert.Contains("more than 1 days", Assert.Throws<CommandException>(
            () => Read(new PurchaseTable(maxDays: 1), [Line("a", 1, 1), Line("a", 2, 1)])).Message);
    }

    private static Transaction Line(string customer, int day, decimal amount, string group = "") =>
        new(1, customer, new DateTimeOffset(2026, 1, day, 12, 0, 0, TimeSpan.Zero), amount, "", "", group);

    private static void Read(PurchaseTable table, Transaction[] transactions)
    {
        using var rejects = new RejectReport(TextWriter.Null, null);
        table.Read(transactions, s_last, rejects);
    }
}
