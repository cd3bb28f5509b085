using DbMarketing.Engine.Rfm;

namespace DbMarketing.Engine.Tests.Rfm;

public sealed class RfmHistogramTests
{
    [Fact]
    public void Move_InAnyOrder_EndsInTheSameBytes() => RandomPopulation.Check(random =>
    {
        var moves = Enumerable.Range(0, 60).Select(_ => (Before: Perhaps(random), After: Perhaps(random))).ToArray();
        var expected = Moved(moves).Encode();
        random.Shuffle(moves);

        Assert.Equal(expected, Moved(moves).Encode());
    });

    [Fact]
    public void Move_Back_LeavesWhatWasThere() => RandomPopulation.Check(random =>
    {
        var histogram = RandomPopulation.Histogram(RandomPopulation.Make(random, 20));
        var bytes = histogram.Encode();
        var (first, second) = (RandomPopulation.One(random), RandomPopulation.One(random));
        histogram.Move(null, first);
        histogram.Move(first, second);
        histogram.Move(second, null);

        Assert.Equal(bytes, histogram.Encode());
    });

    [Fact]
    public void Merge_EqualsTheWhole() => RandomPopulation.Check(random =>
    {
        var moves = Enumerable.Range(0, 60).Select(_ => (Before: Perhaps(random), After: Perhaps(random))).ToArray();
        var cut = random.Next(moves.Length);
        var merged = Moved(moves[..cut]);
        merged.Merge(Moved(moves[cut..]));

        Assert.Equal(Moved(moves).Encode(), merged.Encode());
    });

    [Fact]
    public void Decode_GivesWhatWasEncoded() => RandomPopulation.Check(random =>
    {
        var histogram = RandomPopulation.Histogram(RandomPopulation.Make(random, 50));

        Assert.Equal(histogram.Encode(), RfmHistogram.Decode(histogram.Encode()).Encode());
    });

