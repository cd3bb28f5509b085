using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbMarketing.Client.Tracking;

/// <summary>One event of the tracking API, in the words of its public specification. One of the two ids is required.</summary>
public sealed record TrackingEvent
{
    /// <summary><c>track</c>, <c>identify</c>, <c>page</c>, <c>screen</c>, <c>group</c> or <c>alias</c>.</summary>
    public string Type { get; init; } = "track";

    /// <summary>The idempotency key; made up when null. Give your own when the event may be sent again by another process.</summary>
    public string? MessageId { get; init; }

    public string? UserId { get; init; }

    public string? AnonymousId { get; init; }

    /// <summary>The name of a <c>track</c> event, such as <c>Order Completed</c>.</summary>
    public string? Event { get; init; }

    /// <summary>When it happened; null means now.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    public JsonElement? Properties { get; init; }

    public JsonElement? Traits { get; init; }

    public JsonElement? Context { get; init; }

    /// <summary>Further fields of the specification, such as <c>name</c> or <c>groupId</c>.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; set; }
}

internal sealed record TrackingBatch(IReadOnlyList<TrackingEvent> Batch);

internal sealed record TrackingReply(IReadOnlyList<EventResult> Results);

/// <summary>What became of one event.</summary>
/// <param name="Index">Its place in the request.</param>
/// <param name="Verdict"><c>applied</c>, <c>duplicate</c> or <c>rejected</c>.</param>
/// <param name="Code">For a rejection, a stable code.</param>
/// <param name="Reason">For a rejection, one sentence.</param>
public sealed record EventResult(int Index, string? MessageId, string Verdict, string? Code, string? Reason);
