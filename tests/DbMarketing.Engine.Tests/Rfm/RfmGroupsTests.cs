using DbMarketing.Engine.Rfm;

namespace DbMarketing.Engine.Tests.Rfm;

public sealed class RfmGroupsTests
{
    private static readonly RfmCell[] Cells = [.. Enumerable.Range(0, RfmCell.Count).Select(RfmCell.At)];

    [Fact]
    public void Cells_HaveAPlaceEach() => Assert.Equal(Enumerable.Range(0, 125), Cells.Select(cell => cell.Place));

    [Fact]
    public void Names_CoverEveryCell_AndEachNamesSome() =>
        Assert.Equal(RfmGroup.All, Cells.Select(RfmGroups.Default.Of).Distinct().OrderBy(named => RfmGroup.All.ToList().IndexOf(named!)));

    [Theory]
    [InlineData(5, 5, 5, "champions")]
    [InlineData(5, 5, 3, "loyal")]
    [InlineData(3, 2, 5, "big spenders")]
    [InlineData(5, 1, 1, "new")]
    [InlineData(1, 5, 5, "cannot lose")]
    [InlineData(2, 3, 1, "at risk")]
    [InlineData(1, 1, 5, "hibernating")]
    public void Of_NamesACell(int recency, int frequency, int monetary, string name) =>
        Assert.Equal(name, RfmGroups.Default.Of(new(recency, frequency, monetary))!.Name);

    [Fact]
    public void Totals_AddUpTheirCells()
    {
        var totals = RfmGroups.Default.Totals([.. Cells.Select(cell => new RfmTotal(1, cell.Place))]);

        Assert.Equal(125, totals.Sum(pair => pair.Total.Customers));
        Assert.Equal(124 * 125 / 2, totals.Sum(pair => pair.Total.Revenue));
        Assert.Equal(8, totals[0].Total.Customers);
    }

    [Fact]
    public void Of_TakesTheFirstRuleThatHolds()
    {
        var groups = new RfmGroups([new("best", (5, 5), (1, 5), (1, 5)), new("late", (4, 5), (1, 5), (1, 1))]);

        Assert.Equal("best", groups.Of(new(5, 1, 1))!.Name);
        Assert.Equal("late", groups.Of(new(4, 5, 1))!.Name);
        Assert.Null(groups.Of(new(4, 5, 2)));
        Assert.Equal(125 - 25 - 5, groups.Unnamed.Count());
        Assert.Equal(5, groups.CellsOf(groups.Rules[1]).Count());
    }
}
