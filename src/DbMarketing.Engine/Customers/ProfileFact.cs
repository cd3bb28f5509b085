using System.Text.Json;

namespace DbMarketing.Engine.Customers;

/// <summary>One fact about the person, with where it came from and when it was observed. The latest observation wins.</summary>
/// <param name="Value">A JSON scalar (string, number, boolean).</param>
/// <param name="Source">The source that observed it.</param>
/// <param name="ObservedAt">When, by the sender's clock.</param>
public sealed record ProfileFact(JsonElement Value, string Source, DateTimeOffset ObservedAt);

/// <summary>What the customer allowed or objected to, for a purpose and one channel (or all, when null).</summary>
public sealed record Consent(string Purpose, string? Channel, bool Granted, DateTimeOffset At, string Source);
