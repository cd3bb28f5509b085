using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Tests.Decisions;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Playbooks;

/// <summary>The shipped sample over a long visit: the front page stays personal for every kind of customer.</summary>
public sealed class RetailVisitTests
{
    private const int PageViews = 30;

    private static readonly CompiledPlaybook Sample =
        PlaybookLoader.LoadFolder(Path.Combine(RepositoryPaths.Root, "src", "DbMarketing.Server", "playbook")).Playbook!;

    private static readonly DecisionRequest FrontPage = new() { Channel = "web", Placements = [new("home-hero", 1), new("home-row", 3)] };

    [Theory]
    [InlineData("new visitor", null)]
    [InlineData("new visitor", "sports.running")]
    [InlineData("one-timer", null)]
    [InlineData("one-timer", "electronics.audio")]
    [InlineData("loyal", null)]
    [InlineData("loyal", "home.kitchen")]
    [InlineData("at risk", null)]
    [InlineData("lapsed", null)]
    public void Decide_StaysPersonalAfterThirtyPageViews(string kind, string? taste)
    {
        var person = Of(kind, taste);
        for (var view = 0; view <= PageViews; view++)
        {
            var offers = Visit(person);

            Assert.False(Assert.Single(offers, offer => offer.Placement == "home-hero").Fallback);
            Assert.True(offers.Count(offer => offer is { Placement: "home-row", Fallback: false }) >= 2, $"page view {view + 1}");
        }
    }

    [Fact]
    public void Decide_RestsAnOfferThatWasShownTwelveTimes()
    {
        var person = Of("new visitor", null);
        for (var view = 0; view < 12; view++)
        {
            Assert.Contains(Visit(person), offer => offer.OfferId == "join-haru");
        }

        Assert.DoesNotContain(person.Preview(FrontPage).Offers, offer => offer.OfferId == "join-haru");
        person.Now += TimeSpan.FromDays(8);
        Assert.Contains(person.Preview(FrontPage).Offers, offer => offer.OfferId == "join-haru");
    }

    private static Person Of(string kind, string? taste)
    {
        int[] daysAgo = kind switch
        {
            "one-timer" => [5],
            "loyal" => [60, 45, 30, 15, 8],
            "at risk" => [120, 70],
            "lapsed" => [120],
            _ => [],
        };
        var person = new Person(Sample, anonymous: daysAgo.Length == 0);
        foreach (var days in daysAgo)
        {
            person.Now = Person.Start.AddDays(-days);
            person.Buy(30);
        }

        person.Now = Person.Start;
        if (taste is not null)
        {
            person.Record((message, at) => new ProductViewed
            {
                MessageId = message, Source = "test", OccurredAt = at, ReceivedAt = at, Product = new("p", 1, null, taste, null),
            });
        }

        return person;
    }

    /// <summary>One view of the front page on which everything is seen.</summary>
    private static IReadOnlyList<DecidedOffer> Visit(Person person)
    {
        var decision = person.Decide(FrontPage);
        person.Now += TimeSpan.FromSeconds(2);
        foreach (var offer in decision.Offers.Where(offer => !offer.Fallback))
        {
            person.Present(decision, offer);
        }

        person.Now += TimeSpan.FromSeconds(18);
        return decision.Offers;
    }
}
