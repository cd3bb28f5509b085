using System.Text.Json;
using System.Text.Json.Serialization;
using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Interactions;

/// <summary>
/// Something that a customer did, or that was done towards a customer. A closed family, in the past tense. Instances that reach
/// a <see cref="CustomerState"/> have passed <c>InteractionValidator</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Identified), "identified")]
[JsonDerivedType(typeof(PageViewed), "pageViewed")]
[JsonDerivedType(typeof(Searched), "searched")]
[JsonDerivedType(typeof(ProductViewed), "productViewed")]
[JsonDerivedType(typeof(ProductWishListed), "productWishListed")]
[JsonDerivedType(typeof(CartChanged), "cartChanged")]
[JsonDerivedType(typeof(OrderCompleted), "orderCompleted")]
[JsonDerivedType(typeof(OrderRefunded), "orderRefunded")]
[JsonDerivedType(typeof(PointsEarned), "pointsEarned")]
[JsonDerivedType(typeof(PointsSpent), "pointsSpent")]
[JsonDerivedType(typeof(StoreVisited), "storeVisited")]
[JsonDerivedType(typeof(OfferPresented), "offerPresented")]
[JsonDerivedType(typeof(OfferClicked), "offerClicked")]
[JsonDerivedType(typeof(OfferAccepted), "offerAccepted")]
[JsonDerivedType(typeof(OfferDeclined), "offerDeclined")]
[JsonDerivedType(typeof(OfferIgnored), "offerIgnored")]
[JsonDerivedType(typeof(OutcomeVoided), "outcomeVoided")]
[JsonDerivedType(typeof(MessageSent), "messageSent")]
[JsonDerivedType(typeof(MessageDelivered), "messageDelivered")]
[JsonDerivedType(typeof(MessageOpened), "messageOpened")]
[JsonDerivedType(typeof(MessageBounced), "messageBounced")]
[JsonDerivedType(typeof(CallStarted), "callStarted")]
[JsonDerivedType(typeof(CallEnded), "callEnded")]
[JsonDerivedType(typeof(CaseOpened), "caseOpened")]
[JsonDerivedType(typeof(CaseClosed), "caseClosed")]
[JsonDerivedType(typeof(FeedbackGiven), "feedbackGiven")]
[JsonDerivedType(typeof(ConsentChanged), "consentChanged")]
[JsonDerivedType(typeof(IdentitiesMerged), "identitiesMerged")]
[JsonDerivedType(typeof(CustomInteraction), "custom")]
public abstract record Interaction
{
    /// <summary>The sender's id of this interaction: with <see cref="Source"/> the idempotency key. 1 to 100 characters.</summary>
    public required string MessageId { get; init; }

    /// <summary>Who sent it: the name of the key's source (<c>web</c>, <c>import</c> …). 1 to 64 characters.</summary>
    public required string Source { get; init; }

    /// <summary>When it happened by the sender's corrected clock, UTC, whole milliseconds.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When the server received it, UTC, whole milliseconds.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>web, app, call-centre, email, store …; null when the sender did not say.</summary>
    public string? Channel { get; init; }

    /// <summary>The sender's session id; null lets the engine cut sessions after 30 idle minutes.</summary>
    public string? SessionId { get; init; }

    /// <summary>The sender marked this as a test (or its key is a test key): the customer is left out of statistics.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Test { get; init; }

    /// <summary>Shortened address of the sender, or null when it is not kept.</summary>
    public string? Address { get; init; }

