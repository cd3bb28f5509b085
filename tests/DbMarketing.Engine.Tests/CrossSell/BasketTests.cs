using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Engine.Tests.CrossSell;

public sealed class BasketTests
{
    [Fact]
    public void Of_KeepsEachItemOnceInOrdinalOrder() => Assert.Equal(["B", "a", "b"], Basket.Of(["b", "a", "B", "a"]).Items);

    [Fact]
    public void Of_RefusesTooManyItems()
    {
        var most = Enumerable.Range(0, Basket.MaxItems).Select(number => $"i{number}").ToList();

        Assert.Equal(Basket.MaxItems, Basket.Of(most.Concat(most)).Items.Count);
        Assert.Contains("more than 2000 different items", Assert.Throws<ArgumentException>(() => Basket.Of([.. most, "one more"])).Message);
    }

    [Fact]
    public void Of_RefusesAnItemWithoutAName() => Assert.Throws<ArgumentException>(() => Basket.Of(["a", ""]));
}
