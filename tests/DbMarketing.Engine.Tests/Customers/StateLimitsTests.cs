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

    [Fact]
    public void History_LongerThanTheArchiveTakesNoLateInteractions()
    {
        PageViewed Page(int number) => new()
        {
            MessageId = $"m{number}", Source = "web", OccurredAt = Noon.AddMinutes(number), ReceivedAt = Noon.AddMinutes(number),
        };
        var state = new CustomerState(CustomerId.Known("c"));
        var archive = InteractionSets.Fold(state, Enumerable.Range(0, 200).Select(Page));
        for (var number = 200; !archive.IsFull; number++)
        {
            archive.Add(new InteractionRecorded { At = Noon, EffectiveAt = Noon, Interaction = Page(number) });
        }

        var verdict = Recorder.Decide(state, archive, Page(3), InteractionSets.Reference, Noon).Verdict!.Value;

        Assert.Equal((VerdictKind.Rejected, "history_too_long"), (verdict.Kind, verdict.Code));
        Assert.Equal(StateLimits.ArchivedMessages, archive.Count);
    }

    private static CustomerState Fold(int count, Func<int, DateTimeOffset, Interaction> make) => InteractionSets.Fold(
        CustomerId.Known("c"), Enumerable.Range(0, count).Select(number => make(number, Noon.AddMinutes(number))));
}
