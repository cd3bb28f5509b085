using System.Text.Json;
using DbMarketing.Engine.Customers;

namespace DbMarketing.Web.Tracking;

/// <summary>What every tracking event carries around its content, read and judged.</summary>
internal sealed record EventEnvelope
{
    public required string Type { get; init; }
    public required JsonElement Event { get; init; }
    public required JsonElement Properties { get; init; }
    public required CustomerId Customer { get; init; }

    /// <summary>The anonymous id that came beside a known one; default when none did.</summary>
    public CustomerId Link { get; init; }
    public required string MessageId { get; init; }
    public required string Source { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public string? Channel { get; init; }
    public string? SessionId { get; init; }
    public bool Test { get; init; }
    public string? Address { get; init; }
    public JsonElement? Campaign { get; init; }

    /// <summary>The properties, as a mapping reads them.</summary>
    public EventFields Fields { get => field ??= new(Properties, "properties"); init; }
}
