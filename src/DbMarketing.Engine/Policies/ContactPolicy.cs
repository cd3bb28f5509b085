using System.Text.Json.Serialization;
using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Policies;

[JsonConverter(typeof(JsonStringEnumConverter<SuppressionScope>))]
public enum SuppressionScope
{
    [JsonStringEnumMemberName("none")] None = 0,
    /// <summary>Counts the offer's own contacts and pauses the offer.</summary>
    [JsonStringEnumMemberName("offer")] Offer,
    /// <summary>Counts all contacts of the group and pauses the group.</summary>
    [JsonStringEnumMemberName("group")] Group,
}

/// <summary>
/// When <see cref="Count"/> contacts of an outcome fall within <see cref="Window"/>, the offer or group pauses for <see cref="Pause"/>.
/// </summary>
public sealed record SuppressionRule
{
    public required string Id { get; init; }
    public required ContactOutcome Outcome { get; init; }
    public required SuppressionScope Scope { get; init; }
    public required TimeSpan Window { get; init; }
    /// <summary>One channel, or null for all.</summary>
    public string? Channel { get; init; }
    /// <summary>1 to 100.</summary>
    public required int Count { get; init; }
    public required TimeSpan Pause { get; init; }
    /// <summary>Only these groups; empty means all.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
}

/// <summary>
/// At most <see cref="Max"/> contacts (presented or sent, with reservations) within <see cref="Window"/> on a channel, or on all.
/// </summary>
public sealed record ChannelLimit(string Id, string? Channel, int Max, TimeSpan Window);

/// <summary>What data may be used for, and whether silence means yes.</summary>
/// <param name="Id">Such as <c>personalisation</c>, <c>email-marketing</c>, <c>service</c>.</param>
/// <param name="Name">Display name.</param>
/// <param name="Basis">
/// <c>optIn</c>: only with consent; <c>optOut</c>: unless objected; <c>necessary</c>: no consent asked, an objection does not reach it.
/// </param>
public sealed record Purpose(string Id, string Name, ConsentBasis Basis);

[JsonConverter(typeof(JsonStringEnumConverter<ConsentBasis>))]
public enum ConsentBasis
{
    [JsonStringEnumMemberName("none")] None = 0,
    [JsonStringEnumMemberName("optIn")] OptIn,
    [JsonStringEnumMemberName("optOut")] OptOut,
    [JsonStringEnumMemberName("necessary")] Necessary,
}

/// <summary>No contact on a channel between two times of the customer's time zone (else the business's), or over midnight.</summary>
public sealed record QuietHours(string Channel, TimeOnly From, TimeOnly Until);

/// <summary>Raises what fits the moment: matches when the request's context has this key and value.</summary>
/// <param name="Issue">The issue it raises; required unless a group is named.</param>
/// <param name="Group">The group it raises; null raises the whole issue.</param>
/// <param name="Weight">Per cent, −100 to 1,000.</param>
public sealed record ContextWeight(string Key, string Value, string? Issue, string? Group, double Weight);
