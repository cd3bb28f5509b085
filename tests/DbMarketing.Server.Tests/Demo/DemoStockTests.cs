using DbMarketing.Server.Demo;

namespace DbMarketing.Server.Tests.Demo;

public sealed class DemoStockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Next_HasOneProductOutAtATime()
    {
        var stock = new DemoStock(1);
        var inStock = new Dictionary<string, bool>();
        for (var minute = 0; minute < 20; minute++)
        {
            var changed = stock.Next(Noon.AddMinutes(minute));
            foreach (var item in changed)
            {
                inStock[item.ProductId] = item.InStock;
            }

            Assert.Equal(DemoCatalogue.ProductIds.Count, inStock.Count);
            Assert.Single(inStock, static product => !product.Value);
            Assert.Empty(stock.Next(Noon.AddMinutes(minute).AddSeconds(59)));
        }
    }
}
