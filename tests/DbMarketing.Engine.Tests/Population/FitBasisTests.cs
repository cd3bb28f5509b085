using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Tests.Population;

public sealed class FitBasisTests
{
    [Theory]
    [InlineData(100, 199, false)]
    [InlineData(100, 200, true)]
    [InlineData(0, 0, false)]
    [InlineData(0, 1, true)]
    [InlineData(100, 50, false)]
    public void HasGrownFrom_SaysWhetherTheSizeHasDoubled(long was, long now, bool grown) =>
        Assert.Equal(grown, new FitBasis(now, ["a"]).HasGrownFrom(new(was, ["a"])));

    [Fact]
    public void HasGrownFrom_SaysWhetherAPartIsNew()
    {
        Assert.True(new FitBasis(1, ["a", "b"]).HasGrownFrom(new(1, ["a"])));
        Assert.False(new FitBasis(1, ["b"]).HasGrownFrom(new(1, ["a", "b"])));
    }
}
