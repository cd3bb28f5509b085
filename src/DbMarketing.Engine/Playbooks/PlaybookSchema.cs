using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using DbMarketing.Engine.Conditions;

namespace DbMarketing.Engine.Playbooks;

/// <summary>
/// The JSON schema of a playbook's files, for editors: made of the same types that the loader reads, with their documentation. A
/// file may hold any part of the playbook, so nothing is required at the top.
/// </summary>
public static class PlaybookSchema
{
    private const string ConditionReference = "#/$defs/condition";

    private static readonly Lazy<string> Written = new(() =>
        Create().ToJsonString(new JsonSerializerOptions(PlaybookFormat.Options) { WriteIndented = true }).ReplaceLineEndings("\n") + "\n");

    /// <summary>The schema as JSON text, indented, ending with a line feed.</summary>
    public static string Text => Written.Value;

    private static JsonObject Create()
    {
        var summaries = DocumentationSummaries.Read();
        var root = Export(typeof(Playbook), summaries);
        root.Remove("required");
        var properties = root["properties"]!.AsObject();
        properties.Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        root["$defs"] = new JsonObject { ["condition"] = Export(typeof(Condition), summaries) };
        root.Insert(0, "title", "DbMarketing playbook");
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return root;
    }

    private static JsonObject Export(Type root, DocumentationSummaries summaries) => PlaybookFormat.Options.GetJsonSchemaAsNode(
        root,
        new()
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, schema) => Transform(context, schema, root, summaries),
        }).AsObject();

    private static JsonObject Transform(JsonSchemaExporterContext context, JsonNode schema, Type root, DocumentationSummaries summaries)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var node = Scalar(type)
            ?? schema as JsonObject
            ?? new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "array") };
        if (type == typeof(Condition) && !context.Path.IsEmpty)
        {
            node = new JsonObject { ["$ref"] = ConditionReference };
        }

        if (node["properties"] is JsonObject)
        {
            var required = context.TypeInfo.Properties.Where(property => property.IsRequired).Select(property => (JsonNode)property.Name);
            node["required"] = new JsonArray([.. required]);
            node["additionalProperties"] = false;
        }

        node.Remove("default");
        DropNull(node);
        var summary = context.PropertyInfo is { } property
            ? summaries.OfProperty(property.DeclaringType, property.Name)
            : type == root ? summaries.OfType(type) : null;
        if (summary is not null)
        {
            node.Insert(0, "description", summary);
        }

        if (context.PropertyInfo is { Name: "field" } && context.PropertyInfo.DeclaringType == typeof(Condition))
        {
            node["examples"] = new JsonArray([.. FieldNames().Select(name => (JsonNode)name)]);
        }

        return node;
    }

    /// <summary>What leaving a property out says already needs no null; files stay the same to read.</summary>
    private static void DropNull(JsonObject node)
    {
        if (node["type"] is JsonArray types && types.Count == 2 && types.Any(type => type!.GetValue<string>() == "null"))
        {
            node["type"] = types.First(type => type!.GetValue<string>() != "null")!.DeepClone();
        }
    }

    private static JsonObject? Scalar(Type type) => type switch
    {
        _ when type == typeof(TimeSpan) => new() { ["type"] = "string", ["pattern"] = "^[1-9][0-9]*[dhms]$" },
        _ when type == typeof(TimeOnly) => new() { ["type"] = "string", ["pattern"] = "^([01][0-9]|2[0-3]):[0-5][0-9]$" },
        _ when type == typeof(DateTimeOffset) => new() { ["type"] = "string", ["format"] = "date-time" },
        _ when type.IsEnum => new() { ["enum"] = new JsonArray([.. DocumentShape.EnumNames(type).Select(name => (JsonNode)name)]) },
        _ => null,
    };

    private static IEnumerable<string> FieldNames()
    {
        var empty = new Playbook
        {
            Name = "", BaseCurrency = "", TimeZone = "UTC", PhoneCountryCode = "", Languages = [], Channels = [],
        };
        return new FieldCatalogue(empty, TimeZoneInfo.Utc).Fields.Select(field => field.Name);
    }
}
