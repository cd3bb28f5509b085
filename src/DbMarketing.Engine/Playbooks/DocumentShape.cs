using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DbMarketing.Engine.Playbooks;

/// <summary>
/// Checks a JSON value against the shape of a type and reports every difference, where the serializer would stop at the first:
/// unknown, missing and repeated properties, nulls, and scalars of the wrong kind.
/// </summary>
internal static class DocumentShape
{
    public static void Check(JsonElement value, JsonTypeInfo type, FaultPlace place, FaultList faults)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                CheckObject(value, type, place, faults);
                break;
            case JsonTypeInfoKind.Enumerable:
                CheckArray(value, type, place, faults);
                break;
            case JsonTypeInfoKind.Dictionary:
                CheckDictionary(value, type, place, faults);
                break;
            default:
                CheckScalar(value, type, place, faults);
                break;
        }
    }

    private static void CheckObject(JsonElement value, JsonTypeInfo type, FaultPlace place, FaultList faults)
    {
        if (!IsKind(value, JsonValueKind.Object, "an object", place, faults))
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (!seen.Add(member.Name))
            {
                faults.Add(place.Member(member.Name), "stands here twice");
            }
            else if (type.Properties.FirstOrDefault(p => p.Name == member.Name) is { } property)
            {
                CheckMember(member.Value, property, type, place.Member(member.Name), faults);
            }
            else
            {
                var hint = NearestName.Hint(member.Name, type.Properties.Select(p => p.Name));
                faults.Add(place.Member(member.Name), "is not a known property" + hint);
            }
        }

        foreach (var property in type.Properties.Where(p => p.IsRequired && !seen.Contains(p.Name)))
        {
            faults.Add(place, $"lacks the required property '{property.Name}'");
        }
    }

    private static void CheckMember(JsonElement value, JsonPropertyInfo property, JsonTypeInfo owner, FaultPlace place, FaultList faults)
    {
        if (value.ValueKind != JsonValueKind.Null)
        {
            Check(value, TypeOf(property.PropertyType, owner), place, faults);
        }
        else if (!property.IsSetNullable && Nullable.GetUnderlyingType(property.PropertyType) is null)
        {
            faults.Add(place, "is null, which it may not be; leave it out for the default");
        }
    }

    private static void CheckArray(JsonElement value, JsonTypeInfo type, FaultPlace place, FaultList faults)
    {
        if (!IsKind(value, JsonValueKind.Array, "an array", place, faults))
        {
            return;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            Check(item, TypeOf(type.ElementType!, type), place.Item(index++), faults);
        }
    }

    private static void CheckDictionary(JsonElement value, JsonTypeInfo type, FaultPlace place, FaultList faults)
    {
        if (!IsKind(value, JsonValueKind.Object, "an object", place, faults))
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (!seen.Add(member.Name))
            {
                faults.Add(place.Member(member.Name), "stands here twice");
            }

            Check(member.Value, TypeOf(type.ElementType!, type), place.Member(member.Name), faults);
        }
    }

    private static void CheckScalar(JsonElement value, JsonTypeInfo type, FaultPlace place, FaultList faults)
    {
        var scalar = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (scalar.IsEnum)
        {
            CheckEnum(value, scalar, place, faults);
            return;
        }

        if (scalar == typeof(JsonElement))
        {
            CheckFree(value, place, faults);
            return;
        }

        if (!IsScalarKind(value, scalar, place, faults))
        {
            return;
        }

        if (scalar == typeof(string))
        {
            CheckFree(value, place, faults);
            return;
        }

        try
        {
            value.Deserialize(type);
        }
        catch (JsonException fault)
        {
            var reason = fault.Message.StartsWith("is ", StringComparison.Ordinal) ? fault.Message
                : scalar == typeof(int) ? "is not a whole number"
                : "is not a number that can be held";
            faults.Add(place, $"{Shown(value)} {reason}");
        }
    }

    /// <summary>The value of a comparison: a scalar, or a list of them.</summary>
    private static void CheckFree(JsonElement value, FaultPlace place, FaultList faults)
    {
        var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
        foreach (var item in items)
        {
            if (item.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
            {
                faults.Add(place, $"{Shown(item)} is not a text, a number, true or false");
            }
            else if (item.ValueKind == JsonValueKind.String)
            {
                // Reading it here finds texts that are no Unicode while the loader still watches for them.
                _ = item.GetString();
            }
        }
    }

    private static void CheckEnum(JsonElement value, Type type, FaultPlace place, FaultList faults)
    {
        var names = EnumNames(type).ToList();
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        if (text is null || !names.Contains(text))
        {
            var hint = text is null ? "" : NearestName.Hint(text, names);
            faults.Add(place, $"{Shown(value)} is not one of {string.Join(", ", names)}{hint}");
        }
    }

    /// <summary>The JSON names of an enumeration, without its zero, which stands for nothing.</summary>
    public static IEnumerable<string> EnumNames(Type type) => type
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => Convert.ToInt64(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture) != 0)
        .Select(field => field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name);

    private static bool IsScalarKind(JsonElement value, Type scalar, FaultPlace place, FaultList faults) => Type.GetTypeCode(scalar) switch
    {
        TypeCode.Boolean => value.ValueKind is JsonValueKind.True || IsKind(value, JsonValueKind.False, "true or false", place, faults),
        TypeCode.Double or TypeCode.Decimal or TypeCode.Int32 => IsKind(value, JsonValueKind.Number, "a number", place, faults),
        _ => IsKind(value, JsonValueKind.String, "a text", place, faults),
    };

    private static bool IsKind(JsonElement value, JsonValueKind kind, string wanted, FaultPlace place, FaultList faults)
    {
        if (value.ValueKind == kind)
        {
            return true;
        }

        faults.Add(place, $"{Shown(value)} is not {wanted}");
        return false;
    }

    private static string Shown(JsonElement value)
    {
        var raw = value.GetRawText();
        return value.ValueKind is JsonValueKind.Object ? "an object"
            : value.ValueKind is JsonValueKind.Array ? "an array"
            : raw.Length <= 60 ? raw : raw[..60] + "…";
    }

    private static JsonTypeInfo TypeOf(Type type, JsonTypeInfo owner) => owner.Options.GetTypeInfo(type);
}
