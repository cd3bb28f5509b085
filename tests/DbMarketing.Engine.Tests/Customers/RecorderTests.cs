using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Tests.Customers;

public sealed class RecorderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Decide_CallsTheSameMessageADuplicate_ButNotAnotherSourcesMessage()
    {
        var state = InteractionSets.Fold(CustomerId.Known("c"), [View("m1", Noon)]);

        Assert.Equal(VerdictKind.Duplicate, Decide(state, null, View("m1", Noon.AddHours(3))).Verdict!.Value.Kind);
        Assert.Equal(VerdictKind.Applied, Decide(state, null, View("m1", Noon) with { Source = "app" }).Verdict!.Value.Kind);
    }

    [Fact]
    public void Decide_AsksForTheHistoryOnlyWhenAMessageMayBeOlderThanWhatIsKept()
    {
        var state = new CustomerState(CustomerId.Known("c"));
        var archive = InteractionSets.Fold(
            state, Enumerable.Range(0, StateLimits.RecentInteractions + 50).Select(number => View($"m{number}", Noon.AddMinutes(number))));

        var repeated = Decide(state, null, View("m3", Noon.AddDays(2)));
        var fresh = Enumerable.Range(0, 200).Count(number => Decide(state, null, View($"new{number}", Noon)).NeedsHistory);

        Assert.True(repeated.NeedsHistory);
        Assert.Equal(VerdictKind.Duplicate, Decide(state, archive, View("m3", Noon.AddDays(2))).Verdict!.Value.Kind);
        Assert.InRange(fresh, 0, 10);
    }

    [Theory]
    [InlineData("personalisation", null, null)]
    [InlineData("marketing", "email", null)]
    [InlineData("invented", null, "purpose_unknown")]
    [InlineData("marketing", "pigeon", "channel_unknown")]
    public void Decide_RejectsConsentsThatThePlaybookDoesNotKnow(string purpose, string? channel, string? code)
    {
        var consent = new ConsentChanged
        {
            MessageId = "m1", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Purpose = purpose, ForChannel = channel, Granted = false,
        };

        Assert.Equal(code, Decide(new CustomerState(CustomerId.Known("c")), null, consent).Verdict!.Value.Code);
    }

    /// <summary>Names have 2 characters and values 4,000 with their quotes, so that 16 of them fit into 64 KiB and 17 do not.</summary>
    [Fact]
    public void Decide_RejectsTraitsBeyondTheBytesThatAreKept()
    {
        var state = InteractionSets.Fold(CustomerId.Known("c"), Enumerable.Range(10, 16).Select(number => Traits($"{number}", 3_998)));

        var more = Decide(state, null, Traits("26", 3_998)).Verdict!.Value;

        Assert.Equal((VerdictKind.Rejected, "attributes_too_long"), (more.Kind, more.Code));
        Assert.Contains("68034 bytes; at most 65536", more.Reason, StringComparison.Ordinal);
        Assert.Equal(VerdictKind.Applied, Decide(state, null, Traits("26", 1_400)).Verdict!.Value.Kind);
        Assert.Equal(VerdictKind.Applied, Decide(state, null, Traits("25", 3_998, 1)).Verdict!.Value.Kind);
        Assert.Equal(VerdictKind.Applied, Decide(state, null, Traits("25", 0)).Verdict!.Value.Kind);
    }

    /// <summary>What is replaced or pushed out makes room, however often.</summary>
    [Fact]
    public void Decide_CountsOnlyTheAttributesThatAreThere()
    {
        var state = InteractionSets.Fold(
            CustomerId.Known("c"), Enumerable.Range(0, 2_000).Select(number => Traits($"{number % 700}", 150, number)));

        Assert.Equal(VerdictKind.Applied, Decide(state, null, Traits("next", 4_000, 3_000)).Verdict!.Value.Kind);
    }

    [Fact]
    public void Decide_FindsAnOldOrderInTheHistory()
    {
        var state = new CustomerState(CustomerId.Known("c"));
        var archive = InteractionSets.Fold(
            state, Enumerable.Range(0, StateLimits.Orders + 10).Select(number => Order($"m{number}", $"o{number}", Noon.AddHours(number))));
        var part = Order("part", "o2", Noon.AddDays(90));

        Assert.True(Decide(state, null, part).NeedsHistory);
        Assert.False(Decide(state, archive, part).Entry!.NewOrder);
    }

    [Fact]
    public void Decide_RecordsAFastClockAsFiveMinutesAfterTheReceipt()
    {
        var entry = Decide(new(CustomerId.Known("c")), null, View("m", Noon.AddHours(5)) with { ReceivedAt = Noon }).Entry!;

        Assert.Equal((Noon.AddMinutes(5), Noon.AddHours(5)), (entry.EffectiveAt, entry.Interaction.OccurredAt));
    }

    [Fact]
    public void Decide_ResolvesDayAmountInterestAndContact()
    {
        // 16:00 UTC is the next day in Seoul.
        var order = Order("m", "o", Noon.AddHours(4)) with
        {
            Amount = 2_000_000m, Currency = "KRW",
            Products = [new("a", 1, 1m, "home", null), new("b", 1, 1m, "home", null), new("c", 1, 1m, null, null)],
        };
        var entry = Decide(new(CustomerId.Known("c")), null, order).Entry!;

        Assert.Equal(new DateOnly(2026, 3, 11).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber, entry.Day);
        Assert.Equal((1500m, true, true), (entry.BaseAmount, entry.NewOrder, entry.NewPurchaseDay));
        Assert.Equal([new CategoryInterest("home", 20_000)], entry.Interests);
        var presented = new OfferPresented
        {
            MessageId = "p", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, OfferId = "voucher", TreatmentId = "voucher-web",
        };
        var contact = Decide(new(CustomerId.Known("c")), null, presented).Entry!.Contact!;
        Assert.Equal(("thanks", "web", ContactOutcome.Presented), (contact.GroupId, contact.Channel, contact.Outcome));
    }

    private static RecordOutcome Decide(CustomerState state, MessageArchive? archive, Interaction interaction) =>
        Recorder.Decide(state, archive, interaction, InteractionSets.Reference, interaction.ReceivedAt);

    private static Identified Traits(string name, int length, int minutes = 0) => new()
    {
        MessageId = $"{name}-{length}-{minutes}", Source = "web",
        OccurredAt = Noon.AddMinutes(minutes), ReceivedAt = Noon.AddMinutes(minutes),
        Traits = new Dictionary<string, JsonElement> { [name] = InteractionSets.Json($"\"{new string('x', length)}\"") },
    };

    private static ProductViewed View(string id, DateTimeOffset at) => new()
    {
        MessageId = id, Source = "web", OccurredAt = at, ReceivedAt = at, Product = new("lamp", 1, null, "home", null),
    };

    private static OrderCompleted Order(string id, string order, DateTimeOffset at) => new()
    {
        MessageId = id, Source = "web", OccurredAt = at, ReceivedAt = at, OrderId = order, Amount = 10m,
    };
}
