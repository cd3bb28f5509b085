using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Rfm;

namespace DbMarketing.Engine.Tests.Population;

public sealed class RfmCountsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Fold_MovesACustomerFromItsOldBinsToItsNewOnes()
    {
        var counts = new RfmCounts();
        var first = new Standing { Orders = 1, Revenue = 10, LastDay = 20_000, Year = new(1, 10) };
        var second = first with { Orders = 2, Revenue = 30, LastDay = 20_010, Year = new(1, 20), Quarter = new(1, 20) };
        Fold(counts, null, first);
        Fold(counts, null, new Standing());
        Fold(counts, first, second);

        counts.Publish(Noon);

        var figures = counts.Figures!;
        Assert.Equal(2, figures.Customers);
        Assert.Equal(
            [new RfmTotal(1, 30), new RfmTotal(1, 20), new RfmTotal(1, 20)],
            new[] { figures.All!, figures.Year!, figures.Quarter! }.Select(static window => window.Rfm.All));
        Fold(counts, second, null);
        counts.Publish(Noon);
        Assert.Equal((1, null), (counts.Figures!.Customers, counts.Figures.All));
    }

    [Fact]
    public void Place_IsThatOfAnExactComputationForValuesThatStandAloneInTheirBins()
    {
        var standings = Enumerable.Range(1, 50).Select(static i => new Standing
        {
            Orders = i, Revenue = i * i, LastDay = 20_000 + i, Quarter = i > 25 ? new(i - 25, i) : default, Year = new(i, i * i),
        }).ToList();
        var counts = new RfmCounts();
        foreach (var standing in standings)
        {
            Fold(counts, null, standing);
        }

        counts.Publish(Noon);

        var exact = new RfmScorer(standings.Select(static standing => RfmStandings.All(standing)!.Value));
        var total = standings.Sum(static standing => standing.Revenue);
        foreach (var (index, standing) in standings.Index())
        {
            var place = counts.Figures!.PlaceOf(standing);
            var cell = exact.Score(RfmStandings.All(standing)!.Value);
            Assert.Equal(cell.ToString(), place.All!.Cell);
            Assert.Equal(RfmGroups.Default.Of(cell)!.Name, place.All.GroupIn(RfmGroups.Default));
            Assert.Equal((double)(standing.Revenue / total), place.All.RevenueShare);
            Assert.Equal((50 - index) / 50.0, place.All.TopShare, 12);
            Assert.Equal(standing.Quarter.Orders > 0, place.Quarter is not null);
        }

        Assert.Null(counts.Figures!.PlaceOf(new Standing()).All);
        Assert.Null(counts.Figures.PlaceOf(null).All);
    }

    /// <summary>The order in which customers' rows come, and where it was saved and restored, changes nothing.</summary>
    [Fact]
    public void Sums_AreTheSameInAnyOrderOfCustomersAndThroughAnyRestarts()
    {
        var random = new Random(11);
        var lives = Enumerable.Range(0, 60).Select(_ => LifeOf(random)).ToList();
        var straight = new RfmCounts();
        foreach (var (was, now) in lives.SelectMany(static life => life))
        {
            Fold(straight, was, now);
        }

        var saved = new Dictionary<string, ProjectionPart>(StringComparer.Ordinal);
        var restarted = new RfmCounts();
        var waiting = lives.ConvertAll(static life => new Queue<(Standing? Was, Standing? Now)>(life));
        for (var step = 0; waiting.Count > 0; step++)
        {
            var life = waiting[random.Next(waiting.Count)];
            var (was, now) = life.Dequeue();
            Fold(restarted, was, now);
            waiting.RemoveAll(static life => life.Count == 0);
            foreach (var part in restarted.CaptureChanges())
            {
                saved[part.Key] = part;
            }

            if (step % 41 == 0)
            {
                restarted = new RfmCounts();
                restarted.Restore([.. saved.Values], whole: true);
            }
        }

        Assert.Equal(Texts(straight.CaptureChanges()), Texts(saved.Values));
    }

    [Fact]
    public void Publish_OfWhatDidNotMoveKeepsTheVersion()
    {
        var published = new List<PopulationFigures>();
        var counts = new RfmCounts(published.Add);
        Fold(counts, null, new Standing { Orders = 1, Revenue = 5, LastDay = 20_000 });
        counts.Publish(Noon);
        counts.Publish(Noon.AddMinutes(1));
        Fold(counts, null, new Standing());
        counts.Publish(Noon.AddMinutes(2));

        Assert.Equal(
            [(0, 0), (1, 0), (2, 2)],
            published.Select(static figures => (
                (int)(figures.AsOf - Noon).TotalMinutes,
                (int)(DateTimeOffset.FromUnixTimeMilliseconds(figures.Version) - Noon).TotalMinutes)));
        Assert.Same(published[0].All, published[1].All);
        Assert.Equal([1, 1, 2], published.Select(static figures => figures.Customers));
    }

    private static List<(Standing? Was, Standing? Now)> LifeOf(Random random)
    {
        var moves = new List<(Standing? Was, Standing? Now)>();
        Standing? standing = null;
        for (var turn = 0; turn < 8; turn++)
        {
            var before = standing;
            standing = random.Next(10) == 0 ? null : new Standing
            {
                Orders = (before?.Orders ?? 0) + random.Next(2),
                Revenue = (before?.Revenue ?? 0) + (random.Next(-500, 5_000) / 100m),
                LastDay = 20_000 + random.Next(40),
                Year = new(random.Next(3), random.Next(100)),
                Quarter = new(random.Next(2), random.Next(10)),
            };
            moves.Add((before, standing));
        }

        return moves;
    }

    private static void Fold(RfmCounts counts, Standing? was, Standing? now) => counts.Fold(
        new JournalRow { Lane = 0, Position = 1, Customer = new(1), Sequence = 1, At = Noon, Payload = default },
        [new Reviewed { At = Noon, Was = was, Is = now }]);

    private static IEnumerable<string> Texts(IEnumerable<ProjectionPart> parts) =>
        parts.Select(static part => part.Key + Encoding.UTF8.GetString(part.Body.Span)).Order(StringComparer.Ordinal);
}
