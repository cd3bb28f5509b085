using System.Text.Json.Serialization;
using DbMarketing.Client.Tracking;

namespace DbMarketing.Client.Decisions;

/// <summary>A wish for offers. One of the two ids is required.</summary>
public sealed record DecideRequest
{
    public string? CustomerId { get; init; }
    public string? AnonymousId { get; init; }
    public required string Channel { get; init; }
    public required IReadOnlyList<PlacementWish> Placements { get; init; }
    public IReadOnlyDictionary<string, string>? Context { get; init; }
    public string? Language { get; init; }
    public string? SessionId { get; init; }

    /// <summary>Recorded first, in the same turn.</summary>
    public IReadOnlyList<TrackingEvent>? Interactions { get; init; }

    /// <summary>The same id brings the stored decision back; made up when null.</summary>
    public string? RequestId { get; init; }

    /// <summary>Decides without storing or counting anything.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DryRun { get; init; }

    /// <summary>With <see cref="DryRun"/>: as this customer was, or will be, at that instant.</summary>
    public DateTimeOffset? AsOf { get; init; }
}

/// <param name="Id">A placement of the playbook.</param>
/// <param name="Count">How many offers it takes.</param>
public sealed record PlacementWish(string Id, int Count = 1);
