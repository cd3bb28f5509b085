using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Engine.Tests.CrossSell;

public sealed class FisherExactTests
{
    private static readonly double[] LogFactorials = MakeLogFactorials(10_000);

    /// <summary>Fisher's own example: a lady says of eight cups of tea which four had the milk first.</summary>
    [Theory]
    [InlineData(4, 1 / 70.0)]
    [InlineData(3, 17 / 70.0)]
    [InlineData(2, 53 / 70.0)]
    [InlineData(0, 1.0)]
    public void UpperTail_GivesTheTeaTastersChances(long right, double expected) =>
        Assert.Equal(expected, FisherExact.UpperTail(right, 4, 4, 8), 1e-14);

    [Theory]
    [InlineData(30, 20, 18)]
    [InlineData(400, 120, 75)]
    [InlineData(9_835, 327, 705)]
    public void UpperTail_EqualsTheSumOfItsTerms(long all, long first, long second)
    {
        for (var both = Math.Max(0, first + second - all); both <= Math.Min(first, second); both += 3)
        {
            var expected = 0.0;
            for (var hits = both; hits <= Math.Min(first, second); hits++)
            {
                expected += Math.Exp(Choose(second, hits) + Choose(all - second, first - hits) - Choose(all, first));
            }

            Assert.Equal(expected, FisherExact.UpperTail(both, first, second, all), 1e-9);
        }
    }

    [Fact]
    public void UpperTail_OfAMillionBaskets_IsSmallAndFinite()
    {
        Assert.InRange(FisherExact.UpperTail(1_100, 10_000, 100_000, 1_000_000), 1e-4, 1e-3);
        Assert.Equal(0, FisherExact.UpperTail(10_000, 10_000, 100_000, 1_000_000));
    }

    /// <summary>The chance of so few alone is too small for a double; the chance of at least so many is all but certain.</summary>
    [Theory]
    [InlineData(30_000, 50_000, 70_000, 100_000)]
    [InlineData(24_000, 30_000, 90_000, 100_000)]
    public void UpperTail_FarBelowTheMode_IsOne(long both, long first, long second, long all) =>
        Assert.Equal(1, FisherExact.UpperTail(both, first, second, all), 1e-12);

    [Theory]
    [InlineData(3, 2, 5, 9)]
    [InlineData(-1, 2, 5, 9)]
    [InlineData(1, 10, 5, 9)]
    public void UpperTail_RefusesCountsThatDoNotFit(long both, long first, long second, long all) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FisherExact.UpperTail(both, first, second, all));

    private static double Choose(long n, long k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    private static double LogFactorial(long n) => LogFactorials[n];

    private static double[] MakeLogFactorials(int count)
    {
        var table = new double[count];
        for (var n = 2; n < count; n++)
        {
            table[n] = table[n - 1] + Math.Log(n);
        }

        return table;
    }
}
