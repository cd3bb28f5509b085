using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Tests.Population;

public sealed class LifetimeCountsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fold_MovesACustomerFromItsOldCellsToItsNewOnes()
    {
        var counts = new LifetimeCounts();
        var first = new Standing { Orders = 1, Revenue = 10, PurchaseDays = 1, FirstDay = 20_000, LastDay = 20_000, FirstDayRevenue = 10 };
        var third = first with { Orders = 4, Revenue = 30, PurchaseDays = 3, LastDay = 20_040 };
        Fold(counts, null, new Standing());
        Fold(counts, null, first);
        Fold(counts, first, first with { Year = new(1, 10) });
        Fold(counts, null, first with { Revenue = 7, FirstDayRevenue = 7 });
        Fold(counts, first, third);

        var cells = await CellsAsync(counts);

        Assert.Equal(
            [KeyValuePair.Create(new PurchaseSpan(20_000, 20_000, 0), 1), KeyValuePair.Create(new PurchaseSpan(20_000, 20_040, 2), 1)],
            cells.Customers);
        var spend = Assert.Single(cells.Spends);
        Assert.Equal((2, 10.0, 1.0), (spend.Frequency, Math.Round(spend.MeanSpend, 2), spend.Weight));
        Assert.Equal((37m, 4L, 37m), (cells.TotalRevenue, cells.PurchaseDays, cells.Revenue[20_000]));
        Assert.Equal(new LifetimeStatistics(Noon, 2, 1, 2, 1, 1), counts.Figures);
        Fold(counts, third, null);
        counts.Publish(Noon);
        Assert.Equal(new LifetimeStatistics(Noon, 1, 0, 1, 1, 0), counts.Figures);
    }

    [Fact]
    public async Task ReadCells_WaitsForTheNextPictureAndIsNotMovedByWhatFollows()
    {
        var counts = new LifetimeCounts();
        var standing = new Standing { Orders = 1, Revenue = 5, PurchaseDays = 1, FirstDay = 20_000, LastDay = 20_000, FirstDayRevenue = 5 };
        counts.Publish(Noon);
        var (one, other) = (counts.ReadCellsAsync(Cancellation), counts.ReadCellsAsync(Cancellation));
        Fold(counts, null, standing);
        Assert.False(one.IsCompleted);

        counts.Publish(Noon.AddSeconds(1));
        Fold(counts, null, standing);
        counts.Publish(Noon.AddSeconds(2));

        Assert.Same(await one, await other);
        Assert.Equal((Noon.AddSeconds(1), 1), ((await one).AsOf, (await one).Customers.Single().Value));
        Assert.Equal(2, (await CellsAsync(counts)).Customers.Single().Value);
    }

    /// <summary>The order in which customers' rows come, and where it was saved and restored, changes nothing.</summary>
    [Fact]
    public void Sums_AreTheSameInAnyOrderOfCustomersAndThroughAnyRestarts()
    {
        var random = new Random(17);
        var lives = Enumerable.Range(0, 60).Select(_ => LifeOf(random)).ToList();
        var straight = new LifetimeCounts();
        foreach (var (was, now) in lives.SelectMany(static life => life))
        {
            Fold(straight, was, now);
        }

        var saved = new Dictionary<string, ProjectionPart>(StringComparer.Ordinal);
        var restarted = new LifetimeCounts();
        var waiting = lives.ConvertAll(static life => new Queue<(Standing? Was, Standing? Now)>(life));
        for (var step = 0; waiting.Count > 0; step++)
        {
            var (was, now) = waiting[random.Next(waiting.Count)].Dequeue();
            Fold(restarted, was, now);
            waiting.RemoveAll(static life => life.Count == 0);
            foreach (var part in restarted.CaptureChanges())
            {
                saved[part.Key] = part;
            }

            if (step % 41 == 0)
            {
                restarted = new LifetimeCounts();
                restarted.Restore([.. saved.Values], whole: true);
            }
        }

        Assert.Equal(Texts(straight.CaptureChanges()), Texts(saved.Values));
        Assert.Contains(saved.Keys, static key => key.StartsWith("days-", StringComparison.Ordinal));
        Assert.Contains(saved.Keys, static key => key.StartsWith("spends-", StringComparison.Ordinal));
    }

    /// <summary>One customer's purchase saves the part of its first day again, and not those of all others.</summary>
    [Fact]
    public void CaptureChanges_HoldsThePartsThatMovedAlone()
    {
        var counts = new LifetimeCounts();
        var early = new Standing { Orders = 1, Revenue = 5, PurchaseDays = 1, FirstDay = 19_000, LastDay = 19_000, FirstDayRevenue = 5 };
        for (var month = 0; month < 30; month++)
        {
            Fold(counts, null, early with { FirstDay = 19_000 + (month * 30), LastDay = 19_000 + (month * 30) });
        }

        Assert.Equal(31, counts.CaptureChanges().Count);
        Fold(counts, early, early with { Orders = 2, Revenue = 9, PurchaseDays = 2, LastDay = 19_500 });

        Assert.Equal(["days-678", "spends-1", "totals"], counts.CaptureChanges().Select(static part => part.Key));
        Assert.Empty(counts.CaptureChanges());
    }

    private static async Task<LifetimeCells> CellsAsync(LifetimeCounts counts)
    {
        var asked = counts.ReadCellsAsync(Cancellation);
        counts.Publish(Noon);
        return await asked;
    }

    private static List<(Standing? Was, Standing? Now)> LifeOf(Random random)
    {
        var moves = new List<(Standing? Was, Standing? Now)>();
        Standing? standing = null;
        var first = 20_000 + random.Next(100);
        for (var turn = 0; turn < 8; turn++)
        {
            var before = standing;
            var days = (before?.PurchaseDays ?? 0) + random.Next(2);
            standing = random.Next(10) == 0 ? null : new Standing
            {
                Orders = days,
                PurchaseDays = days,
                FirstDay = days == 0 ? 0 : first,
                LastDay = days == 0 ? 0 : first + (10 * (days - 1)),
                Revenue = (before?.Revenue ?? 0) + (random.Next(-500, 5_000) / 100m),
                FirstDayRevenue = days == 0 ? 0 : 10,
            };
            moves.Add((before, standing));
        }

        return moves;
    }

    private static void Fold(LifetimeCounts counts, Standing? was, Standing? now) => counts.Fold(
        new JournalRow { Lane = 0, Position = 1, Customer = new(1), Sequence = 1, At = Noon, Payload = default },
        [new Reviewed { At = Noon, Was = was, Is = now }]);

    private static IEnumerable<string> Texts(IEnumerable<ProjectionPart> parts) =>
        parts.Select(static part => part.Key + Encoding.UTF8.GetString(part.Body.Span)).Order(StringComparer.Ordinal);
}
