using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Web.Customers;
using DbMarketing.Web.Decide;

namespace DbMarketing.Web.Live;

/// <summary>What a screen wants to follow.</summary>
public sealed record SubscribeBody
{
    public string? CustomerId { get; init; }
    public string? AnonymousId { get; init; }
    /// <summary>The channel of the offers; may be absent when no placements are asked.</summary>
    public string? Channel { get; init; }
    /// <summary>Placements to keep filled; empty follows the customer without offers.</summary>
    public IReadOnlyList<PlacementBody>? Placements { get; init; }
    public IReadOnlyDictionary<string, System.Text.Json.JsonElement>? Context { get; init; }
    /// <summary>Of the offers, and of the reasons in the view.</summary>
    public string? Language { get; init; }
    public string? SessionId { get; init; }
    /// <summary>Send the whole live view with each change.</summary>
    public bool View { get; init; }
    /// <summary>The last sequence that the screen has seen: what came after it is sent as <c>missed</c>.</summary>
    public long? After { get; init; }
}

/// <summary>The state at the start of a subscription.</summary>
public sealed record SubscribedBody
{
    public required string SubscriptionId { get; init; }
    public string? CustomerId { get; init; }
    public string? AnonymousId { get; init; }
    public required long Sequence { get; init; }
    public string? DecisionId { get; init; }
    public IReadOnlyList<OfferBody>? Offers { get; init; }
    public IReadOnlyList<DecidedPlacement>? Placements { get; init; }
    public CustomerView? View { get; init; }
    /// <summary>Timeline items after the cursor, oldest first; at most 200 turns.</summary>
    public IReadOnlyList<TimelineItem>? Missed { get; init; }
    /// <summary>More was missed than fits: ask the timeline from this sequence on.</summary>
    public long? MissedMoreAfter { get; init; }
}

/// <summary>The latest state after a change. What did not change is absent.</summary>
public sealed record ChangedBody
{
    public required string SubscriptionId { get; init; }
    public string? CustomerId { get; init; }
    public string? AnonymousId { get; init; }
    public required long Sequence { get; init; }
    /// <summary>The sequence that this subscription was told before; what lies between is in the timeline.</summary>
    public required long PreviousSequence { get; init; }
    /// <summary>
    /// <c>interaction</c>, <c>decision</c>, <c>time</c>, <c>playbook</c>, <c>population</c> or <c>merge</c>. With time, playbook and
    /// population the sequence may be the one before; the view says which versions it stands on.
    /// </summary>
    public required string Cause { get; init; }
    public string? DecisionId { get; init; }
    public IReadOnlyList<OfferBody>? Offers { get; init; }
    public IReadOnlyList<DecidedPlacement>? Placements { get; init; }
    public CustomerView? View { get; init; }
    /// <summary>The customer was merged; the subscription follows it there. Text form <c>k:ID</c> or <c>a:ID</c>.</summary>
    public string? MovedTo { get; init; }
    /// <summary>
    /// The subscription has ended: its token expired, its key was revoked, or the visitor signed in and needs the shop's token.
    /// </summary>
    public bool? Ended { get; init; }
}
