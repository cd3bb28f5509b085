using System.Text.Json;
using System.Text.Json.Nodes;
using DbMarketing.Engine.Conditions;

namespace DbMarketing.Engine.Playbooks;

/// <summary>A condition that is tried before it becomes a segment of the playbook.</summary>
public static class UnsavedSegment
{
    /// <summary>The condition, checked and compiled as a segment of the playbook would be; or its faults, by their path in it.</summary>
    public static (CompiledCondition? Condition, IReadOnlyList<PlaybookFault> Faults) Compile(
        CompiledPlaybook playbook, JsonElement condition)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        var id = "preview";
        while (playbook.SegmentsById.ContainsKey(id))
        {
            id += "-";
        }

        var place = $"$.segments[{playbook.Segments.Count}]";
        if (TryExtend(playbook, id, condition) is not { } document)
        {
            return (null, [new("playbook", "$", "cannot be read: it is nested too deep, or holds text that is no Unicode")]);
        }

        var load = PlaybookLoader.LoadDocument(document);
        return load.Playbook is { } compiled
            ? (compiled.SegmentsById[id].Condition, [])
            : (null, [.. load.Faults.Select(fault => fault with { Path = fault.Path.Replace(place, "$", StringComparison.Ordinal) })]);
    }

    /// <summary>The playbook's document with the condition as its last segment; null when it is none that a document can hold.</summary>
    private static byte[]? TryExtend(CompiledPlaybook playbook, string id, JsonElement condition)
    {
        try
        {
            var document = JsonNode.Parse(playbook.Document)!.AsObject();
            var segments = document["segments"] as JsonArray ?? [];
            segments.Add(new JsonObject { ["id"] = id, ["name"] = "Preview", ["condition"] = JsonNode.Parse(condition.GetRawText()) });
            document["segments"] = segments.Parent is null ? segments : segments.DeepClone();
            return JsonSerializer.SerializeToUtf8Bytes(document);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
