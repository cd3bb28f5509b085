using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Tests.Population;

public sealed class SegmentCountsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Fold_CountsMembersAndTheHoursInWhichTheyCameAndWent()
    {
        var counts = new SegmentCounts();
        Fold(counts, Enters("lapsed", Noon));
        Fold(counts, Enters("lapsed", Noon.AddMinutes(59)), Enters("loyal", Noon));
        Fold(counts, Leaves("lapsed", Noon.AddMinutes(61)));

        counts.Publish(Noon.AddHours(2));

        var figures = counts.Figures!;
        Assert.Equal(new SegmentTally(1, Noon.AddMinutes(61)), figures.Tallies["lapsed"]);
        Assert.Equal(1, figures.Tallies["loyal"].Members);
        Assert.Equal(
            [new SegmentHour(Noon, 2, 0), new SegmentHour(Noon.AddHours(1), 0, 1)],
            figures.FlowsOf("lapsed", Noon, Noon.AddHours(2)));
        Assert.Equal([new SegmentHour(Noon, 2, 0)], figures.FlowsOf("lapsed", Noon, Noon.AddHours(1)));
        Assert.Empty(figures.FlowsOf("nobody", DateTimeOffset.MinValue, DateTimeOffset.MaxValue));
    }

    [Fact]
    public void Concerns_OnlyRowsThatMayHoldAReview()
    {
        var counts = new SegmentCounts();

        Assert.True(counts.Concerns(EntryCodec.WriteTurn([Enters("lapsed", Noon)])));
        Assert.False(counts.Concerns(EntryCodec.WriteTurn([new LinkClosed { At = Noon, Other = "a:x", Refused = true }])));
    }

    [Fact]
    public void Figures_ThatWerePublishedDoNotMove()
    {
        var counts = new SegmentCounts();
        Fold(counts, Enters("lapsed", Noon));
        counts.Publish(Noon);
        var before = counts.Figures!;

        Fold(counts, Enters("lapsed", Noon));
        counts.Publish(Noon.AddSeconds(1));

        Assert.Equal(1, before.Tallies["lapsed"].Members);
        Assert.Equal([new SegmentHour(Noon, 1, 0)], before.FlowsOf("lapsed", Noon, Noon.AddHours(1)));
        Assert.Equal([new SegmentHour(Noon, 2, 0)], counts.Figures!.FlowsOf("lapsed", Noon, Noon.AddHours(1)));
    }

    /// <summary>The order in which customers' rows come, and where it was saved and restored, changes nothing.</summary>
    [Fact]
    public void Sums_AreTheSameInAnyOrderOfCustomersAndThroughAnyRestarts()
    {
        var random = new Random(17);
        var changes = Enumerable.Range(0, 400).Select(_ => (
            Entered: random.Next(2) == 0, Segment: $"s{random.Next(5)}", At: Noon.AddHours(random.Next(-24 * 60, 24)))).ToList();
        var straight = new SegmentCounts();
        foreach (var change in changes)
        {
            Fold(straight, Of(change));
        }

        var saved = new Dictionary<string, ProjectionPart>(StringComparer.Ordinal);
        var restarted = new SegmentCounts();
        foreach (var (index, change) in changes.OrderBy(_ => random.Next()).Index())
        {
            Fold(restarted, Of(change));
            Save(restarted, saved);
            if (index % 37 == 0)
            {
                restarted = new SegmentCounts();
                restarted.Restore([.. saved.Values], whole: true);
            }
        }

        Assert.Equal(Text(straight), Text(restarted));
        var all = new Dictionary<string, ProjectionPart>(StringComparer.Ordinal);
        Save(straight, all);
        Assert.Equal(Bodies(all), Bodies(saved));
        Assert.Equal(SegmentCounts.DaysKept + 1, saved.Count);
    }

    [Fact]
    public void Restore_OfChangedPartsFollowsTheOwner()
    {
        var owner = new SegmentCounts();
        var follower = new SegmentCounts();
        Fold(owner, Enters("lapsed", Noon));
        follower.Restore(owner.CaptureChanges(), whole: true);
        Fold(owner, Enters("lapsed", Noon.AddDays(1)));
        Fold(owner, Leaves("lapsed", Noon.AddDays(SegmentCounts.DaysKept)));
        follower.Restore([.. owner.CaptureChanges().Where(static part => !part.Body.IsEmpty)], whole: false);

        Assert.Equal(Text(owner), Text(follower));
        Assert.DoesNotContain(Noon.Date.ToString("O"), Text(follower), StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_DropsSegmentsThatHaveBeenEmptyForAsLongAsHoursAreKept()
    {
        var counts = new SegmentCounts();
        Fold(counts, Enters("gone", Noon), Enters("kept", Noon));
        Fold(counts, Leaves("gone", Noon));

        Fold(counts, Enters("kept", Noon.AddDays(SegmentCounts.DaysKept)));
        counts.Publish(Noon.AddYears(1));
        Assert.Equal(0, counts.Figures!.Tallies["gone"].Members);
        counts.CaptureChanges();
        Fold(counts, Enters("kept", Noon.AddDays(SegmentCounts.DaysKept).AddMilliseconds(1)));
        counts.Publish(Noon.AddYears(1));

        Assert.Equal(["kept"], counts.Figures.Tallies.Keys);
        Assert.Contains("segments", counts.CaptureChanges().Select(static part => part.Key));
    }

    [Fact]
    public void Restore_OfNothingForgetsAll()
    {
        var counts = new SegmentCounts();
        Fold(counts, Enters("lapsed", Noon));
        counts.Publish(Noon);

        counts.Restore([], whole: true);
        counts.Publish(Noon);

        Assert.Empty(counts.Figures!.Tallies);
        Assert.Empty(counts.Figures.FlowsOf("lapsed", Noon, Noon.AddHours(1)));
        Assert.Empty(counts.CaptureChanges());
    }

    private static Reviewed Of((bool Entered, string Segment, DateTimeOffset At) change) =>
        change.Entered ? Enters(change.Segment, change.At) : Leaves(change.Segment, change.At);

    private static Reviewed Enters(string segment, DateTimeOffset at) => new() { At = at, Entered = [new(segment, at, "because")] };

    private static Reviewed Leaves(string segment, DateTimeOffset at) => new() { At = at, Left = [new(segment, at, "because")] };

    private static void Fold(SegmentCounts counts, params IReadOnlyList<Entry> entries) => counts.Fold(
        new JournalRow { Lane = 0, Position = 1, Customer = new(1), Sequence = 1, At = Noon, Payload = default }, entries);

    private static void Save(SegmentCounts counts, Dictionary<string, ProjectionPart> saved)
    {
        foreach (var part in counts.CaptureChanges())
        {
            saved[part.Key] = part;
            if (part.Body.IsEmpty)
            {
                saved.Remove(part.Key);
            }
        }
    }

    private static IEnumerable<string> Bodies(Dictionary<string, ProjectionPart> parts) =>
        parts.Values.Where(static part => !part.Body.IsEmpty).Select(static part => part.Key + Encoding.UTF8.GetString(part.Body.Span))
            .Order(StringComparer.Ordinal);

    private static string Text(SegmentCounts counts)
    {
        counts.Publish(Noon);
        var figures = counts.Figures!;
        return string.Join('\n', figures.Tallies.OrderBy(static tally => tally.Key, StringComparer.Ordinal).Select(tally =>
            $"{tally.Key} {tally.Value.Members} {tally.Value.ChangedAt:O} "
            + string.Join(' ', figures.FlowsOf(tally.Key, DateTimeOffset.MinValue, DateTimeOffset.MaxValue)
                .Select(static hour => $"{hour.Hour:O}+{hour.Entered}-{hour.Left}"))));
    }
}