    [Fact]
    public void Decode_RefusesDamageAndMoreThanTheLimit()
    {
        var bytes = RandomPopulation.Histogram([new(1, 1, 10m), new(2, 1, 10m)]).Encode();

        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Throws<InvalidDataException>(() => RfmHistogram.Decode(bytes[..length])));
        Assert.Throws<InvalidDataException>(() => RfmHistogram.Decode([.. bytes, 0]));
        Assert.Contains("limit of 1 bins", Assert.Throws<InvalidDataException>(() => RfmHistogram.Decode(bytes, maxBins: 1)).Message);
    }

    [Fact]
    public void Freeze_OfNobody_IsNull()
    {
        var histogram = new RfmHistogram();
        histogram.Move(new(1, 1, 5m), null);

        Assert.Null(histogram.Freeze(1));
    }

    [Fact]
    public void Freeze_IsNotMovedAlong()
    {
        var histogram = RandomPopulation.Histogram([new(1, 1, 5m)]);
        var frozen = histogram.Freeze(7)!;
        histogram.Move(null, new(2, 1, 5m));

        Assert.Equal((7, 1), (frozen.Version, frozen.All.Customers));
    }

    /// <summary>Recency and small frequencies have bins of their own, so only the monetary scale can be off, and only within a bin.</summary>
    [Fact]
    public void Freeze_ScoresAsExactlyComputed_ToTheWidthOfABin() => RandomPopulation.Check(random =>
    {
        var customers = RandomPopulation.Make(random, 1 + random.Next(300));

        ScoreAssertions.EqualToTheBin(customers, RandomPopulation.Histogram(customers).Freeze(1)!);
    });

    [Fact]
    public void Freeze_HasTheRevenueOfEachCellToTheCent() => RandomPopulation.Check(random =>
    {
        var customers = RandomPopulation.Make(random, 200);
        var frozen = RandomPopulation.Histogram(customers).Freeze(1)!;
        var expected = customers.GroupBy(frozen.Score).ToDictionary(group => group.Key, group => new RfmTotal(group.Count(), group.Sum(one => one.Monetary)));

        Assert.All(Enumerable.Range(0, RfmCell.Count), place =>
            Assert.Equal(expected.GetValueOrDefault(RfmCell.At(place)), frozen.Cells[place]));
    });

    [Fact]
    public void Freeze_HasTheParetoCurveToTheWidthOfABin() => RandomPopulation.Check(random =>
    {
        var customers = RandomPopulation.Make(random, 300).Where(one => one.Monetary > 0).Append(new(1, 1, 1m)).ToList();
        var (exact, binned) = (new RfmScorer(customers).Pareto, RandomPopulation.Histogram(customers).Freeze(1)!.Pareto);

        Assert.All(Enumerable.Range(0, 21).Select(twentieth => twentieth / 20.0), share =>
            Assert.InRange(binned.RevenueShare(share), exact.RevenueShare(share) * (1 - (1 / 128.0)) - 1e-12, exact.RevenueShare(share) + 1e-12));
    });

    [Fact]
    public void BeyondTheLimit_BinsOfRevenueAreJoined() => RandomPopulation.Check(random =>
    {
        var customers = Enumerable.Range(0, 400).Select(_ => RandomPopulation.One(random) with { LastDay = random.Next(3), Frequency = 1 }).ToList();
        var histogram = new RfmHistogram(maxBins: 60);
        foreach (var customer in customers)
        {
            histogram.Move(null, customer);
        }

        Assert.InRange(histogram.Bins, 1, 60);
        Assert.True(histogram.MonetaryWidth > 1 / 128.0);
        var frozen = histogram.Freeze(1)!;
        Assert.Equal(new(400, customers.Sum(one => one.Monetary)), frozen.All);
        Assert.All(customers, one => Assert.Equal(new RfmScorer(customers).Score(one).Recency, frozen.Score(one).Recency));

        var finer = RandomPopulation.Histogram(customers);
        histogram.Merge(finer);
        Assert.Equal(800, histogram.Freeze(1)!.All.Customers);
        customers.ForEach(one => histogram.Move(one, null));
        customers.ForEach(one => histogram.Move(one, null));
        Assert.Equal(0, histogram.Bins);
    });

    [Fact]
    public void BeyondEvenTheWidestBins_AMoveIsRefusedWhole()
    {
        var histogram = RandomPopulation.Histogram([]);
        var full = new RfmHistogram(maxBins: 2);
        full.Move(null, new(1, 1, 5m));
        full.Move(null, new(2, 1, 5m));
        histogram.Move(null, new(3, 1, 5m));

        var fault = Assert.Throws<InvalidOperationException>(() => full.Move(new(1, 1, 5m), new(3, 1, 5m)));
        Assert.Contains("limit of 2 bins is too small", fault.Message);
        Assert.Throws<InvalidOperationException>(() => full.Merge(histogram));
        Assert.Equal(new(2, 10m), full.Freeze(1)!.All);
    }

    [Theory]
    [InlineData(-123.45)]
    [InlineData(-0.01)]
    [InlineData(0)]
    [InlineData(0.004)]
    [InlineData(0.01)]
    [InlineData(2.57)]
    [InlineData(99_999_999.99)]
    public void Bins_HoldTheirValue_WithinTheirWidth(double amount)
    {
        var monetary = (decimal)amount;
        var edge = RfmBin.Of(new(1, 1, monetary), 0).Values(0).Monetary;

        Assert.InRange(Math.Abs(monetary) - Math.Abs(edge), 0, Math.Max(0.01m, Math.Abs(edge) / 128));
        Assert.True(edge == 0 || Math.Sign(edge) == Math.Sign(monetary));
    }

    [Fact]
    public void Bins_KeepTheOrderOfValues_HoweverCoarse() => RandomPopulation.Check(random =>
    {
        var coarseness = random.Next(RfmBin.Coarsest + 1);
        var ascending = RandomPopulation.Make(random, 100).OrderBy(one => one.Monetary).Select(one => RfmBin.Of(one, coarseness)).ToList();

        Assert.Equal(ascending.OrderBy(bin => bin.Monetary).Select(bin => bin.Monetary), ascending.Select(bin => bin.Monetary));
        Assert.Equal(
            ascending.Select(bin => bin.Values(coarseness).Monetary).Order(), ascending.Select(bin => bin.Values(coarseness).Monetary));
        Assert.All(ascending, bin => Assert.Equal(bin, RfmBin.Of(bin.Values(coarseness), coarseness)));
    });

    private static RfmValues? Perhaps(Random random) => random.Next(4) == 0 ? null : RandomPopulation.One(random);

    private static RfmHistogram Moved(IEnumerable<(RfmValues? Before, RfmValues? After)> moves)
    {
        var histogram = new RfmHistogram();
        foreach (var (before, after) in moves)
        {
            histogram.Move(before, after);
        }

        return histogram;
    }
}
