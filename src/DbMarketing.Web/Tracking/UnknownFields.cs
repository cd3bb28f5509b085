using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Problems;

namespace DbMarketing.Web.Tracking;

/// <summary>
/// Finds fields that a body's record does not have: what is mistyped would else be as if it had not been said. Not for tracking events,
/// of which everything is kept. Names are read as the body's are, in any case.
/// </summary>
internal static class UnknownFields
{
    public const string Code = "field_unknown";

    /// <summary>The first unknown field, at any depth that the record describes; null when there is none.</summary>
    /// <exception cref="InvalidOperationException">A name holds text that is no Unicode.</exception>
    public static FieldFault? FaultOf(JsonElement body, JsonTypeInfo type) => FaultOf(body, type, "$");

    /// <summary>The first field of an object that has none of these names.</summary>
    public static FieldFault? FaultOf(JsonElement body, IReadOnlyList<string> names)
    {
        foreach (var field in body.EnumerateObject())
        {
            if (!names.Any(name => field.NameEquals(name)) && !names.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
            {
                return Unknown(field, "$", names);
            }
        }

        return null;
    }

    private static FieldFault? FaultOf(JsonElement value, JsonTypeInfo type, string path) => (type.Kind, value.ValueKind) switch
    {
        (JsonTypeInfoKind.Object, JsonValueKind.Object) => OfFields(value, type, path),
        (JsonTypeInfoKind.Enumerable, JsonValueKind.Array) when type.Options.GetTypeInfo(type.ElementType!) is var element
            && element.Kind == JsonTypeInfoKind.Object => OfEntries(value, element, path),
        _ => null,
    };

    private static FieldFault? OfFields(JsonElement value, JsonTypeInfo type, string path)
    {
        foreach (var field in value.EnumerateObject())
        {
            var known = Find(field, type.Properties);
            var fault = known is null
                ? Unknown(field, path, [.. type.Properties.Select(static property => property.Name)])
                : FaultOf(field.Value, type.Options.GetTypeInfo(known.PropertyType), $"{path}.{known.Name}");
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static FieldFault? OfEntries(JsonElement value, JsonTypeInfo element, string path)
    {
        foreach (var (place, entry) in value.EnumerateArray().Index())
        {
            if (FaultOf(entry, element, $"{path}[{place}]") is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>Almost all names come as they are written here, which is seen without making a text of them.</summary>
    private static JsonPropertyInfo? Find(JsonProperty field, IList<JsonPropertyInfo> properties)
    {
        foreach (var property in properties)
        {
            if (field.NameEquals(property.Name))
            {
                return property;
            }
        }

        var name = field.Name;
        return properties.FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static FieldFault Unknown(JsonProperty field, string path, IReadOnlyList<string> names) => new(
        $"{path}.{Problem.Cut(field.Name, 40)}",
        NearestName.Find(field.Name, names) is { } meant
            ? $"is no field here; {meant} was probably meant" : $"is no field here; there are {string.Join(", ", names)}");
}
