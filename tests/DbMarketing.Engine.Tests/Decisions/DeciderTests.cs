using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Decisions;

public sealed class DeciderTests
{
    private static readonly Condition Buyer = SamplePlaybook.Field("purchases.count", ConditionOperator.AtLeast, "1");

    /// <summary>For each stage: what is done to the best offer or the playbook, and the stage that must say why it is gone.</summary>
    public static TheoryData<string, DecisionStage> Drops => new()
    {
        { "consent", DecisionStage.Consent },
        { "marketing", DecisionStage.Consent },
        { "not-yet-valid", DecisionStage.Validity },
        { "no-longer-valid", DecisionStage.Validity },
        { "group-eligibility", DecisionStage.Eligibility },
        { "eligibility", DecisionStage.Eligibility },
        { "applicability", DecisionStage.Applicability },
        { "suitability", DecisionStage.Suitability },
        { "suppression", DecisionStage.ContactPolicy },
        { "treatment", DecisionStage.Treatment },
        { "placement", DecisionStage.Placement },
        { "channel-limit", DecisionStage.ChannelLimit },
    };

    [Theory]
    [MemberData(nameof(Drops))]
    public void Decide_DropsAtItsStageAndSaysSo(string what, DecisionStage stage)
    {
        var person = new Person(SamplePlaybook.Compile(With(what)));
        if (what is "consent" or "marketing")
        {
            person.Consent(what == "consent" ? "personalisation" : "marketing", granted: false);
        }

        if (what == "suppression")
        {
            person.Decline("headphones");
        }

        if (what == "channel-limit")
        {
            var first = person.Decide(Person.Ask());
            person.Present(first, first.Offers[0]);
        }

        var trace = new DecisionTrace();
        var decision = person.Preview(Person.Ask(count: 2), trace: trace);

        Assert.DoesNotContain(decision.Offers, offer => offer.OfferId == "headphones" && !offer.Fallback);
        var candidate = trace.Candidates.Single(candidate => candidate.Offer.Source.Id == "headphones");
        Assert.Equal(CandidateOutcome.Dropped, candidate.Outcome);
        Assert.Equal(stage, candidate.Stage);
    }

    /// <summary>
    /// A refusal among more answers than the state keeps might be forgotten; the rule that it may have reached pauses until it
    /// cannot.
    /// </summary>
    [Fact]
    public void Decide_OffersNothingWhileARuleMayFeelAForgottenContact()
    {
        var person = new Person(SamplePlaybook.Compile(With("suppression")));
        person.Decline("headphones");
        for (var other = 0; other < StateLimits.AnsweredContacts; other++)
        {
            person.Now += TimeSpan.FromSeconds(1);
            person.Decline("elsewhere");
        }

        Assert.DoesNotContain(person.State.Contacts, contact => contact.OfferId == "headphones");
        Assert.DoesNotContain(person.Preview(Person.Ask()).Offers, offer => offer.OfferId == "headphones" && !offer.Fallback);

        person.Now += TimeSpan.FromDays(400);
        Assert.Contains(person.Preview(Person.Ask()).Offers, offer => offer.OfferId == "headphones");
    }

    [Fact]
    public void Decide_RanksByPriorityAndWritesItsFactors()
    {
        var decision = new Person(SamplePlaybook.Compiled).Decide(Person.Ask(count: 2));

        Assert.Equal(["headphones", "voucher"], decision.Offers.Select(offer => offer.OfferId));
        Assert.Equal([1, 2], decision.Offers.Select(offer => offer.Rank));
        Assert.Equal(0.01 * 30, decision.Offers[0].Priority);
        Assert.Equal(new DecidedPlacement("home-row", 2, 2, null), decision.Placements.Single());
        Assert.Equal(Person.Start.AddMinutes(30), decision.Offers[0].ReservedUntil);
    }

