using System.Text.Json;
using System.Text.Json.Nodes;
using DbMarketing.Engine.Conditions;

namespace DbMarketing.Engine.Playbooks;

/// <summary>A condition that is tried before it becomes a segment of the playbook.</summary>
public static class UnsavedSegment
{
    /// <summary>
    /// The condition, checked and compiled as a segment of the playbook would be; or its faults, by their path in it. What newer checks
    /// find wrong with the rest of the playbook is none of them.
    /// </summary>
    public static (CompiledCondition? Condition, IReadOnlyList<PlaybookFault> Faults) Compile(
        CompiledPlaybook playbook, JsonElement condition)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        if (TryExtend(playbook, condition) is not var (document, id, place))
        {
            return (null, [new("playbook", "$", "cannot be read: it is nested too deep, or holds text that is no Unicode")]);
        }

        var load = PlaybookLoader.LoadStored(document);
        var faults = load.Faults.Where(fault => fault.Path.StartsWith(place, StringComparison.Ordinal))
            .Select(fault => fault with { Path = "$" + fault.Path[place.Length..] }).ToList();
        return (faults.Count, load.Playbook?.SegmentsById.GetValueOrDefault(id)) switch
        {
            (0, { } segment) => (segment.Condition, []),
            (0, null) => (null, [new("playbook", "$.condition", "rests on a part of the playbook that cannot be read itself")]),
            _ => (null, faults),
        };
    }

    /// <summary>
    /// The playbook's document with the condition as its last segment, that segment's id, and its place; null when it is none that a
    /// document can hold. Segments that cannot be read have ids and places as well.
    /// </summary>
    private static (byte[] Document, string Id, string Place)? TryExtend(CompiledPlaybook playbook, JsonElement condition)
    {
        try
        {
            var document = JsonNode.Parse(playbook.Document)!.AsObject();
            var segments = document["segments"] as JsonArray ?? [];
            var ids = segments.Select(segment => (segment as JsonObject)?["id"]?.ToString()).ToHashSet();
            var (id, place) = ("preview", $"$.segments[{segments.Count}]");
            while (ids.Contains(id))
            {
                id += "-";
            }

            segments.Add(new JsonObject { ["id"] = id, ["name"] = "Preview", ["condition"] = JsonNode.Parse(condition.GetRawText()) });
            document["segments"] = segments.Parent is null ? segments : segments.DeepClone();
            return (JsonSerializer.SerializeToUtf8Bytes(document), id, place);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
