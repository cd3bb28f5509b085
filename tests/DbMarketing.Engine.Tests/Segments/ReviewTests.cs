using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Segments;
using DbMarketing.Engine.Tests.Conditions;
using static DbMarketing.Testing.SamplePlaybook;

namespace DbMarketing.Engine.Tests.Segments;

public sealed class ReviewTests
{
    private static readonly DateTimeOffset Start = ConditionCustomer.Start;

    private static readonly CompiledPlaybook Shop = Make(
        new("buyers", "Buyers", Field("purchases.count", ConditionOperator.AtLeast, "1")),
        new("lapsed", "Lapsed", Field("recency", ConditionOperator.AtLeast, "\"30d\"")),
        new("cooling", "Cooling", new()
        {
            All = [Field("recency", ConditionOperator.AtLeast, "\"10d\""), Field("recency", ConditionOperator.LessThan, "\"20d\"")],
        }));

    private readonly ConditionCustomer _customer = new(CustomerId.Known("c"));

    private CustomerState State => _customer.State;

    [Fact]
    public void Conclude_TheFirstTime_AnnouncesSegmentsStandingAndWhatIsDue()
    {
        _customer.Buys(12.5m, Start);

        var reviewed = ReviewAt(Start)!;

        Assert.Equal(Shop.Version, reviewed.Version);
        Assert.Equal([new("buyers", Start, "1 order (at least 1)")], reviewed.Entered);
        Assert.Empty(reviewed.Left);
        Assert.Null(reviewed.Was);
        Assert.Equal((1, 12.5m, new Window(1, 12.5m)), (reviewed.Is!.Orders, reviewed.Is.Revenue, reviewed.Is.Quarter));
        Assert.Equal(Start.AddDays(10), reviewed.DueAt);
        Assert.Equal([new("buyers", Start)], State.LastReview!.Memberships);
    }

    [Fact]
    public void Conclude_WithNothingNew_SaysNothing()
    {
        _customer.Buys(10, Start);
        ReviewAt(Start);

        Assert.Null(ReviewAt(Start));
        Assert.Null(ReviewAt(Start.AddDays(9)));
        Assert.False(Review.IsDue(State, Reference(Shop), Start.AddDays(9)));
        Assert.True(Review.IsDue(State, Reference(Shop), Start.AddDays(10)));
    }

    /// <summary>Goal: what time changed has its own instant, however late it is noticed, and however many changes there were.</summary>
    [Fact]
    public void CatchUp_GivesEachChangeByTimeItsOwnInstant()
    {
        _customer.Buys(10, Start);
        ReviewAt(Start);

        var reviewed = ReviewAt(Start.AddDays(33).AddHours(5))!;

        Assert.Equal([("cooling", Start.AddDays(10)), ("lapsed", Start.AddDays(30))], Instants(reviewed.Entered));
        Assert.Equal([("cooling", Start.AddDays(20))], Instants(reviewed.Left));
        Assert.Equal([new("buyers", Start), new("lapsed", Start.AddDays(30))], State.LastReview!.Memberships);
    }

    [Fact]
    public void CatchUp_IsOfTheStateBeforeTheTurn()
    {
        _customer.Buys(10, Start);
        ReviewAt(Start);
        var later = Start.AddDays(40);
        var review = new Review(State, Reference(Shop));
        review.CatchUp(later, mostSteps: 100);
        _customer.Buys(20, later);
        var reviewed = review.Conclude(later)!;

        Assert.Equal([("cooling", Start.AddDays(10)), ("lapsed", Start.AddDays(30))], Instants(reviewed.Entered));
        Assert.Equal([("cooling", Start.AddDays(20)), ("lapsed", later)], Instants(reviewed.Left));
        State.Apply(reviewed);
        Assert.Equal([new("buyers", Start)], State.LastReview!.Memberships);
        Assert.Equal(later.AddDays(10), State.LastReview.DueAt);
    }

    [Fact]
    public void CatchUp_BeyondItsSteps_LeavesTheRestToTheTurnsOwnInstant()
    {
        _customer.Buys(10, Start);
        ReviewAt(Start);
        var late = Start.AddDays(33);

        var reviewed = ReviewAt(late, mostSteps: 1)!;

        Assert.Equal([("cooling", Start.AddDays(10)), ("lapsed", late)], Instants(reviewed.Entered));
        Assert.Equal([("cooling", late)], Instants(reviewed.Left));
    }

