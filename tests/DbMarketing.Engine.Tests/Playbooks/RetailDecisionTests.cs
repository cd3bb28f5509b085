using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Engine.Propensity;
using DbMarketing.Engine.Tests.Conditions;
using DbMarketing.Testing;
using static DbMarketing.Engine.Tests.Conditions.ConditionCustomer;

namespace DbMarketing.Engine.Tests.Playbooks;

/// <summary>What the shipped sample decides for the people that its demo shop is about.</summary>
public sealed class RetailDecisionTests
{
    private static readonly ReferenceData Reference = new(
        PlaybookLoader.LoadFolder(Path.Combine(RepositoryPaths.Root, "src", "DbMarketing.Server", "playbook")).Playbook!, new FixedPropensity());

    [Fact]
    public void Decide_WelcomesAStranger()
    {
        var offers = Decide(Visitor().State, "web", [new("home-hero"), new("home-row", 3)]);

        Assert.Contains(offers, offer => offer.GroupId == "welcome");
        Assert.DoesNotContain(offers, offer => offer.GroupId is "electronics" or "loyalty" or "win-back");
    }

    /// <summary>Where a parcel is must be said as often as somebody asks.</summary>
    [Fact]
    public void Suppressions_OfPresentationsLeaveServiceNoticesAlone() => Assert.All(
        Reference.Playbook.Source.Suppressions.Where(rule => rule.Outcome == ContactOutcome.Presented),
        rule => Assert.False(ContactRules.Concerns(rule, "care", rule.Channel!), rule.Id));

    [Theory]
    [InlineData("electronics.audio", "electronics")]
    [InlineData("home.kitchen", "home")]
    [InlineData("home.bedding", "home")]
    [InlineData("electronics.phone", "electronics")]
    [InlineData("electronics.tv", "electronics")]
    [InlineData("fashion.women", "fashion")]
    [InlineData("fashion.men", "fashion")]
    [InlineData("beauty.skincare", "beauty")]
    [InlineData("sports.running", "sports")]
    [InlineData("sports.camping", "sports")]
    [InlineData("toys.bricks", "family")]
    [InlineData("books.fiction", "family")]
    public void Decide_FollowsTheTasteThatOneViewShows(string category, string group)
    {
        var before = Decide(Visitor().State, "web", [new("home-row", 3), new("product-row", 2)]);
        var after = Decide(Visitor().Views(category, Start.AddMinutes(-1)).State, "web", [new("home-row", 3), new("product-row", 2)]);

        Assert.DoesNotContain(before, offer => offer.GroupId == group);
        Assert.Contains(after, offer => offer.GroupId == group);
    }

    [Fact]
    public void Decide_KeepsACallerWhoWantsToLeave()
    {
        var customer = new ConditionCustomer(CustomerId.Known("7"))
            .Buys(80, Start.AddDays(-100)).Buys(90, Start.AddDays(-70)).Has("firstName", "\"Mina\"", Start.AddDays(-70));
        var context = new Dictionary<string, string> { ["intent"] = "cancellation" };

        var usual = Decide(customer.State, "call-centre", [new("desk", 2)]);
        var leaving = Decide(customer.State, "call-centre", [new("desk", 2)], context);

        Assert.Equal("miss-you", usual[0].OfferId);
        Assert.Equal(["stay-with-us", "pause-membership"], leaving.Select(offer => offer.OfferId));
    }

    [Fact]
    public void Decide_FillsEveryPlacementOfEveryChannel()
    {
        foreach (var placement in Reference.Playbook.Source.Placements)
        {
            var offers = Decide(Visitor().State, placement.Channel, [new(placement.Id)]);

            Assert.Single(offers);
        }
    }

    [Fact]
    public void Decide_WritesByEmailOnlyWithConsent()
    {
        ConditionCustomer Reader() => new ConditionCustomer(CustomerId.Known("8")).Views("books.fiction", Start.AddDays(-1));

        var silent = Decide(Reader().State, "email", [new("newsletter")]);
        var granted = Decide(Reader().Says("marketing", true, Start.AddDays(-1)).State, "email", [new("newsletter")]);

        Assert.True(Assert.Single(silent).Fallback);
        Assert.Equal("family", Assert.Single(granted).GroupId);
    }

    [Fact]
    public void Content_IsWholeInBothLanguages()
    {
        foreach (var language in new[] { "en", "ko" })
        {
            var customer = Visitor().Views("books.fiction", Start.AddMinutes(-1)).State;
            var decision = DecideWhole(customer, "web", [new("home-hero"), new("home-row", 3)], null, language);

            Assert.All(ContentRenderer.Render(decision, customer, Reference), content =>
            {
                Assert.True(content.ContainsKey("title") && content.ContainsKey("body") && content.ContainsKey("cta"));
                Assert.All(content.Values, text => Assert.DoesNotContain("{{", text, StringComparison.Ordinal));
            });
        }
    }

    private static ConditionCustomer Visitor() =>
        new ConditionCustomer(CustomerId.Anonymous("v")).Has("theme", "\"dark\"", Start.AddMinutes(-2));

    private static IReadOnlyList<DecidedOffer> Decide(
        CustomerState customer,
        string channel,
        IReadOnlyList<PlacementRequest> placements,
        IReadOnlyDictionary<string, string>? context = null) =>
        DecideWhole(customer, channel, placements, context, null).Offers;

    private static Decision DecideWhole(
        CustomerState customer,
        string channel,
        IReadOnlyList<PlacementRequest> placements,
        IReadOnlyDictionary<string, string>? context,
        string? language)
    {
        var request = new DecisionRequest
        {
            Channel = channel,
            Placements = placements,
            Context = context ?? new Dictionary<string, string>(),
            Language = language,
        };

        // Start is 21:00 in Seoul, when e-mail rests; thirteen hours later it is ten in the morning.
        var now = channel == "email" ? Start.AddHours(13) : Start;
        return Decider.Decide(customer, request, Reference, now, 1, new(new CustomerKey(1), 1, 0));
    }
}
