using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

public sealed class SpanCountsTests
{
    [Fact]
    public void Move_TakesACustomerFromItsOldCellToItsNewOne()
    {
        var counts = new SpanCounts();
        counts.Move(null, (new(20_000, 20_000, 0), 10));
        counts.Move(null, (new(20_000, 20_000, 0), 5));
        counts.Move((new(20_000, 20_000, 0), 10), (new(20_000, 20_007, 1), 25));

        Assert.Equal(
            [KeyValuePair.Create(new PurchaseSpan(20_000, 20_000, 0), 1), KeyValuePair.Create(new PurchaseSpan(20_000, 20_007, 1), 1)],
            counts.Customers);
        Assert.Equal([KeyValuePair.Create(20_000, 30m)], counts.Revenue);
        Assert.Equal((2, 1), (counts.Cells, counts.WidthDays));
    }

    /// <summary>At the limit days become weeks, four weeks, and so on; nobody is lost, and later moves find their cells.</summary>
    [Theory]
    [InlineData(2_000, 1)]
    [InlineData(950, 7)]
    [InlineData(100, 28)]
    [InlineData(40, 56)]
    [InlineData(1, 28_672)]
    public void Cells_BeyondTheLimitAreJoined(int maxCells, int width)
    {
        var counts = new SpanCounts(maxCells);
        var random = new Random(5);
        var spans = Enumerable.Range(0, 2_000).Select(_ => SpanOf(random)).ToList();
        spans.ForEach(span => counts.Move(null, (span, 2)));

        Assert.Equal(width, counts.WidthDays);
        Assert.Equal(2_000, counts.Customers.Sum(static cell => cell.Value));
        Assert.Equal(4_000, counts.Revenue.Sum(static day => day.Value));
        Assert.Equal(counts.Customers.OrderBy(static cell => cell.Key, PurchaseSpan.InOrder), counts.Customers);
        spans.ForEach(span => counts.Move((span, 2), null));
        Assert.Equal(0, counts.Cells);
        Assert.Empty(counts.Revenue);
    }

    [Fact]
    public void Restore_OfCapturedBlocksIsTheSameAlsoForWhoFollowedBeforeTheyWereJoined()
    {
        var (owner, follower) = (new SpanCounts(300), new SpanCounts(300));
        var random = new Random(7);
        var spans = Enumerable.Range(0, 1_500).Select(_ => SpanOf(random)).ToList();
        foreach (var batch in spans.Chunk(100))
        {
            foreach (var span in batch)
            {
                owner.Move(null, (span, 1.50m));
            }

            foreach (var (key, _, encoded) in owner.CaptureChanges())
            {
                follower.Restore(key, encoded);
            }

            Assert.Equal(owner.Customers, follower.Customers);
        }

        Assert.True(owner.WidthDays > 7);
        Assert.Equal((owner.WidthDays, owner.Cells), (follower.WidthDays, follower.Cells));
        Assert.Equal(owner.Revenue, follower.Revenue);
        Assert.Empty(owner.CaptureChanges());
    }

    [Fact]
    public void Restore_OfDamagedBytesIsRefused()
    {
        var counts = new SpanCounts();
        counts.Move(null, (new(20_000, 20_030, 3), 10));
        var encoded = counts.CaptureChanges().Single().Encoded;

        Assert.Throws<InvalidDataException>(() => new SpanCounts().Restore(714, encoded[..^1]));
        encoded[1] = 99;
        Assert.Throws<InvalidDataException>(() => new SpanCounts().Restore(714, encoded));
    }

    private static PurchaseSpan SpanOf(Random random)
    {
        var first = 20_000 + random.Next(200);
        var repeats = random.Next(3);
        return new(first, repeats == 0 ? first : first + 1 + random.Next(100), repeats);
    }
}
