using DbMarketing.Engine.Counting;

namespace DbMarketing.Engine.Tests.Counting;

public sealed class LogLinearBinsTests
{
    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Of_GivesEachNumberTheBinWhoseEdgesHoldIt(int bits)
    {
        var numbers = Enumerable.Range(0, 5_000).Select(number => (long)number)
            .Concat(Enumerable.Range(12, 50).SelectMany(power => new[] { -1L, 0, 1 }.Select(step => (1L << power) + step)));

        Assert.All(numbers, number =>
        {
            var bin = LogLinearBins.Of(number, bits);
            var (lower, upper) = (LogLinearBins.LowerEdge(bin, bits), LogLinearBins.LowerEdge(bin + 1, bits));
            Assert.InRange(number, lower, upper - 1);
            Assert.InRange(upper - lower, 1, Math.Max(1, lower >> bits));
        });
    }

    [Fact]
    public void Of_KeepsSmallNumbersApart() =>
        Assert.Equal(Enumerable.Range(0, 128), Enumerable.Range(0, 128).Select(number => LogLinearBins.Of(number, 6)));

    [Fact]
    public void Of_RefusesANumberBelowZero() => Assert.Throws<ArgumentOutOfRangeException>(() => LogLinearBins.Of(-1, 6));
}