    [Fact]
    public void Conclude_OfAChangeBetweenMilliseconds_NamesTheFirstWholeOneAfterIt()
    {
        var strict = Make(new Segment("lapsed", "Lapsed", Field("recency", ConditionOperator.MoreThan, "\"30d\"")));
        _customer.Buys(10, Start);

        Assert.Equal(Start.AddDays(30).AddMilliseconds(1), ReviewAt(Start, playbook: strict)!.DueAt);
        Assert.Equal([("lapsed", Start.AddDays(30).AddMilliseconds(1))], Instants(ReviewAt(Start.AddDays(31), playbook: strict)!.Entered));
    }

    /// <summary>Goal: an active customer does not rewrite the index each time; what fires too early writes the later instant.</summary>
    [Fact]
    public void Conclude_LeavesAnEarlierInstantInTheIndex_UntilItFires()
    {
        _customer.Buys(10, Start);
        ReviewAt(Start);
        _customer.Buys(10, Start.AddDays(5));
        Assert.Null(ReviewAt(Start.AddDays(5))!.DueAt);
        Assert.Equal(Start.AddDays(10), State.LastReview!.DueAt);

        var fired = ReviewAt(Start.AddDays(10))!;

        Assert.Empty(fired.Entered);
        Assert.Equal(Start.AddDays(15), fired.DueAt);
    }

    [Fact]
    public void Conclude_WhenNothingIsDueAnyMore_TakesTheInstantOutOfTheIndex()
    {
        _customer.Buys(10, Start);
        ReviewAt(Start);
        var owned = Make(new Segment("buyers", "Buyers", Field("known", ConditionOperator.EqualTo, "true")));
        for (var instant = Start; State.LastReview!.DueAt is { } due; instant = due)
        {
            Assert.True(due > instant);
            ReviewAt(due, playbook: owned);
        }

        Assert.Null(ReviewAt(Start.AddDays(4_000), playbook: owned));
    }

    [Fact]
    public void Conclude_OfATestCustomer_TakesBackWhatItCounted()
    {
        _customer.Buys(10, Start);
        var counted = ReviewAt(Start)!.Is;
        State.Apply(TestMark());

        var reviewed = ReviewAt(Start.AddDays(1))!;

        Assert.Equal([new("buyers", Start.AddDays(1), null)], reviewed.Left);
        Assert.Equal((counted, null, null), (reviewed.Was, reviewed.Is, reviewed.DueAt));
        Assert.Equal((null, null, 0), (State.LastReview!.Standing, State.LastReview.DueAt, State.LastReview.Memberships.Count));
        Assert.Null(ReviewAt(Start.AddDays(50)));
        Assert.False(Review.IsDue(State, Reference(Shop), Start.AddDays(50)));
    }

    [Fact]
    public void Conclude_OfAMergedCustomer_TakesBackWhatItCounted_AndTheExtractCarriesNoneOfIt()
    {
        _customer.Buys(10, Start);
        var counted = ReviewAt(Start)!.Is;
        var merged = CustomerMerge.Merge(State, CustomerId.Known("b"), Start);
        State.Apply(merged);

        var reviewed = ReviewAt(Start)!;

        Assert.Null(merged.Extract.LastReview);
        Assert.Equal(["buyers"], reviewed.Left.Select(static change => change.Segment));
        Assert.Equal((counted, null), (reviewed.Was, reviewed.Is));
    }

    [Fact]
    public void Conclude_UnderAnotherPlaybook_FollowsIt()
    {
        _customer.Buys(10, Start);
        ReviewAt(Start);
        var next = Make(new Segment("known", "Known", Field("known", ConditionOperator.EqualTo, "true")));
        Assert.True(Review.IsDue(State, Reference(next), Start));

        var reviewed = ReviewAt(Start.AddDays(12), playbook: next)!;

        Assert.Equal(next.Version, reviewed.Version);
        Assert.Equal([new("buyers", Start.AddDays(12), null)], reviewed.Left);
        Assert.Equal([("known", Start.AddDays(12))], Instants(reviewed.Entered));
    }

