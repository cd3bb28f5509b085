using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Customers;

public sealed class CustomerStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly CustomerState state = new(CustomerId.Known("ada"));
    private readonly MessageArchive archive = new();
    private int messages;

    [Fact]
    public void Purchases_CountPartsOfOneOrderOnce()
    {
        Record(Order(10m, "o1"));
        Record(Order(5.50m, "o1", hours: 30));
        Record(Order(7m));

        Assert.Equal((2, 22.50m, 2), (state.Purchases.Count, state.Purchases.NetRevenue, state.Purchases.DayCount));
        Assert.Equal((Noon, Noon.AddHours(30)), (state.Purchases.FirstAt, state.Purchases.LastAt));
    }

    [Fact]
    public void Purchases_TakeARefundBeforeItsOrder()
    {
        Record(new OrderRefunded { MessageId = Next(), Source = "web", OccurredAt = Noon, ReceivedAt = Noon, OrderId = "o1", Amount = 4m });
        Record(Order(10m, "o1", hours: 1));

        Assert.Equal((1, 6m, 4m), (state.Purchases.Count, state.Purchases.NetRevenue, state.Purchases.Refunded));
    }

    [Fact]
    public void Purchases_ConvertKnownCurrenciesAndKeepUnknownOnesApart()
    {
        Record(Order(10m) with { Currency = "eur" });
        Record(Order(99m) with { Currency = "XYZ" });

        Assert.Equal((2, 11m), (state.Purchases.Count, state.Purchases.NetRevenue));
        Assert.Equal(new UncountedAmount("XYZ", 99m, 1), Assert.Single(state.Purchases.Uncounted));
    }

    [Fact]
    public void Purchases_KeepWhatWasBoughtWithItsPriceInBaseCurrency()
    {
        Record(Order(20m, "o1") with { Currency = "EUR", Products = [new("lamp", 2, 10m, "home.lamps", null), new("bulb", 1, null, "", null)] });
        Record(Order(0m, "o1", hours: -1) with { Products = [new("gift", 1, 3.5m, "home.gifts", null)] });
        Record(Order(9m, hours: 1) with { Currency = "XYZ", Products = [new("chair", 1, 9m, "home.chairs", null)] });

        Assert.Equal(
            [("gift", "home.gifts", 3.5m, -1), ("bulb", null, null, 0), ("lamp", "home.lamps", 11m, 0), ("chair", "home.chairs", null, 1)],
            state.Purchases.Bought.Select(item => (item.Product, item.Category, item.Price, (int)(item.At - Noon).TotalHours)));
        Assert.Equal(2, state.Purchases.Bought.Select(item => item.Order).Distinct().Count());
    }

    [Fact]
    public void Sessions_AreBridgedByALateInteraction()
    {
        Record(View(0));
        Record(View(50));
        Assert.Equal(2, state.Sessions.Newest.Count);

        Record(View(25));

        var session = Assert.Single(state.Sessions.Newest);
        Assert.Equal((3, 3, Noon, Noon.AddMinutes(50)), (session.Interactions, session.ProductViews, session.StartedAt, session.LastAt));
        Assert.Null(state.Sessions.Current(Noon.AddMinutes(80)));
        Assert.Equal(session, state.Sessions.Current(Noon.AddMinutes(79)));
    }

    [Fact]
    public void Sessions_FollowTheSendersIds()
    {
        Record(View(0) with { SessionId = "s1" });
        Record(View(1) with { SessionId = "s2" });
        Record(View(2));

        Assert.Equal([("s2", 2), ("s1", 1)], state.Sessions.Newest.Select(session => (session.Id, session.Interactions)));
    }

    [Fact]
    public void Cart_IsEmptiedByAnOrderAndFilledByWhatCameLater()
    {
        var lamp = new ProductLine("lamp", 2, 10m, "home", "Lamp");
        Record(Cart(CartChange.Added, 1, lamp));
        Record(Cart(CartChange.Added, 90, lamp with { Quantity = 3 }));
        Record(Cart(CartChange.Removed, 91, lamp with { Quantity = 1 }));
        Assert.Equal(4, Assert.Single(state.Cart.Lines).Quantity);

        Record(Order(20m, hours: 1));

        Assert.Equal((2m, 20m), (Assert.Single(state.Cart.Lines).Quantity, state.Cart.Value));
    }

    [Fact]
    public void Profile_KeepsTheLatestObservationAndRemembersRemovals()
    {
        Identify(2, """{"city":"Seoul","address":{"street":"Main"}}""");
        Identify(1, """{"city":"Busan"}""");
        Identify(4, """{"city":null}""");
        Identify(3, """{"city":"Daegu"}""");

        Assert.Equal("address.street", Assert.Single(state.Profile).Key);
    }

    [Fact]
    public void Consents_LetTheLatestChoiceStandAndTheObjectionWinATie()
    {
        Consent(2, true);
        Consent(2, false);
        Consent(1, true);

        Assert.False(Assert.Single(state.Consents).Granted);
    }

    [Fact]
    public void Affinities_HalveInThirtyDaysAndCountChildrenOfAPath()
    {
        Record(View(0));

        Assert.Equal(1.0, state.Affinities.Score("home.lamps", Noon));
        Assert.Equal(1.0, state.Affinities.Score("home", Noon));
        Assert.Equal(0.5, state.Affinities.Score("home", Noon.AddDays(30)), 12);
        Assert.Equal(0.0, state.Affinities.Score("hom", Noon));
        var taste = Assert.Single(state.Affinities.Top(5, Noon));
        Assert.Equal(("home.lamps", 1.0, 1.0), (taste.Category, taste.Score, taste.Share));
        Assert.Equal(state.Affinities.LatestAt, taste.LatestAt);
        Assert.InRange(Noon - taste.LatestAt, TimeSpan.Zero, Affinities.Step);
    }

    [Fact]
    public void Activity_CountsByKindAndDay()
    {
        Record(View(0));
        Record(View(24 * 60));
        var today = SamplePlaybook.Compiled.DayOf(Noon);

        Assert.Equal((2, 1, 0), (
            state.Activity.Count("productViewed", today), state.Activity.Count("productViewed", today + 1),
            state.Activity.Count("searched", today)));
        Assert.Equal((2L, Noon.AddDays(1)), (state.Activity.Total("productViewed"), state.Activity.LastAt("productViewed")));
    }

    [Fact]
    public void Reservation_IsConfirmedByPresented()
    {
        Decide("d-1-1-0", 1);
        Assert.Equal(ContactOutcome.Reserved, Assert.Single(state.Contacts).Outcome);

        Record(Presented("d-1-1-0", "p1", 2));

        var contact = Assert.Single(state.Contacts);
        Assert.Equal((ContactOutcome.Presented, "thanks", "web", "home-hero"), (contact.Outcome, contact.GroupId, contact.Channel, contact.Placement));
    }

    [Fact]
    public void Reservation_IsClosedByAVoidOfItsDecision()
    {
        Decide("d-1-1-0", 1);
        Record(new OutcomeVoided
        {
            MessageId = Next(), Source = "web", OccurredAt = Noon, ReceivedAt = Noon, DecisionId = "d-1-1-0", OfferId = "voucher",
        });

        Assert.Empty(state.Contacts);
    }

    [Fact]
    public void Reservation_IsGoneOnceALaterDecisionFindsItLapsed()
    {
        Decide("d-1-1-0", 1);
        Decide("d-1-2-0", 31);

        Assert.Equal("d-1-2-0", Assert.Single(state.Contacts).DecisionId);
    }

    [Fact]
    public void Reservations_SayWhenMoreIsReservedThanTheyKeep()
    {
        for (var turn = 1; turn <= StateLimits.Reservations; turn++)
        {
            Decide($"d-1-{turn:x}-0", 1);
        }

        Assert.Null(state.ReservationsFullUntil);

        Decide("d-1-fff-0", 2);

        Assert.Equal(Noon.AddMinutes(31), state.ReservationsFullUntil);
        Decide("d-1-1fff-0", 60);
        Assert.Null(state.ReservationsFullUntil);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Void_TakesBackAnOutcomeWhicheverCameFirst(bool voidFirst)
    {
        Interaction[] both =
        [
            Presented("d-1-1-0", "shown", 2),
            new OutcomeVoided { MessageId = Next(), Source = "web", OccurredAt = Noon, ReceivedAt = Noon, VoidedMessageId = "shown" },
        ];
        foreach (var interaction in voidFirst ? both.Reverse() : both)
        {
            Record(interaction);
        }

        Assert.Equal(ContactOutcome.Voided, Assert.Single(state.Contacts).Outcome);
    }

    [Fact]
    public void Contacts_SayFromWhenOnTheyAreComplete()
    {
        for (var number = 0; number <= StateLimits.ShownContacts; number++)
        {
            Record(Presented("d-1-1-0", $"shown{number}", number));
        }

        Assert.Equal((StateLimits.ShownContacts, Noon), (state.Contacts.Count, state.ContactsFloorOf(ContactOutcome.Presented)));
        Assert.Null(state.ContactsFloorOf(ContactOutcome.Declined));
    }

    [Fact]
    public void RequestId_IsKnownAgain()
    {
        Decide("d-1-1-0", 1, "r1");

        Assert.Equal("d-1-1-0", state.FindRequest("r1").DecisionId);
        Assert.Equal(default, state.FindRequest("r2"));
        Assert.Equal("d-1-1-0", CustomerState.FromSnapshot(state.CaptureSnapshot()).FindRequest("r1").DecisionId);
    }

    [Fact]
    public void Links_AreRememberedUntilTheyAreAnswered()
    {
        var visitor = CustomerId.Anonymous("v");
        state.Apply(new LinkRequested { At = Noon, Other = "a:v", Explicit = false });
        Assert.Equal(LinkStanding.Pending, state.FindLink(visitor));

        state.Apply(new LinkClosed { At = Noon, Other = "a:v", Refused = true });
        Assert.Equal(LinkStanding.Refused, state.FindLink(visitor));

        state.Apply(new Absorbed { At = Noon, Loser = "a:v", Extract = new CustomerState(visitor).CaptureSnapshot() });
        Assert.Equal(LinkStanding.Absorbed, CustomerState.FromSnapshot(state.CaptureSnapshot()).FindLink(visitor));
    }

    [Fact]
    public void MergedInto_LeavesNothingButTheExtractUntilItIsDelivered()
    {
        Record(Order(10m));
        state.Apply(CustomerMerge.Merge(state, CustomerId.Known("aaa"), Noon));

        Assert.Equal((CustomerId.Known("aaa"), 0), (state.MergedInto, state.Purchases.Count));
        Assert.Equal(1, state.UndeliveredExtract!.Purchases!.Count);
        state.Apply(new AbsorbDelivered { At = Noon, Survivor = "k:aaa" });
        Assert.Null(CustomerState.FromSnapshot(state.CaptureSnapshot()).UndeliveredExtract);
    }

    private string Next() => $"m{messages++}";

    private OrderCompleted Order(decimal amount, string? id = null, int hours = 0) => new()
    {
        MessageId = Next(), Source = "web", OccurredAt = Noon.AddHours(hours), ReceivedAt = Noon.AddHours(hours), OrderId = id, Amount = amount,
    };

    private ProductViewed View(int minutes) => new()
    {
        MessageId = Next(), Source = "web", OccurredAt = Noon.AddMinutes(minutes), ReceivedAt = Noon.AddMinutes(minutes),
        Product = new("lamp", 1, 10m, "home.lamps", null),
    };

    private CartChanged Cart(CartChange change, int minutes, ProductLine line) => new()
    {
        MessageId = Next(), Source = "web", OccurredAt = Noon.AddMinutes(minutes), ReceivedAt = Noon.AddMinutes(minutes),
        Change = change, Products = [line],
    };

    private static OfferPresented Presented(string decision, string message, int minutes) => new()
    {
        MessageId = message, Source = "web", OccurredAt = Noon.AddMinutes(minutes), ReceivedAt = Noon.AddMinutes(minutes),
        DecisionId = decision, OfferId = "voucher", Channel = "web",
    };

    private void Consent(int minutes, bool granted) => Record(new ConsentChanged
    {
        MessageId = Next(), Source = "web", OccurredAt = Noon.AddMinutes(minutes), ReceivedAt = Noon, Purpose = "marketing", Granted = granted,
    });

    private void Identify(int minutes, string traits) => Record(new Identified
    {
        MessageId = Next(), Source = "web", OccurredAt = Noon.AddMinutes(minutes), ReceivedAt = Noon,
        Traits = InteractionSets.Json(traits).EnumerateObject().ToDictionary(trait => trait.Name, trait => trait.Value),
    });

    private void Decide(string id, int minutes, string? request = null) => state.Apply(new DecisionMade
    {
        At = Noon.AddMinutes(minutes),
        Decision = new Decision
        {
            Id = id, Sequence = 1, Now = Noon.AddMinutes(minutes), Seed = 1, EngineVersion = "1", PlaybookVersion = "1", PropensityVersion = "1",
            Request = new DecisionRequest { Channel = "web", Placements = [new("home-hero")], RequestId = request },
            Offers =
            [
                new DecidedOffer
                {
                    OfferId = "voucher", GroupId = "thanks", TreatmentId = "voucher-web", Placement = "home-hero", Rank = 1, Priority = 1, Propensity = 1,
                    Value = 1, ContextWeight = 1, Lever = 1,
                    ValidUntil = Noon.AddMinutes(minutes + 30), ReservedUntil = Noon.AddMinutes(minutes + 30),
                },
            ],
            Placements = [new DecidedPlacement("home-hero", 1, 1, null)],
        },
    });

    private void Record(Interaction interaction)
    {
        var outcome = Recorder.Decide(state, archive, interaction, InteractionSets.Reference, interaction.ReceivedAt);
        state.Apply(outcome.Entry!);
        archive.Add(outcome.Entry!);
    }
}
