using System.Text.Json;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Web.Tracking;

/// <summary>The six event types of the tracking protocol.</summary>
internal static class EventTypes
{
    private static readonly string[] All = ["identify", "track", "page", "screen", "group", "alias"];

    /// <summary>The event's own type; null when it is missing or none of the six.</summary>
    public static string? Of(JsonElement source) => EnvelopeReader.Scalar(source, "type") is { } type ? Array.Find(All, t => t == type)
        : null;

    public static Verdict Unknown(JsonElement source) => EnvelopeReader.Member(source, "type") is { } type
        ? Verdict.Rejected("type_unknown", $"type is {EventFields.Describe(type)}; it must be one of {string.Join(", ", All)}.")
        : Verdict.Rejected("type_missing", $"type is missing; it must be one of {string.Join(", ", All)}.");
}