    [Fact]
    public void Conclude_CutsALongReason()
    {
        var values = string.Join(',', Enumerable.Range(0, 5).Select(static number => $"\"{new string('x', 60)}{number}\""));
        var wordy = Make(new Segment("wordy", "Wordy", Field("profile.city", ConditionOperator.NotIn, $"[{values}]")));
        _customer.Has("city", "\"Seoul\"", Start);

        var reason = Assert.Single(ReviewAt(Start, playbook: wordy)!.Entered).Reason!;

        Assert.Equal(StateLimits.ReasonCharacters, reason.Length);
        Assert.EndsWith("…", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void StoredSegments_LeaveOutThoseThatReadThePopulation()
    {
        var condition = new CompiledCondition(Field("known", ConditionOperator.EqualTo, "true"), new PopulationNode());
        var playbook = new CompiledPlaybook(Shop.Source, Shop.TimeZone, [new(new("best", "Best", condition.Source), condition)], []);
        _customer.Buys(10, Start);

        Assert.Empty(playbook.StoredSegments);
        Assert.Empty(ReviewAt(Start, playbook: playbook)!.Entered);
    }

    /// <summary>
    /// Goal: whatever happens and whenever a review is taken, what is stored is what an evaluation finds, no change by time has another
    /// instant than its own, and a second review in the same instant has nothing to say.
    /// </summary>
    [Fact]
    public void Reviews_AgreeWithEvaluation_AtEveryInstant()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var customer = new ConditionCustomer(CustomerId.Known("c"));
            var now = Start;
            for (var turn = 0; turn < 25; turn++)
            {
                now += TimeSpan.FromMinutes(random.Next(1, 20_000));
                var review = new Review(customer.State, Reference(Shop));
                review.CatchUp(now, mostSteps: 100);
                if (random.Next(3) > 0)
                {
                    customer.Buys(random.Next(100), now.AddMinutes(-random.Next(3_000)));
                }

                if (review.Conclude(now) is { } reviewed)
                {
                    Assert.All(reviewed.Entered.Concat(reviewed.Left), change => Assert.True(change.At <= now));
                    customer.State.Apply(reviewed);
                }

                var input = new ConditionInput(customer.State, now, new Dictionary<string, string>(), null);
                Assert.Equal(
                    Shop.Segments.Where(segment => segment.Condition.Holds(input)).Select(segment => segment.Source.Id).Order(),
                    customer.State.LastReview!.Memberships.Select(membership => membership.Segment));
                Assert.Equal(Standings.Of(customer.State, Shop.TimeZone, now), customer.State.LastReview.Standing);
                Assert.Null(new Review(customer.State, Reference(Shop)).Conclude(now));
            }
        }
    }

    private static CompiledPlaybook Make(params Segment[] segments) => Compile(Source with { Segments = segments });

    private static IEnumerable<(string, DateTimeOffset)> Instants(IEnumerable<SegmentChange> changes) =>
        changes.Select(static change => (change.Segment, change.At));

    private static InteractionRecorded TestMark() => new()
    {
        At = Start,
        Interaction = new Engine.Interactions.PageViewed
        {
            MessageId = "test", Source = "web", OccurredAt = Start, ReceivedAt = Start, Name = "Home", Test = true,
        },
        EffectiveAt = Start,
    };

    /// <summary>A review at an instant, applied.</summary>
    private Reviewed? ReviewAt(DateTimeOffset now, int mostSteps = 100, CompiledPlaybook? playbook = null)
    {
        var review = new Review(State, Reference(playbook ?? Shop));
        review.CatchUp(now, mostSteps);
        if (review.Conclude(now) is not { } reviewed)
        {
            return null;
        }

        State.Apply(reviewed);
        return reviewed;
    }

    private sealed class PopulationNode : ConditionNode
    {
        public override int Depth => 1;

        public override int Size => 1;

        public override FieldClass Class => FieldClass.Population;

        public override IEnumerable<Field> Fields => [];

        public override bool Holds(ConditionInput input) => true;

        public override DateTimeOffset? ChangesAt(ConditionInput input, DateTimeOffset before) => null;

        public override ConditionResult Evaluate(ConditionInput input, bool denied, DateTimeOffset before) =>
            throw new NotSupportedException();

        public override ConditionFinding Wanted(bool denied) => throw new NotSupportedException();
    }
}