    [Theory]
    [InlineData("issue", "b")]
    [InlineData("group", "b")]
    [InlineData("offer", "a")]
    public void Decide_BreaksTiesByIssueThenGroupThenOffer(string level, string winner)
    {
        var playbook = SamplePlaybook.Source with
        {
            Issues = [new("i1", "1"), new("i2", "2")],
            Groups =
            [
                new() { Id = "g1", Issue = level == "issue" ? "i2" : "i1", Name = "1" },
                new() { Id = "g2", Issue = level == "group" ? "i2" : "i1", Name = "2" },
            ],
            Offers = level switch
            {
                "issue" => [SamplePlaybook.Offer("a", "g1", 5), SamplePlaybook.Offer("b", "g2", 5)],
                "group" => [SamplePlaybook.Offer("a", "g2", 5), SamplePlaybook.Offer("b", "g1", 5)],
                _ => [SamplePlaybook.Offer("b", "g1", 5), SamplePlaybook.Offer("a", "g1", 5)],
            },
        };

        Assert.Equal(winner, new Person(SamplePlaybook.Compile(playbook)).Decide(Person.Ask()).Offers.Single().OfferId);
    }

    [Fact]
    public void Decide_PutsMandatoryOffersFirst()
    {
        var playbook = Offers(SamplePlaybook.Offer("dear", "gadgets", 500),
            SamplePlaybook.Offer("recall", "thanks", 0) with { Mandatory = true });

        Assert.Equal(["recall", "dear"], new Person(playbook).Decide(Person.Ask(count: 2)).Offers.Select(offer => offer.OfferId));
    }

    [Theory]
    [InlineData(true, true, true, true, 0.01 * 30 * 1.5 * 1.1)]
    [InlineData(false, true, true, true, 30 * 1.5 * 1.1)]
    [InlineData(true, false, true, true, 0.01 * 1.5 * 1.1)]
    [InlineData(true, true, false, true, 0.01 * 30 * 1.1)]
    [InlineData(true, true, true, false, 0.01 * 30 * 1.5)]
    [InlineData(false, false, false, false, 1.0)]
    public void Decide_CountsAFactorThatIsOffAsOne(bool propensity, bool value, bool context, bool weights, double expected)
    {
        var playbook = SamplePlaybook.Source with
        {
            Levers = new(propensity, value, context, weights),
            Offers = [SamplePlaybook.Offer("headphones", "gadgets", 30) with { Weight = 10 }],
            ContextWeights = [new("intent", "upgrade", "sell", null, 50), new("intent", "other", "sell", null, 900)],
        };
        var request = Person.Ask() with { Context = new Dictionary<string, string> { ["intent"] = "upgrade" } };

        var offer = new Person(SamplePlaybook.Compile(playbook)).Decide(request).Offers.Single();

        Assert.Equal(expected, offer.Priority, 12);
        Assert.Equal((0.01, 30, 1.5, 1.1), (offer.Propensity, offer.Value, offer.ContextWeight, offer.Lever));
    }

    [Fact]
    public void Decide_PlacesAnOfferOnceInTheOrderAsked()
    {
        var request = Person.Ask() with { Placements = [new("home-hero"), new("home-row", 5)] };

        var decision = new Person(SamplePlaybook.Compiled).Decide(request);

        Assert.Equal([("home-hero", "headphones"), ("home-row", "voucher")],
            decision.Offers.Select(offer => (offer.Placement, offer.OfferId)));
        Assert.Equal("rank: dropped 1 of 2 offers", decision.Placements[1].EmptyReason);
    }

    [Fact]
    public void Decide_FallsBackToWhatEverybodySees_WhenTheCustomerObjected()
    {
        var content = new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["en"] = new Dictionary<string, string> { ["title"] = "Welcome" },
            ["ko"] = new Dictionary<string, string> { ["title"] = "환영합니다" },
        };
        var person = new Person(
            SamplePlaybook.Compile(SamplePlaybook.Source with { Fallbacks = [new("welcome", "web", "home-row", content)] }));
        person.Consent("marketing", granted: false);

        var decision = person.Decide(Person.Ask());

