using System.Text.Json;
using System.Text.RegularExpressions;

namespace DbMarketing.Engine.Tests.Playbooks;

/// <summary>Checks JSON against the part of JSON Schema that the playbook's schema uses.</summary>
internal static class SchemaCheck
{
    public static void Check(JsonElement value, JsonElement schema, JsonElement root, string path, List<string> faults)
    {
        if (schema.ValueKind == JsonValueKind.True)
        {
            return;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            var target = reference.GetString()!.Split('/').Skip(1).Aggregate(root, (node, name) => node.GetProperty(name));
            Check(value, target, root, path, faults);
        }

        if (schema.TryGetProperty("type", out var type) && !HasType(value, type))
        {
            faults.Add($"{path}: {value.ValueKind} is not {type}");
            return;
        }

        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(choice => choice.GetString() == value.GetString()))
        {
            faults.Add($"{path}: {value} is not in {choices}");
        }

        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value.GetString()!, pattern.GetString()!))
        {
            faults.Add($"{path}: {value} does not match {pattern}");
        }

        if (schema.TryGetProperty("items", out var items) && value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                Check(item, items, root, path + "[]", faults);
            }
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            CheckObject(value, schema, root, path, faults);
        }
    }

    private static void CheckObject(JsonElement value, JsonElement schema, JsonElement root, string path, List<string> faults)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var known))
            {
                Check(member.Value, known, root, $"{path}.{member.Name}", faults);
            }
            else if (schema.TryGetProperty("additionalProperties", out var rest))
            {
                if (rest.ValueKind == JsonValueKind.False)
                {
                    faults.Add($"{path}.{member.Name}: unknown");
                }
                else
                {
                    Check(member.Value, rest, root, $"{path}.{member.Name}", faults);
                }
            }
        }

        if (schema.TryGetProperty("required", out var required))
        {
            faults.AddRange(required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}: lacks {name}"));
        }
    }

    private static bool HasType(JsonElement value, JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(one => HasType(value, one))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" or "integer" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => false,
        };
}
