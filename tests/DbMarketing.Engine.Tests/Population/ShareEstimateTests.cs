using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Tests.Population;

public sealed class ShareEstimateTests
{
    /// <summary>Newcombe (1998), Statistics in Medicine 17, table I, method 3.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Of_IsThePublishedInterval(long found, long sample, double low, double high)
    {
        var estimate = ShareEstimate.Of(found, sample);

        Assert.Equal((double)found / sample, estimate.Share);
        Assert.Equal((low, high), (Math.Round(estimate.Low, 4), Math.Round(estimate.High, 4)));
    }

    [Fact]
    public void Of_AnEmptySampleSaysNothing()
    {
        Assert.Equal(new(0, 0, 1), ShareEstimate.Of(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ShareEstimate.Of(2, 1));
    }
}
