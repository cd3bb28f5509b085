using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Tests.Population;

public sealed class SampleMeanTests
{
    [Fact]
    public void Mean_HasTheIntervalOfTheNormalDistribution()
    {
        var mean = new SampleMean();
        Assert.Equal((0, 0.0, null), (mean.Count, mean.Mean, mean.HalfWidth));
        foreach (var value in (double[])[2, 4, 4, 4, 5, 5, 7, 9])
        {
            mean.Add(value);
        }

        Assert.Equal((8, 5.0), (mean.Count, mean.Mean));
        Assert.Equal(1.959964 * Math.Sqrt(32.0 / 7 / 8), mean.HalfWidth!.Value, 5);
    }

    [Fact]
    public void Mean_OfOneSaysNothingOfHowValuesVary()
    {
        var mean = new SampleMean();
        mean.Add(3);

        Assert.Null(mean.HalfWidth);
    }
}
