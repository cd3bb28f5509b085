using System.Globalization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Conformance;

/// <summary>Interactions to send.</summary>
public static class Happenings
{
    /// <summary>Recent enough for every window of the test playbook.</summary>
    public static DateTimeOffset Now { get; } =
        DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    public static AddressedInteraction Order(CustomerId customer, string message, decimal amount, string? orderId = null) => new(
        customer, new OrderCompleted { MessageId = message, Source = "shop", OccurredAt = Now, ReceivedAt = Now, Amount = amount,
            OrderId = orderId });

    public static AddressedInteraction Page(CustomerId customer, string message, int minutesAgo = 0) => new(
        customer,
        new PageViewed { MessageId = message, Source = "shop", OccurredAt = Now.AddMinutes(-minutesAgo), ReceivedAt = Now, Name = "Home" });

    /// <summary>Something that happens now, by the engine's own clock.</summary>
    public static AddressedInteraction Search(CustomerId customer, string message)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        return new(customer, new Searched { MessageId = message, Source = "shop", OccurredAt = now, ReceivedAt = now, Query = "lamp" });
    }

    public static AddressedInteraction Alias(CustomerId customer, string message, CustomerId other) => new(
        customer,
        new IdentitiesMerged { MessageId = message, Source = "shop", OccurredAt = Now, ReceivedAt = Now, Other = other.ToString(),
            Explicit = true });

    public static AddressedInteraction Presented(CustomerId customer, string message, Decision decision, DecidedOffer offer) => new(
        customer,
        new OfferPresented
        {
            MessageId = message, Source = "shop", OccurredAt = Now, ReceivedAt = Now, Channel = "web",
            DecisionId = decision.Id, OfferId = offer.OfferId, TreatmentId = offer.TreatmentId, Placement = offer.Placement,
        });

    public static DecideCommand Decide(int visit, params AddressedInteraction[] first) => new()
    {
        Request = new DecisionRequest
        {
            Channel = "web",
            Placements = [new PlacementRequest("home-hero"), new PlacementRequest("home-row", 2)],
            SessionId = string.Create(CultureInfo.InvariantCulture, $"visit-{visit}"),
        },
        Interactions = first,
    };
}
