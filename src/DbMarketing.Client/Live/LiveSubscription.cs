using System.Text.Json;
using System.Text.Json.Serialization;
using DbMarketing.Client.Customers;
using DbMarketing.Client.Decisions;

namespace DbMarketing.Client.Live;

/// <summary>What to follow: one customer, and the placements whose offers are wanted.</summary>
public sealed record LiveSubscription
{
    public string? CustomerId { get; init; }
    public string? AnonymousId { get; init; }
    public required string Channel { get; init; }
    public IReadOnlyList<PlacementWish> Placements { get; init; } = [];
    public string? Language { get; init; }
    public string? SessionId { get; init; }

    /// <summary>Sends the live view with each change.</summary>
    public bool View { get; init; }

    /// <summary>The last sequence seen, to be told what was missed.</summary>
    public long? After { get; init; }
}

/// <summary>The state at the start of a subscription, with what was missed since <see cref="LiveSubscription.After"/>.</summary>
public sealed record LiveState
{
    public required string SubscriptionId { get; init; }
    public required long Sequence { get; init; }
    public IReadOnlyList<OfferReply>? Offers { get; init; }
    public CustomerReply? View { get; init; }
    public IReadOnlyList<TimelineItem>? Missed { get; init; }
}

/// <summary>The latest state after a change; changes that come close together arrive as one.</summary>
public sealed record LiveChange
{
    public required string SubscriptionId { get; init; }
    public required long Sequence { get; init; }
    public long PreviousSequence { get; init; }

    /// <summary><c>interaction</c>, <c>decision</c>, <c>time</c>, <c>playbook</c>, <c>population</c> or <c>merge</c>.</summary>
    public string? Cause { get; init; }
    public IReadOnlyList<OfferReply>? Offers { get; init; }
    public CustomerReply? View { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; set; }
}
