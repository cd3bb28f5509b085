using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

public sealed class SpendCountsTests
{
    [Theory]
    [InlineData(0.0001)]
    [InlineData(0.81)]
    [InlineData(12.34)]
    [InlineData(99_999.99)]
    [InlineData(12_345_678_901)]
    public void Mean_OfABinIsNearThatOfItsCustomers(decimal mean)
    {
        var counts = new SpendCounts();
        counts.Move(null, (3, mean));

        var cell = Assert.Single(counts.Cells);

        Assert.Equal((3, 1), (cell.Frequency, cell.Weight));
        Assert.InRange(cell.MeanSpend / (double)mean, 1 - (1 / 4096.0), mean < 1 ? 2 : 1 + (1 / 4096.0));
    }

    [Fact]
    public void Mean_ThatIsNotPositiveIsNone()
    {
        var counts = new SpendCounts();
        counts.Move(null, (2, -5));
        counts.Move(null, (2, 0));

        Assert.Equal([new SpendCell(2, 0, 2)], counts.Cells);
    }

    /// <summary>At the limit bins are joined two by two; nobody is lost, and later moves find their bins.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(100)]
    [InlineData(5)]
    public void Bins_BeyondTheLimitAreJoined(int maxBins)
    {
        var counts = new SpendCounts(maxBins);
        var random = new Random(3);
        var customers = Enumerable.Range(0, 3_000)
            .Select(_ => (1 + random.Next(2), (decimal)Math.Round(random.NextDouble() * 500, 2))).ToList();
        customers.ForEach(customer => counts.Move(null, customer));

        Assert.InRange(counts.Bins, 1, maxBins);
        Assert.Equal(3_000, counts.Cells.Sum(static cell => cell.Weight));
        Assert.All(counts.Cells, static cell => Assert.InRange(cell.MeanSpend, 0, 1e14));
        customers.ForEach(customer => counts.Move(customer, null));
        Assert.Equal(0, counts.Bins);
    }

    [Fact]
    public void Restore_OfCapturedPartsIsTheSameAlsoForWhoFollowedBeforeTheyWereJoined()
    {
        var (owner, follower) = (new SpendCounts(200), new SpendCounts(200));
        var random = new Random(9);
        for (var batch = 0; batch < 20; batch++)
        {
            for (var customer = 0; customer < 50; customer++)
            {
                owner.Move(null, (1 + random.Next(40), random.Next(100_000) / 100m));
            }

            foreach (var (key, _, encoded) in owner.CaptureChanges())
            {
                follower.Restore(key, encoded);
            }

            Assert.Equal(owner.Cells, follower.Cells);
        }

        Assert.Equal(owner.Bins, follower.Bins);
        Assert.Empty(owner.CaptureChanges());
    }

    [Fact]
    public void Restore_OfDamagedBytesIsRefused()
    {
        var counts = new SpendCounts();
        counts.Move(null, (1, 10));
        var encoded = counts.CaptureChanges().Single().Encoded;

        Assert.Throws<InvalidDataException>(() => new SpendCounts().Restore(1, encoded[..^1]));
        encoded[1] = 99;
        Assert.Throws<InvalidDataException>(() => new SpendCounts().Restore(1, encoded));
    }
}
