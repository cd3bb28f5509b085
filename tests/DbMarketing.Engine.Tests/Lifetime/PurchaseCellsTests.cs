using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

public sealed class PurchaseCellsTests
{
    [Fact]
    public void Of_CountsEqualHistoriesInOneOrder()
    {
        PurchaseHistory[] histories = [new(2, 3, 9), new(0, 0, 5), new(2, 3, 9), new(1, 4, 4)];

        var cells = PurchaseCells.Of(histories);

        Assert.Equal([new(histories[1]), new(histories[3]), new(histories[0], 2)], cells);
        Assert.Equal(cells, PurchaseCells.Of(histories.Reverse()));
    }

    [Fact]
    public void Of_RoundsToTheResolution() =>
        Assert.Equal(
            [new PurchaseCell(new PurchaseHistory(2, 7, 14), 2)],
            PurchaseCells.Of([new PurchaseHistory(2, 5, 15), new PurchaseHistory(2, 9, 13)], 7));

    [Theory]
    [InlineData(-1, 0, 1, "frequency")]
    [InlineData(1, 2, 1, "recency")]
    [InlineData(0, 1, 2, "recency")]
    [InlineData(1, double.NaN, 2, "recency")]
    [InlineData(1, 1, double.PositiveInfinity, "age")]
    public void History_NamesTheValueThatIsOutOfRange(int frequency, double recency, double age, string name) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new PurchaseHistory(frequency, recency, age)).ParamName);
}