        Assert.True(decision.Offers.Single().Fallback);
        Assert.Equal(new DecidedPlacement("home-row", 1, 0, "consent: dropped 2 of 2 offers"), decision.Placements.Single());
        Assert.Equal("Welcome", ContentRenderer.Render(decision, person.State, person.Reference).Single()["title"]);
        Assert.Empty(person.State.Contacts);
    }

    [Fact]
    public void Decide_SpeaksFirstOnlyWithConsentAndOutsideQuietHours()
    {
        var playbook = SamplePlaybook.Source with
        {
            Offers = [SamplePlaybook.Offer("letter", "gadgets", 5, "email") with { Purpose = "personalisation" }],
            QuietHours = [new("email", new(21, 0), new(8, 0))],
        };
        var person = new Person(SamplePlaybook.Compile(playbook));
        var request = Person.Ask("newsletter", channel: "email");

        // Silence is enough for this purpose on a web page, not where the company speaks first.
        Assert.Equal("consent: dropped 1 of 1 offers", person.Preview(request).Placements.Single().EmptyReason);

        person.Consent("personalisation", granted: true);
        Assert.Equal("letter", person.Preview(request).Offers.Single().OfferId);

        person.Now = Person.Start.AddHours(11);
        Assert.Equal("quietHours: dropped 1 of 1 offers", person.Preview(request).Placements.Single().EmptyReason);

        person.Now = Person.Start.AddHours(22);
        Assert.Equal("letter", person.Preview(request).Offers.Single().OfferId);
    }

    [Fact]
    public void Decide_SaysThatAChannelIsUnknown() => Assert.Equal(
        new DecidedPlacement("home-row", 1, 0, "placement: the playbook has no channel 'fax'"),
        new Person(SamplePlaybook.Compiled).Decide(Person.Ask(channel: "fax")).Placements.Single());

    [Fact]
    public void Decide_ReusesTheReservationOfItsSessionAndPlacement()
    {
        var person = new Person(SamplePlaybook.Compile(Capped(1)));

        var first = person.Decide(Person.Ask(session: "s1"));
        var again = person.Decide(Person.Ask(session: "s1"));
        var elsewhere = person.Decide(Person.Ask(session: "s2"));

        Assert.Equal(["headphones", "headphones", "voucher"],
            [first.Offers[0].OfferId, again.Offers[0].OfferId, elsewhere.Offers[0].OfferId]);
        Assert.Equal(first.Id, again.Offers[0].ReservedBy);
        Assert.Null(again.Offers[0].ReservedUntil);
        Assert.Single(person.State.Contacts, contact => contact.OfferId == "headphones");

        person.Present(again, again.Offers[0]);
        Assert.Equal("contactPolicy: dropped 2 of 2 offers", person.Preview(Person.Ask(session: "s1")).Placements.Single().EmptyReason);
    }

    [Fact]
    public void Decide_OffersAgain_OnceAReservationLapsesOrIsVoided()
    {
        var person = new Person(SamplePlaybook.Compile(Capped(1)));
        var first = person.Decide(Person.Ask(session: "s1"));
        Assert.Equal("voucher", person.Preview(Person.Ask(session: "s2")).Offers.Single().OfferId);

        person.VoidReservation(first, first.Offers[0]);
        Assert.Equal("headphones", person.Preview(Person.Ask(session: "s2")).Offers.Single().OfferId);

        person.Decide(Person.Ask(session: "s3"));
        person.Now = Person.Start.AddMinutes(30);
        Assert.Equal("headphones", person.Preview(Person.Ask(session: "s2")).Offers.Single().OfferId);
    }

    [Fact]
    public void Decide_CountsWhatItHasJustPlacedAgainstAGroupCap()
    {
        var playbook = SamplePlaybook.Source with
        {
            Offers = [.. Enumerable.Range(1, 5).Select(i => SamplePlaybook.Offer($"gadget{i}", "gadgets", i)),
                SamplePlaybook.Offer("voucher", "thanks", 0.1)],
            Suppressions = [Rule(SuppressionScope.Group, 2)],
        };

        var decision = new Person(SamplePlaybook.Compile(playbook)).Decide(Person.Ask(count: 5));

        Assert.Equal(["gadget5", "gadget4", "voucher"], decision.Offers.Select(offer => offer.OfferId));
        Assert.Equal("contactPolicy: dropped 3 of 6 offers", decision.Placements.Single().EmptyReason);
    }

    [Fact]
    public void Decide_ReservesNoMoreThanTheStateKeeps()
    {
        var playbook = Offers([.. Enumerable.Range(1, 80).Select(i => SamplePlaybook.Offer($"o{i}", "gadgets", i))]);
        var request = Person.Ask() with { Placements = [.. Enumerable.Range(1, 5).Select(_ => new PlacementRequest("home-row", 20))] };

        var decision = new Person(playbook).Decide(request);

        Assert.Equal(StateLimits.Reservations, decision.Offers.Count);
        Assert.Equal([20, 20, 20, 4, 0], decision.Placements.Select(placement => placement.Offered));
    }

    [Fact]
    public void Decide_DrawsFromItsSeedAlone()
    {
        var model = new RecordingModel();
        var person = new Person(Offers(SamplePlaybook.Offer("a", "gadgets", 1)));
        person.Reference = person.Reference with { Propensity = model };

        person.Preview(Person.Ask(), seed: 0);
        person.Preview(Person.Ask(), seed: 0);
        person.Preview(Person.Ask(), seed: 1);

        // The first output of SplitMix64 for seed 0 is 0xE220A8397B1DCDAF.
        Assert.Equal((0xE220A8397B1DCDAF >> 11) * Math.ScaleB(1, -53), model.Draws[0]);
        Assert.Equal(model.Draws[0], model.Draws[1]);
        Assert.NotEqual(model.Draws[0], model.Draws[2]);
    }

    internal static Playbook Capped(int count) => SamplePlaybook.Source with { Suppressions = [Rule(SuppressionScope.Offer, count)] };

    internal static SuppressionRule Rule(SuppressionScope scope, int count) => new()
    {
        Id = "shown",
        Outcome = ContactOutcome.Presented,
        Scope = scope,
        Window = TimeSpan.FromDays(7),
        Count = count,
        Pause = TimeSpan.FromDays(10),
    };

    private static CompiledPlaybook Offers(params Offer[] offers) => SamplePlaybook.Compile(SamplePlaybook.Source with { Offers = offers });

    private static Playbook With(string what)
    {
        var source = SamplePlaybook.Source;
        var (best, other) = (source.Offers[0], source.Offers[1]);
        best = what switch
        {
            "not-yet-valid" => best with { ValidFrom = Person.Start.AddDays(1) },
            "no-longer-valid" => best with { ValidUntil = Person.Start },
            "eligibility" => best with { Policy = new(Eligibility: Buyer) },
            "applicability" => best with { Policy = new(Applicability: Buyer) },
            "suitability" => best with { Policy = new(Suitability: Buyer) },
            "treatment" => best with { Treatments = [best.Treatments[0] with { Eligibility = Buyer }] },
            "placement" => best with { Treatments = [best.Treatments[0] with { Placements = ["home-hero"] }] },
            _ => best,
        };
        source = source with { Offers = [best, other] };
        return what switch
        {
            "group-eligibility" => source with { Groups = [source.Groups[0] with { Policy = new(Eligibility: Buyer) }, source.Groups[1]] },
            "suppression" => source with { Suppressions = [Rule(SuppressionScope.Offer, 1) with { Outcome = ContactOutcome.Declined }] },
            "channel-limit" => source with { ChannelLimits = [new("web", "web", 1, TimeSpan.FromDays(1))] },
            _ => source,
        };
    }

    private sealed class RecordingModel : IPropensityModel
    {
        public List<double> Draws { get; } = [];

        public string Version => "recording";

        public double Estimate(ConditionInput input, CompiledPlaybook playbook, Offer offer, Treatment treatment, double random)
        {
            Draws.Add(random);
            return 0.5;
        }
    }
}
