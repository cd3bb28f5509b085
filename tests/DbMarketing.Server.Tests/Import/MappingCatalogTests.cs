using DbMarketing.Engine.Interactions;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Tests.Import;

public sealed class MappingCatalogTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Names_ListsTheReadyMappings() => Assert.Equal(["cdnow", "cdnow-sample", "online-retail", "rees46"], MappingCatalog.Names);

    [Fact]
    public void Load_NamesTheChoicesForAnUnknownMapping() =>
        Assert.Contains("cdnow, cdnow-sample, online-retail, rees46",
            Assert.Throws<CommandException>(() => MappingCatalog.Load("x")).Message);

    [Fact]
    public void Load_RefusesAMisspeltName()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, """{"name":"x","format":"csv","source":"s","customr":{"column":"a"},"time":{"column":"b"},"events":[]}""");

        Assert.Contains("customr", Assert.Throws<CommandException>(() => MappingCatalog.Load(path)).Message);
        File.Delete(path);
    }

    [Fact]
    public void OnlineRetail_MakesARefundOfACancellation()
    {
        var refund = Assert.IsType<OrderRefunded>(Map("C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527.0,United Kingdom").Interaction);

        Assert.Equal(27.5m, refund.Amount);
    }

    [Fact]
    public void OnlineRetail_AddsALineToItsOrder()
    {
        var mapped = Map("536365,85123A,\"HEART, WHITE\",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom");
        var order = Assert.IsType<OrderCompleted>(mapped.Interaction);

        Assert.Equal("k:17850", mapped.Customer.ToString());
        Assert.Equal(("536365", 15.30m, "HEART, WHITE"), (order.OrderId, order.Amount, order.Products[0].Name));
        Assert.Equal(new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero), order.OccurredAt);
    }

    [Theory]
    [InlineData("1,A,x,6,2010-12-01 08:26:00,2.55,,UK", "customer_missing")]
    [InlineData("1,A,x,6,2010-12-01 08:26:00,0.0,1.0,UK", "price_zero")]
    [InlineData("1,A,x,-6,2010-12-01 08:26:00,1.0,1.0,UK", "quantity_not_positive")]
    [InlineData("1,A,x,six,2010-12-01 08:26:00,1.0,1.0,UK", "value_unreadable")]
    [InlineData("1,A,x,6,yesterday,1.0,1.0,UK", "value_unreadable")]
    [InlineData("1,A,x,6", "line_unreadable")]
    public void OnlineRetail_RefusesWithACode(string line, string code) => Assert.Equal(code, Map(line).Refusal!.Value.Code);

    private static MappedRecord Map(string line)
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n" + line + "\n");
        var mapping = MappingCatalog.Load("online-retail");
        using var reader = new RecordReader(mapping, path);
        Assert.True(reader.TryRead(out var record));
        File.Delete(path);
        return new RecordMapper(mapping, reader.Columns).Map(record, "id", s_now);
    }
}
