using DbMarketing.Engine.Rfm;

namespace DbMarketing.Engine.Tests.Rfm;

internal static class ScoreAssertions
{
    /// <summary>
    /// Each customer scores as exactly computed: as the lowest value of its bin does, and as its own unless a cut point lies within the
    /// bin. Cut points are off by no more than a bin.
    /// </summary>
    public static void EqualToTheBin(IReadOnlyCollection<RfmValues> customers, PopulationRfm population)
    {
        var exact = new RfmScorer(customers);
        var lowest = customers.GroupBy(values => RfmBin.Of(values, 0).Monetary)
            .ToDictionary(bin => bin.Key, bin => bin.Min(values => values.Monetary));
        var lowestFrequency = customers.GroupBy(values => RfmBin.Of(values, 0).Frequency)
            .ToDictionary(bin => bin.Key, bin => bin.Min(values => values.Frequency));

        Assert.Equal(exact.All, population.All);
        Assert.All(customers, values =>
        {
            var bin = RfmBin.Of(values, 0);
            var inBin = values with { Frequency = lowestFrequency[bin.Frequency], Monetary = lowest[bin.Monetary] };
            Assert.Equal(exact.Score(inBin), population.Score(values));
            Assert.True(values.Frequency >= 128 || inBin.Frequency == values.Frequency);
            Assert.InRange(values.Monetary - inBin.Monetary, 0, Math.Max(0.01m, Math.Abs(values.Monetary) / 127));
        });
    }
}
