using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Decisions;

public sealed class ExplainerTests
{
    private static readonly Condition FiveOrders = SamplePlaybook.Field("purchases.count", ConditionOperator.AtLeast, "5");

    [Fact]
    public void Explain_SaysWhenAPausedOfferIsFreeAgain()
    {
        var person = new Person(SamplePlaybook.Compile(SamplePlaybook.Source with
        {
            Suppressions = [DeciderTests.Rule(SuppressionScope.Offer, 3)
                with { Pause = TimeSpan.FromDays(1), Window = TimeSpan.FromDays(7) }],
        }));
        foreach (var hour in new[] { 0, 24, 48 })
        {
            person.Now = Person.Start.AddHours(hour);
            var decision = person.Decide(Person.Ask(session: "s" + hour));
            person.Present(decision, decision.Offers[0]);
        }

        var english = Of(person, "headphones");
        var korean = Of(person, "headphones", "ko-KR");

        // The window ends where the first of the three falls out of it: a week after that Monday at ten.
        Assert.Equal("shown three times this week; free again Monday 10:00", english.Reason);
        Assert.Equal("would be offered from Monday 10:00", english.Counterfactual);
        Assert.Equal("이번 주에 3번 보여 드림; 월요일 10:00부터 다시 가능", korean.Reason);
        Assert.Equal("월요일 10:00부터 제안 가능", korean.Counterfactual);
        Assert.Equal(DecisionStage.ContactPolicy, english.Stage);

        person.Now = Person.Start.AddDays(7).AddTicks(-10_000);
        Assert.DoesNotContain(person.Preview(Person.Ask()).Offers, offer => offer.OfferId == "headphones");
        person.Now = Person.Start.AddDays(7);
        Assert.Equal("headphones", person.Preview(Person.Ask()).Offers.Single().OfferId);
    }

    [Fact]
    public void Explain_CounterfactualOfAConditionComesTrueWhenApplied()
    {
        var person = new Person(WithPolicy(new(Eligibility: FiveOrders)));
        Repeat(3, () => person.Buy());

        var candidate = Of(person, "headphones");
        Assert.Equal("not eligible: 3 orders (at least 5 wanted)", candidate.Reason);
        Assert.Equal("would be offered if the number of orders were at least 5 (is 3)", candidate.Counterfactual);
        Assert.Equal("자격 조건이 맞지 않음: 주문 3건 (5건 이상 필요)", Of(person, "headphones", "ko").Reason);
        Assert.Equal("다음이면 제안 가능: 주문 수 5건 이상 (현재 3건)", Of(person, "headphones", "ko").Counterfactual);

        person.Buy();
        Assert.Equal("voucher", person.Preview(Person.Ask()).Offers.Single().OfferId);
        person.Buy();
        Assert.Equal("headphones", person.Preview(Person.Ask()).Offers.Single().OfferId);
    }

    [Fact]
    public void Explain_NamesEverythingThatStandsInTheWay()
    {
        var person = new Person(WithPolicy(new(Eligibility: FiveOrders,
            Suitability: SamplePlaybook.Field("profile.city", ConditionOperator.EqualTo, "\"Seoul\""))));
        person.Consent("personalisation", granted: false);

        var candidate = Of(person, "headphones");

        Assert.Equal("the customer objected to Personal offers", candidate.Reason);
        Assert.Equal(
            "would be offered if the customer consented to Personal offers and the number of orders were at least 5 (is 0)"
                + " and the city were Seoul (city unknown)",
            candidate.Counterfactual);

        person.Now += TimeSpan.FromMinutes(1);
        person.Consent("personalisation", granted: true);
        Repeat(5, () => person.Buy());
        person.Identify("city", "\"Seoul\"");
        Assert.Equal("headphones", person.Preview(Person.Ask()).Offers.Single().OfferId);
    }

    [Fact]
    public void Explain_PriorityToBeatIsEnoughWhenExceeded()
    {
        var person = new Person(SamplePlaybook.Compiled);

        var candidate = Of(person, "voucher");
        Assert.Equal((CandidateOutcome.Outranked, DecisionStage.Rank), (candidate.Outcome, candidate.Stage));
        Assert.Equal("priority 0.1, not above the 0.3 of headphones", candidate.Reason);
        Assert.Equal("would be offered if its priority were above 0.3 (is 0.1)", candidate.Counterfactual);

        var raised =
            SamplePlaybook.Source with { Offers = [SamplePlaybook.Source.Offers[0], SamplePlaybook.Offer("voucher", "thanks", 30.01)] };
        Assert.Equal("voucher", new Person(SamplePlaybook.Compile(raised)).Preview(Person.Ask()).Offers.Single().OfferId);
    }

    [Fact]
    public void Explain_SaysWhyAnOfferWon()
    {
        var playbook = SamplePlaybook.Source with
        {
            ContextWeights = [new("intent", "upgrade", "sell", null, 100)],
            Offers =
            [
                SamplePlaybook.Offer("headphones", "gadgets", 30) with
                {
                    Policy = new(Applicability: SamplePlaybook.Field("purchases.count", ConditionOperator.AtLeast, "1")),
                },
                SamplePlaybook.Offer("voucher", "thanks", 10),
            ],
        };
        var person = new Person(SamplePlaybook.Compile(playbook));
        Repeat(2, () => person.Buy());
        var request = Person.Ask() with { Context = new Dictionary<string, string> { ["intent"] = "upgrade" } };

        var explanation = person.Explain(request);

        Assert.True(explanation.Identical);
        Assert.Equal(
            [
                "priority 0.6, ahead of voucher with 0.1", "worth more when accepted: 30 against 10",
                "fits the moment: intent is upgrade (+100 %)", "2 orders (at least 1)",
            ],
            explanation.Winners.Single().Reasons);
        Assert.Equal("offered at home-row, rank 1", explanation.Candidates.Single(candidate => candidate.OfferId == "headphones").Reason);
    }

