using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Segments;
using DbMarketing.Engine.Tests.Conditions;
using DbMarketing.Engine.Tests.CriticalLag;
using static DbMarketing.Testing.SamplePlaybook;

namespace DbMarketing.Engine.Tests.Segments;

/// <summary>Reviews of segments that read lags: changes at their own instants, and a refit that is followed as another playbook.</summary>
public sealed class LagReviewTests
{
    private static readonly DateTimeOffset Start = ConditionCustomer.Start;

    private static readonly CompiledPlaybook Shop = Compile(Source with
    {
        Segments =
        [
            new("due", "Due", Field("lag.stage", ConditionOperator.EqualTo, "\"due\"")),
            new("overdue", "Overdue", Field("lag.stage", ConditionOperator.EqualTo, "\"overdue\"")),
            new("lapsed", "Lapsed", Field("lag.returnChance", ConditionOperator.LessThan, "0.1")),
        ],
    });

    private static readonly ReferenceData Reference = TestLags.ReferenceWith(Shop);

    private readonly ConditionCustomer _customer = new(CustomerId.Known("c"));

    private CustomerState State => _customer.State;

    private CustomerLag Lag => LagReading.Live(State, Reference).Of(LagReading.All)!;

    [Fact]
    public void CatchUp_EntersEachStageAtItsOwnMillisecond()
    {
        _customer.Buys(10, Start.AddDays(-40)).Buys(10, Start.AddDays(-18)).Buys(10, Start);
        ReviewAt(Start);
        var stages = Lag.Stages;

        var reviewed = ReviewAt(Start.AddDays(1_000))!;

        Assert.Equal(
            [("due", Up(Start + stages.Due)), ("overdue", Up(Start + stages.Overdue)), ("lapsed", Up(Start + stages.Lapsed))],
            reviewed.Entered.Select(static change => (change.Segment, change.At)));
        Assert.Equal(
            [("due", Up(Start + stages.Overdue)), ("overdue", Up(Start + stages.Lapsed))],
            reviewed.Left.Select(static change => (change.Segment, change.At)));
        var day = BusinessDays.DateOf(Start + stages.Due, Shop.TimeZone);
        Assert.StartsWith(
            $"usually buys every {(int)Lag.Forecast.Quantile(0.5).TotalDays} days, due since {day.Day} ", reviewed.Entered[0].Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Conclude_IndexesTheNextStage_AndAPurchaseEndsIt()
    {
        _customer.Buys(10, Start);
        Assert.Equal(Up(Start + Lag.Stages.Due), ReviewAt(Start)!.DueAt);
        var due = Up(Start + Lag.Stages.Due);
        Assert.False(Review.IsDue(State, Reference, due.AddMilliseconds(-1)));
        Assert.Null(ReviewAt(due.AddMilliseconds(-1)));
        Assert.Equal("due", Assert.Single(ReviewAt(due)!.Entered).Segment);

        _customer.Buys(10, due.AddDays(1));
        var reviewed = ReviewAt(due.AddDays(1))!;

        Assert.Equal("due", Assert.Single(reviewed.Left).Segment);
        Assert.StartsWith("usually buys every", reviewed.Left[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Conclude_UnderAnotherModel_FollowsItAsAnotherPlaybook()
    {
        _customer.Buys(10, Start);
        Assert.Equal($"{Shop.Version}+{TestLags.Model.Version}", ReviewAt(Start)!.Version);
        var now = Start.AddDays(15);
        Assert.Empty(State.LastReview!.Memberships);
        Assert.Null(ReviewAt(now));

        var hasty = TestLags.ReferenceWith(Shop, TestLags.Of(new(Math.Log(5), 0.1, 0.1, 0.3), "bbbbbbbbbbbb"));
        Assert.True(Review.IsDue(State, hasty, now));
        var reviewed = ReviewAt(now, hasty)!;

        Assert.Equal(Shop.Version + "+bbbbbbbbbbbb", reviewed.Version);
        Assert.Equal(("lapsed", now), (reviewed.Entered[0].Segment, reviewed.Entered[0].At));
        Assert.False(Review.IsDue(State, hasty, now));
    }

    [Fact]
    public void ReviewVersion_LeavesAModelOutThatNoStoredSegmentReads()
    {
        Assert.Equal(Compiled.Version, TestLags.ReferenceWith(Compiled).ReviewVersion);
        Assert.Equal(Shop.Version, DbMarketing.Testing.SamplePlaybook.Reference(Shop).ReviewVersion);
    }

    [Fact]
    public void ReviewVersion_IsMadeOnceAndFollowsWhatItNames()
    {
        var other = Reference with { Lag = TestLags.Of(new(Math.Log(5), 0.1, 0.1, 0.3), "bbbbbbbbbbbb") };

        Assert.Same(Reference.ReviewVersion, Reference.ReviewVersion);
        Assert.Equal(Shop.Version + "+bbbbbbbbbbbb", other.ReviewVersion);
        Assert.Equal(Shop.Version, (other with { Lag = null }).ReviewVersion);
        Assert.Equal(Compiled.Version, (other with { Playbook = Compiled }).ReviewVersion);
        Assert.Equal(other.ReviewVersion, (other with { Playbook = Compiled } with { Playbook = Shop }).ReviewVersion);
    }

    [Fact]
    public void Conclude_WithoutAModel_KnowsNoStage()
    {
        _customer.Buys(10, Start);
        var reference = DbMarketing.Testing.SamplePlaybook.Reference(Shop);
        ReviewAt(Start, reference);

        Assert.Null(ReviewAt(Start.AddDays(80), reference)?.Entered.Select(static change => change.Segment).FirstOrDefault());
        Assert.Empty(State.LastReview!.Memberships);
    }

    private static DateTimeOffset Up(DateTimeOffset exact) =>
        UtcMillisecondsConverter.Truncate(exact) is var whole && whole < exact ? whole.AddMilliseconds(1) : exact;

    private Reviewed? ReviewAt(DateTimeOffset now, ReferenceData? reference = null)
    {
        var review = new Review(State, reference ?? Reference);
        review.CatchUp(now, 100);
        if (review.Conclude(now) is not { } reviewed)
        {
            return null;
        }

        State.Apply(reviewed);
        return reviewed;
    }
}
