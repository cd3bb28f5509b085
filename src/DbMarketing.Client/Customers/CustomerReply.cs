using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbMarketing.Client.Customers;

/// <summary>The live view of a customer.</summary>
public sealed record CustomerReply
{
    public string? CustomerId { get; init; }
    public IReadOnlyList<string>? AnonymousIds { get; init; }
    public required long Sequence { get; init; }
    public DateTimeOffset AsOf { get; init; }
    public required RfmReply Rfm { get; init; }
    public IReadOnlyList<SegmentReply>? Segments { get; init; }
    public IReadOnlyList<AffinityReply>? Affinities { get; init; }

    /// <summary>Everything else of the view, by name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; set; }
}

/// <summary>Recency in days, frequency in orders, monetary in <see cref="Currency"/>, as of the view's instant.</summary>
public sealed record RfmReply
{
    public double? RecencyDays { get; init; }
    public required int Frequency { get; init; }
    public required decimal Monetary { get; init; }
    public required string Currency { get; init; }
    public decimal Refunded { get; init; }
    public DateTimeOffset? FirstPurchaseAt { get; init; }
    public DateTimeOffset? LastPurchaseAt { get; init; }
    public int PurchaseDays { get; init; }
}

public sealed record SegmentReply(string Id, string Name, string? Reason, DateTimeOffset? ChangesAt);

public sealed record AffinityReply(string Category, double Score, double Share);

public sealed record CustomerMatches(IReadOnlyList<CustomerMatch> Matches);

public sealed record CustomerMatch(string? CustomerId, string? AnonymousId, string? DisplayName, DateTimeOffset? LastSeenAt);

/// <summary>One page of a customer's journal.</summary>
public sealed record TimelinePage(IReadOnlyList<TimelineItem> Items, long? NextBefore, long? NextAfter);

/// <summary>One entry: the interaction, decision or merge step stands in <see cref="More"/>.</summary>
public sealed record TimelineItem
{
    public required long Sequence { get; init; }
    public int Index { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary><c>recorded</c>, <c>decided</c>, <c>mergedInto</c> …</summary>
    public required string Entry { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; set; }
}
