using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Tests.Customers;

public sealed class StateLimitsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Attributes_KeepTheNewest()
    {
        var state = Fold(StateLimits.Attributes + 5, (number, at) => new Identified
        {
            MessageId = $"m{number}", Source = "web", OccurredAt = at, ReceivedAt = at,
            Traits = new Dictionary<string, System.Text.Json.JsonElement> { [$"t{number}"] = InteractionSets.Json("1") },
        });

        Assert.Equal((StateLimits.Attributes, false, true), (
            state.Profile.Count, state.Profile.ContainsKey("t4"), state.Profile.ContainsKey("t5")));
    }

    [Fact]
    public void Consents_KeepTheNewest()
    {
        var state = Fold(StateLimits.Consents + 1, (number, at) => new ConsentChanged
        {
            MessageId = $"m{number}", Source = "web", OccurredAt = at, ReceivedAt = at, Granted = true,
            Purpose = $"purpose{number % InteractionSets.Purposes}", ForChannel = number < InteractionSets.Purposes ? null : "email",
        });

        Assert.Equal(StateLimits.Consents, state.Consents.Count);
        Assert.DoesNotContain(state.Consents, consent => consent is { Purpose: "purpose0", Channel: null });
    }

    [Fact]
    public void Cart_KeepsTheNewestLines()
    {
        var state = Fold(StateLimits.CartLines + 1, (number, at) => new CartChanged
        {
            MessageId = $"m{number}", Source = "web", OccurredAt = at, ReceivedAt = at, Change = CartChange.Added,
            Products = [new($"p{number}", 1, 1m, null, null)],
        });

        Assert.Equal(StateLimits.CartLines, state.Cart.Lines.Count);
        Assert.DoesNotContain(state.Cart.Lines, line => line.ProductId == "p0");
    }

    [Fact]
    public void UncountedCurrencies_KeepTheFirstOfTheAlphabet()
    {
        var state = Fold(26, (number, at) => new OrderCompleted
        {
            MessageId = $"m{number}", Source = "web", OccurredAt = at, ReceivedAt = at, Amount = 1m, Currency = $"Q{(char)('Z' - number)}Q",
        });

        Assert.Equal(StateLimits.UncountedCurrencies, state.Purchases.Uncounted.Count);
        Assert.Equal("QAQ", state.Purchases.Uncounted.First().Currency);
    }

    [Fact]
    public void BoughtItems_KeepTheNewest()
    {
        var state = Fold(StateLimits.BoughtItems + 2, (number, at) => new OrderCompleted
        {
            MessageId = $"m{number}", Source = "web", OccurredAt = at, ReceivedAt = at, Amount = 1m, Products = [new($"p{number}", 1, 1m, null, null)],
        });

        Assert.Equal(
            (StateLimits.BoughtItems, "p2", "p65"),
            (state.Purchases.Bought.Count, state.Purchases.Bought[0].Product, state.Purchases.Bought[^1].Product));
        Assert.False(state.Purchases.HasAllItems);
    }

    [Fact]
    public void Sessions_KeepTheNewest()
    {
        var state = Fold(StateLimits.Sessions + 3, (number, at) => new PageViewed
        {
            MessageId = $"m{number}", Source = "web", OccurredAt = at, ReceivedAt = at, SessionId = $"s{number}",
        });

        Assert.Equal((StateLimits.Sessions, "s10"), (state.Sessions.Newest.Count, state.Sessions.Newest[0].Id));
    }

    [Fact]
    public void RecentInteractions_KeepTheirSessionsWhenManyLabelsCameAndWent()
    {
        var state = Fold(1_000, (number, at) => new PageViewed
        {
            MessageId = $"m{number}", Source = "web", OccurredAt = at, ReceivedAt = at, SessionId = $"s{number}", Channel = $"c{number}",
        });

        Assert.Equal(("s999", "c999"), (state.Sessions.Newest[0].Id, state.Sessions.Newest[0].Channel));
        Assert.Equal(1_000, state.Activity.Total("pageViewed"));
    }

    [Fact]
    public void RefusedLinks_AreForgottenOldestFirst()
    {
        var state = new CustomerState(CustomerId.Known("c"));
        for (var number = 0; number <= StateLimits.RefusedLinks; number++)
        {
            state.Apply(new LinkClosed { At = Noon, Other = $"a:v{number}", Refused = true });
        }

        Assert.Equal((LinkStanding.None, LinkStanding.Refused), (
            state.FindLink(CustomerId.Anonymous("v0")), state.FindLink(CustomerId.Anonymous("v1"))));
    }

    /// <summary>Goal: of a history too long to hold, what was asked for is answered exactly, and nothing else is vouched for.</summary>
    [Fact]
    public void Archive_OfALongerHistory_AnswersForWhatWasAsked()
    {
        var asked = MessageArchive.IdsOf(Page(150)).Concat(MessageArchive.IdsOf(Page(900))).ToHashSet();
        var archive = new MessageArchive(asked, limit: 100);
        var state = new CustomerState(CustomerId.Known("c"));
        foreach (var number in Enumerable.Range(0, 300))
        {
            var entry = new InteractionRecorded { At = Noon, EffectiveAt = Page(number).OccurredAt, Interaction = Page(number) };
            state.Apply(entry);
            archive.Add(entry);
        }

        Assert.True(Recorder.Decide(state, null, Page(150), InteractionSets.Reference, Noon).NeedsHistory);
        Assert.Equal(Verdict.Duplicate, Recorder.Decide(state, archive, Page(150), InteractionSets.Reference, Noon).Verdict);
        Assert.Equal(Verdict.Applied, Recorder.Decide(state, archive, Page(900), InteractionSets.Reference, Noon).Verdict);
        Assert.Equal((false, 101), (archive.IsComplete, archive.Ids));
    }

    private static PageViewed Page(int number) => new()
    {
        MessageId = $"m{number}", Source = "web", OccurredAt = Noon.AddMinutes(number), ReceivedAt = Noon.AddMinutes(number),
    };

    private static CustomerState Fold(int count, Func<int, DateTimeOffset, Interaction> make) => InteractionSets.Fold(
        CustomerId.Known("c"), Enumerable.Range(0, count).Select(number => make(number, Noon.AddMinutes(number))));
}
