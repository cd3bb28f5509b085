using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Tests.Population;

public sealed class GapCountsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Fold_TakesACustomerOutAsItWasAndAddsItAsItIs()
    {
        var counts = new GapCounts();
        var (once, twice) = (Standing(20_000), Standing(20_000, 20_030));
        Fold(counts, null, once);
        Fold(counts, null, new Standing());
        Assert.Equal((1, 0, 0), Shown(counts));
        Fold(counts, once, twice);
        Assert.Equal((1, 1, 1), Shown(counts));
        Assert.Equal(GapCell.Of(GapStatistics.Of([0, 30]), 20_030, 1), Assert.Single(counts.Figures!.Gaps.Cells).Key);
        Fold(counts, twice, null);
        Assert.Equal((0, 0, 0), Shown(counts));
        Assert.Empty(counts.Figures!.Gaps.Cells);
    }

    /// <summary>Standings of a journal from before there were gaps say nothing of them, and are no customers who bought once.</summary>
    [Fact]
    public void Fold_PassesOverAStandingWithoutItsGaps_UntilItIsAnnouncedAnew()
    {
        var counts = new GapCounts();
        var old = Standing(20_000, 20_030) with { Gaps = default };
        Fold(counts, null, old);
        Assert.Equal((0, 0, 0), Shown(counts));

        Fold(counts, old, Standing(20_000, 20_030));

        Assert.Equal((1, 1, 1), Shown(counts));
    }

    /// <summary>
    /// The order in which customers' rows come, and where it was saved and restored, changes nothing; who follows sees the same.
    /// </summary>
    [Fact]
    public void Sums_AreTheSameInAnyOrderOfCustomersAndThroughAnyRestarts()
    {
        var random = new Random(11);
        var lives = Enumerable.Range(0, 60).Select(_ => LifeOf(random)).ToList();
        var straight = new GapCounts();
        foreach (var (was, now) in lives.SelectMany(static life => life))
        {
            Fold(straight, was, now);
        }

        var saved = new Dictionary<string, ProjectionPart>(StringComparer.Ordinal);
        var (restarted, following) = (new GapCounts(), new GapCounts());
        var waiting = lives.ConvertAll(static life => new Queue<(Standing? Was, Standing? Now)>(life));
        for (var step = 0; waiting.Count > 0; step++)
        {
            var life = waiting[random.Next(waiting.Count)];
            var (was, now) = life.Dequeue();
            Fold(restarted, was, now);
            waiting.RemoveAll(static life => life.Count == 0);
            if (step % 3 == 0 || waiting.Count == 0)
            {
                var parts = restarted.CaptureChanges();
                parts.ToList().ForEach(part => saved[part.Key] = part);
                following.Restore(parts, whole: false);
            }

            if (step % 42 == 0)
            {
                restarted = new GapCounts();
                restarted.Restore([.. saved.Values], whole: true);
            }
        }

        Assert.Equal(Picture(straight), Picture(restarted));
        Assert.Equal(Picture(straight), Picture(following));
        Assert.Empty(restarted.CaptureChanges());
    }

    [Fact]
    public void Publish_CopiesManyCellsNowAndThen_AndSaysSince()
    {
        var counts = new GapCounts(fewCells: 0);
        counts.Publish(Noon);
        Fold(counts, null, Standing(20_000));
        counts.Publish(Noon.AddSeconds(9));
        Assert.Equal((Noon, 0), (counts.Figures!.AsOf, counts.Figures.Gaps.Customers));

        counts.Publish(Noon + GapCounts.ShownEvery);
        Assert.Equal((Noon + GapCounts.ShownEvery, 1), (counts.Figures.AsOf, counts.Figures.Gaps.Customers));
        counts.Publish(Noon.AddSeconds(11));
        Assert.Equal(Noon.AddSeconds(11), counts.Figures.AsOf);
    }

    private static List<(Standing? Was, Standing? Now)> LifeOf(Random random)
    {
        var moves = new List<(Standing? Was, Standing? Now)>();
        var (days, standing) = (new SortedSet<int>(), (Standing?)null);
        for (var turn = 0; turn < 8; turn++)
        {
            var before = standing;
            days.Add(20_000 + random.Next(400));
            standing = random.Next(10) == 0 ? null : Standing([.. days]);
            moves.Add((before, standing));
        }

        return moves;
    }

    private static Standing Standing(params int[] days) => new()
    {
        Orders = days.Length, PurchaseDays = days.Length, FirstDay = days[0], LastDay = days[^1], Gaps = GapStatistics.Of(days),
    };

    private static (long Customers, long Returned, long Gaps) Shown(GapCounts counts)
    {
        counts.Publish((counts.Figures?.AsOf ?? Noon) + GapCounts.ShownEvery);
        return (counts.Figures!.Gaps.Customers, counts.Figures.Gaps.Returned, counts.Figures.Gaps.Gaps);
    }

    private static string Picture(GapCounts counts)
    {
        var shown = Shown(counts);
        return shown + " " + counts.Figures!.Gaps.Within + " "
            + string.Join(
                ' ', counts.Figures.Gaps.Cells.OrderBy(static cell => cell.Key.Place).Select(static cell => $"{cell.Key}={cell.Value}"));
    }

    private static void Fold(GapCounts counts, Standing? was, Standing? now) => counts.Fold(
        new JournalRow { Lane = 0, Position = 1, Customer = new(1), Sequence = 1, At = Noon, Payload = default },
        [new Reviewed { At = Noon, Was = was, Is = now }]);
}
