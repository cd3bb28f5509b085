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

        var document = JsonNode.Parse(playbook.Document)!.AsObject();
        var segments = document["segments"] as JsonArray ?? [];
        var place = $"$.segments[{segments.Count}]";
        segments.Add(new JsonObject { ["id"] = id, ["name"] = "Preview", ["condition"] = JsonNode.Parse(condition.GetRawText()) });
        document["segments"] = segments.Parent is null ? segments : segments.DeepClone();
        var load = PlaybookLoader.LoadDocument(JsonSerializer.SerializeToUtf8Bytes(document));
        return load.Playbook is { } compiled
            ? (compiled.SegmentsById[id].Condition, [])
            : (null, [.. load.Faults.Select(fault => fault with { Path = fault.Path.Replace(place, "$", StringComparison.Ordinal) })]);
    }
}
