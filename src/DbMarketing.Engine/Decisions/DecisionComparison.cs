using System.Text.Json;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Decisions;

/// <summary>Compares two decisions by their serialised form. Pure.</summary>
public static class DecisionComparison
{
    private const int MaxDifferences = 100;

    /// <summary>Whether both give the same bytes.</summary>
    public static bool AreIdentical(Decision stored, Decision replayed) =>
        DecisionCodec.Write(stored).AsSpan().SequenceEqual(DecisionCodec.Write(replayed));

    /// <summary>
    /// Why a replay may differ that was decided under a playbook which newer checks refuse, in one English sentence, as faults are; null
    /// when the playbook has no faults.
    /// </summary>
    public static string? ReasonOf(CompiledPlaybook playbook)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        return playbook.Faults is [var first, ..]
            ? $"It differs, and playbook version '{playbook.Version}' is held without what newer checks cannot read; "
                + $"faults that they find in it: {playbook.Faults.Count}, the first {first.Path}: {first.Reason}."
            : null;
    }

    /// <summary>The fields that differ, in the order of the record; at most 100.</summary>
    public static IReadOnlyList<DecisionDifference> Differences(Decision stored, Decision replayed)
    {
        using var left = JsonDocument.Parse(DecisionCodec.Write(stored));
        using var right = JsonDocument.Parse(DecisionCodec.Write(replayed));
        var differences = new List<DecisionDifference>();
        Compare("", left.RootElement, right.RootElement, differences);
        return differences;
    }

    private static void Compare(string path, JsonElement? left, JsonElement? right, List<DecisionDifference> differences)
    {
        if (differences.Count == MaxDifferences)
        {
            return;
        }

        if (left is { ValueKind: JsonValueKind.Object } leftObject && right is { ValueKind: JsonValueKind.Object } rightObject)
        {
            var names = leftObject.EnumerateObject().Concat(rightObject.EnumerateObject()).Select(property => property.Name).Distinct();
            foreach (var name in names)
            {
                Compare(path.Length == 0 ? name : $"{path}.{name}", Member(leftObject, name), Member(rightObject, name), differences);
            }
        }
        else if (left is { ValueKind: JsonValueKind.Array } leftArray && right is { ValueKind: JsonValueKind.Array } rightArray)
        {
            for (var i = 0; i < Math.Max(leftArray.GetArrayLength(), rightArray.GetArrayLength()); i++)
            {
                Compare($"{path}[{i}]", Item(leftArray, i), Item(rightArray, i), differences);
            }
        }
        else if (left?.GetRawText() != right?.GetRawText())
        {
            differences.Add(new(path, left?.GetRawText(), right?.GetRawText()));
        }
    }

    private static JsonElement? Member(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? Item(JsonElement array, int index) => index < array.GetArrayLength() ? array[index] : null;
}