    /// <summary>Fields that this version does not know, kept as they came.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>One line of a cart or an order.</summary>
/// <param name="ProductId">The shop's product id; 1 to 100 characters.</param>
/// <param name="Quantity">Pieces; at least 1.</param>
/// <param name="Price">Price of one piece in the interaction's currency, never negative; null when unknown.</param>
/// <param name="Category">Category path such as <c>appliances.kitchen</c>; null when unknown.</param>
/// <param name="Name">Display name; null when unknown.</param>
public sealed record ProductLine(string ProductId, decimal Quantity, decimal? Price, string? Category, string? Name);

/// <summary>Facts about the person became known (Segment's identify). A null value removes the attribute.</summary>
public sealed record Identified : Interaction
{
    public required IReadOnlyDictionary<string, JsonElement> Traits { get; init; }
}

public sealed record PageViewed : Interaction
{
    public string? Name { get; init; }
    public string? Url { get; init; }
    public string? Referrer { get; init; }
    public string? Category { get; init; }
}

public sealed record Searched : Interaction
{
    public required string Query { get; init; }
    public string? Category { get; init; }
}

public sealed record ProductViewed : Interaction
{
    public required ProductLine Product { get; init; }
    public string? Currency { get; init; }
}

public sealed record ProductWishListed : Interaction
{
    public required ProductLine Product { get; init; }
    public string? Currency { get; init; }
}

/// <summary>What a <see cref="CartChanged"/> did.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CartChange>))]
public enum CartChange
{
    [JsonStringEnumMemberName("none")] None = 0,
    [JsonStringEnumMemberName("added")] Added,
    [JsonStringEnumMemberName("removed")] Removed,
    [JsonStringEnumMemberName("emptied")] Emptied,
    [JsonStringEnumMemberName("checkoutStarted")] CheckoutStarted,
}

public sealed record CartChanged : Interaction
{
    public required CartChange Change { get; init; }
    public IReadOnlyList<ProductLine> Products { get; init => field = value ?? []; } = [];
    public string? Currency { get; init; }
}

/// <summary>
/// A purchase, or a part of one: interactions that name the same <see cref="OrderId"/> add up to one order (one purchase).
/// Without an order id each is an order of its own.
/// </summary>
public sealed record OrderCompleted : Interaction
{
    public string? OrderId { get; init; }
    /// <summary>What the customer paid, in <see cref="Currency"/>; zero or more.</summary>
    public required decimal Amount { get; init; }
    /// <summary>ISO 4217 code; null means the playbook's base currency.</summary>
    public string? Currency { get; init; }
    public IReadOnlyList<ProductLine> Products { get; init => field = value ?? []; } = [];
    public string? Coupon { get; init; }
}

/// <summary>Money given back, for an order or without one.</summary>
public sealed record OrderRefunded : Interaction
{
    public string? OrderId { get; init; }
    /// <summary>What was given back, in <see cref="Currency"/>; zero or more.</summary>
    public required decimal Amount { get; init; }
    public string? Currency { get; init; }
    public IReadOnlyList<ProductLine> Products { get; init => field = value ?? []; } = [];
}

public sealed record PointsEarned : Interaction
{
    public required decimal Points { get; init; }
    public string? Reason { get; init; }
}

public sealed record PointsSpent : Interaction
{
    public required decimal Points { get; init; }
    public string? Reason { get; init; }
}

public sealed record StoreVisited : Interaction
{
    public required string StoreId { get; init; }
}

/// <summary>What became of an offer. The offer is named by its decision and rank, which the outcome token carries.</summary>
public abstract record OfferOutcome : Interaction
{
    /// <summary>The decision that offered it; null for an outcome that another system reports by offer id alone.</summary>
    public string? DecisionId { get; init; }
    public required string OfferId { get; init; }
    public string? TreatmentId { get; init; }
    public string? Placement { get; init; }
}

public sealed record OfferPresented : OfferOutcome;

public sealed record OfferClicked : OfferOutcome;

public sealed record OfferAccepted : OfferOutcome;

public sealed record OfferDeclined : OfferOutcome
{
    public string? Reason { get; init; }
}

public sealed record OfferIgnored : OfferOutcome;

/// <summary>
/// Takes back an outcome with whatever it consumed, named by <see cref="VoidedMessageId"/>; or the reservation that a decision made
/// for an offer, named by <see cref="DecisionId"/> and <see cref="OfferId"/>. At least one of the two; may arrive first.
/// </summary>
public sealed record OutcomeVoided : Interaction
{
    /// <summary>The message id of the outcome that is void (same source); null voids a reservation alone.</summary>
    public string? VoidedMessageId { get; init; }
    /// <summary>Text form of the decision whose reservation is void.</summary>
    public string? DecisionId { get; init; }
    /// <summary>The offer whose reservation is void.</summary>
    public string? OfferId { get; init; }
    public string? Reason { get; init; }
}

/// <summary>An outbound message of any channel.</summary>
public abstract record MessageEvent : Interaction
{
    public string? CampaignId { get; init; }
    public string? OfferId { get; init; }
    public string? TreatmentId { get; init; }
}

public sealed record MessageSent : MessageEvent;

public sealed record MessageDelivered : MessageEvent;

public sealed record MessageOpened : MessageEvent;

public sealed record MessageBounced : MessageEvent
{
    public bool Permanent { get; init; }
}

public sealed record CallStarted : Interaction
{
    public required string CallId { get; init; }
    public string? Intent { get; init; }
    public bool Outbound { get; init; }
}

public sealed record CallEnded : Interaction
{
    public required string CallId { get; init; }
    public string? Disposition { get; init; }
    public long? DurationMs { get; init; }
}

public sealed record CaseOpened : Interaction
{
    public required string CaseId { get; init; }
    public string? Kind { get; init; }
}

public sealed record CaseClosed : Interaction
{
    public required string CaseId { get; init; }
    public string? Resolution { get; init; }
}

public sealed record FeedbackGiven : Interaction
{
    /// <summary>The score on its own scale; null for words alone.</summary>
    public decimal? Score { get; init; }
    public string? Scale { get; init; }
    public string? Text { get; init; }
}

/// <summary>The customer allowed or objected to a purpose of the playbook.</summary>
public sealed record ConsentChanged : Interaction
{
    /// <summary>A purpose of the playbook, or <c>marketing</c>, which covers all of them.</summary>
    public required string Purpose { get; init; }
    public required bool Granted { get; init; }
    /// <summary>One channel only; null covers every channel.</summary>
    public string? ForChannel { get; init; }
    public string? Evidence { get; init; }
}

/// <summary>Another id turned out to be the same person. <see cref="Explicit"/> is a back end's own statement (alias).</summary>
public sealed record IdentitiesMerged : Interaction
{
    /// <summary>Text form of the other <see cref="CustomerId"/>.</summary>
    public required string Other { get; init; }
    public bool Explicit { get; init; }
}

/// <summary>Anything else that a sender wants to keep, by name.</summary>
public sealed record CustomInteraction : Interaction
{
    public required string Name { get; init; }
    public IReadOnlyDictionary<string, JsonElement>? Properties { get; init; }
}
