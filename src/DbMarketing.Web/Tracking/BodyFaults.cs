using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DbMarketing.Web.Problems;

namespace DbMarketing.Web.Tracking;

/// <summary>Says of a body that did not fit its record which field did not, what it holds, and what is wanted instead.</summary>
internal static class BodyFaults
{
    /// <summary>The fault where reading ended.</summary>
    /// <param name="body">What was read.</param>
    /// <param name="type">What it was read as.</param>
    /// <param name="at">The path of the reader's own exception, such as <c>$.placements[0].count</c>.</param>
    public static FieldFault Of(JsonElement body, JsonTypeInfo type, string? at)
    {
        var path = at ?? "$";
        JsonElement? value = body;
        var wanted = type;
        foreach (var step in path.Split(['$', '.', '[', ']', '\''], StringSplitOptions.RemoveEmptyEntries))
        {
            value = value is { } holder ? Member(holder, step) : null;
            wanted = wanted is null ? null : Member(wanted, step);
        }

        var given = value is { } found ? EventFields.Describe(found) : "not readable";
        return new(path, $"is {given}; {(wanted is null ? "another type" : WantedOf(wanted))} is wanted");
    }

    private static JsonElement? Member(JsonElement holder, string step) => holder.ValueKind switch
    {
        JsonValueKind.Object when holder.TryGetProperty(step, out var member) => member,
        JsonValueKind.Array when int.TryParse(step, out var place) && place < holder.GetArrayLength() => holder[place],
        _ => null,
    };

    private static JsonTypeInfo? Member(JsonTypeInfo holder, string step) =>
        holder.Kind == JsonTypeInfoKind.Object
            ? holder.Properties.FirstOrDefault(property => property.Name.Equals(step, StringComparison.OrdinalIgnoreCase)) is { } property
                ? holder.Options.GetTypeInfo(property.PropertyType) : null
            : holder.ElementType is { } element ? holder.Options.GetTypeInfo(element) : null;

    private static string WantedOf(JsonTypeInfo wanted)
    {
        var type = Nullable.GetUnderlyingType(wanted.Type) ?? wanted.Type;
        return type.IsEnum
            ? "one of " + string.Join(
                ", ", Enum.GetNames(type).Where(static name => name != "None").Select(JsonNamingPolicy.CamelCase.ConvertName))
            : type == typeof(DateTimeOffset) ? AskedTimes.Wanted
            : (Type.GetTypeCode(type), wanted.Kind) switch
            {
                (TypeCode.Boolean, _) => "true or false",
                (TypeCode.Int32 or TypeCode.Int64, _) => "a whole number",
                (TypeCode.Decimal or TypeCode.Double, _) => "a number",
                (TypeCode.String, _) => "a text",
                (_, JsonTypeInfoKind.Enumerable) => "an array",
                _ => "an object",
            };
    }
}
