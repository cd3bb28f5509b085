using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Customers;

/// <summary>How far a contact went. Counted by suppression rules and channel limits.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContactOutcome>))]
public enum ContactOutcome : byte
{
    None = 0,
    [JsonStringEnumMemberName("reserved")] Reserved,
    [JsonStringEnumMemberName("presented")] Presented,
    [JsonStringEnumMemberName("clicked")] Clicked,
    [JsonStringEnumMemberName("accepted")] Accepted,
    [JsonStringEnumMemberName("declined")] Declined,
    [JsonStringEnumMemberName("ignored")] Ignored,
    [JsonStringEnumMemberName("sent")] Sent,
    [JsonStringEnumMemberName("voided")] Voided,
}

/// <summary>One outcome of one offer towards one customer.</summary>
public sealed record Contact
{
    public required string OfferId { get; init; }
    public required string GroupId { get; init; }
    public string? TreatmentId { get; init; }
    public required string Channel { get; init; }
    public string? Placement { get; init; }
    public required ContactOutcome Outcome { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>
    /// Text form of the id of the decision that holds the reservation, which may be an earlier one than an outcome names; null for
    /// a contact that no decision of ours led to. Presented twice under one holder is one contact.
    /// </summary>
    public string? DecisionId { get; init; }
    /// <summary>The outcome's own message id, by which it can be voided.</summary>
    public string? MessageId { get; init; }
    /// <summary>For a reservation: when the reservation lapses.</summary>
    public DateTimeOffset? Until { get; init; }
    /// <summary>For a reservation: the visit that made it, in which its placement may reuse it.</summary>
    public string? SessionId { get; init; }
}