    [Fact]
    public void Explain_CallsThingsByTheirNamesInTheLanguage()
    {
        var person = new Person(SamplePlaybook.Compile(SamplePlaybook.Source with
        {
            LocalNames = new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["ko"] = new Dictionary<string, string>
                {
                    ["headphones"] = "헤드폰", ["Buyers"] = "구매 고객", ["Personal offers"] = "맞춤 제안",
                    ["sports.camping"] = "캠핑",
                },
            },
            Offers =
            [
                SamplePlaybook.Source.Offers[0],
                SamplePlaybook.Source.Offers[1] with { Policy = new(Eligibility: new Condition { Segment = "buyers" }) },
                SamplePlaybook.Offer("tent", "gadgets", 5) with
                {
                    Policy = new(Eligibility: SamplePlaybook.Field("affinity.sports.camping", ConditionOperator.AtLeast, "0.2")),
                },
                SamplePlaybook.Offer("tea", "gadgets", 1),
            ],
        }));

        Assert.Equal("헤드폰", Of(person, "headphones", "ko").Name);
        Assert.Equal("headphones", Of(person, "headphones").Name);
        Assert.Contains("구매 고객 세그먼트에 속하지 않음", Of(person, "voucher", "ko").Reason, StringComparison.Ordinal);
        Assert.Equal("자격 조건이 맞지 않음: 캠핑 관심도 0 % (20 % 이상 필요)", Of(person, "tent", "ko").Reason);
        Assert.Equal("not eligible: 0 % of interest in sports camping (at least 20 % wanted)", Of(person, "tent").Reason);
        Assert.Contains("헤드폰 항목의", Of(person, "tea", "ko").Reason, StringComparison.Ordinal);
        person.Consent("personalisation", granted: false);
        Assert.Equal("고객이 '맞춤 제안' 이용을 거부함", Of(person, "tea", "ko").Reason);
    }

    [Theory]
    [InlineData(null, "one of the 2 offers that fit here now", "the only offer that fits here now")]
    [InlineData("ko", "지금 여기에 맞는 제안 2건 중 하나", "지금 여기에 맞는 유일한 제안")]
    public void Explain_CallsAnOfferTheOnlyOneOnlyWhenNoOtherFits(string? language, string oneOfTwo, string only)
    {
        var both = new Person(SamplePlaybook.Compiled);
        var one = new Person(SamplePlaybook.Compile(SamplePlaybook.Source with { Offers = [SamplePlaybook.Source.Offers[0]] }));

        var ofBoth = both.Explain(Person.Ask(count: 3), language).Winners;
        var ofOne = one.Explain(Person.Ask(count: 3), language).Winners;

        Assert.DoesNotContain(only, ofBoth[0].Reasons);
        Assert.Equal(oneOfTwo, ofBoth[1].Reasons[0]);
        Assert.Equal(only, ofOne.Single().Reasons[0]);
    }

    [Fact]
    public void Explain_ComparesWithAnOfferThatWentToAnotherPlacement()
    {
        var person = new Person(SamplePlaybook.Compiled);
        var request = Person.Ask("home-hero") with { Placements = [new("home-hero", 1), new("home-row", 3)] };

        var winners = person.Explain(request).Winners;

        Assert.Equal(
            ["priority 0.3, ahead of voucher with 0.1", "one of the 2 offers that fit here now"],
            winners.Select(winner => winner.Reasons[0]));
    }

    [Theory]
    [InlineData(false, "at most once within 24 hours on web; free again Tuesday 10:00")]
    [InlineData(true, "web 채널에서 1일 안에 최대 1번까지 가능; 화요일 10:00부터 다시 가능")]
    public void Explain_SaysWhenAChannelHasRoomAgain(bool korean, string reason)
    {
        var person = new Person(
            SamplePlaybook.Compile(SamplePlaybook.Source with { ChannelLimits = [new("web", "web", 1, TimeSpan.FromDays(1))] }));
        var decision = person.Decide(Person.Ask(session: "s"));
        person.Present(decision, decision.Offers[0]);
        person.Now += TimeSpan.FromHours(1);

        Assert.Equal(reason, Of(person, "headphones", korean ? "ko" : null).Reason);
    }

    [Fact]
    public void Explain_FollowsATimeConditionToTheInstantItTurns()
    {
        var person = new Person(WithPolicy(new(Applicability: SamplePlaybook.Field("recency", ConditionOperator.AtLeast, "\"2d\""))));
        person.Buy();

        Assert.Equal("would be offered from Wednesday 10:00", Of(person, "headphones").Counterfactual);

        person.Now = Person.Start.AddDays(2);
        Assert.Equal("headphones", person.Preview(Person.Ask()).Offers.Single().OfferId);
    }

    private static CompiledPlaybook WithPolicy(EngagementPolicy policy) => SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Offers = [SamplePlaybook.Source.Offers[0] with { Policy = policy }, SamplePlaybook.Source.Offers[1]],
    });

    private static ExplainedCandidate Of(Person person, string offer, string? language = null) =>
        person.Explain(Person.Ask(), language).Candidates.Single(candidate => candidate.OfferId == offer);

    private static void Repeat(int times, Action action)
    {
        for (var i = 0; i < times; i++)
        {
            action();
        }
    }
}
