using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Web.Tracking;

/// <summary>
/// Reads fields of one event's <c>properties</c> by any of their usual names, and remembers which were read. The first fault is kept and
/// later reads go on with nothing, so that a mapping reads straight through and the fault is looked at once, at its end.
/// </summary>
/// <param name="source">The object that has the fields.</param>
/// <param name="path">Its place in the event.</param>
/// <param name="remembers">Also remembers by which of its names each field was found (<see cref="NameOf"/>).</param>
internal sealed class EventFields(JsonElement source, string path, bool remembers = false)
{
    public const int MaxTextLength = 1_000;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>? _found = remembers ? new(StringComparer.Ordinal) : null;

    /// <summary>What was wrong first, or null.</summary>
    public Verdict? Fault { get; private set; }

    /// <summary>Where the sender put the field that may be named so; null for one that was not asked for, or not there.</summary>
    public string? NameOf(string name) => _found?.GetValueOrDefault(name) is { } found ? $"{path}.{found}" : null;

    public void Refuse(string code, string reason) => Fault ??= Verdict.Rejected(code, reason);

    public string? Text(params ReadOnlySpan<string> names)
    {
        if (Find(names, out var name) is not { } value)
        {
            return null;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
        if (text is null)
        {
            Refuse("field_not_text", $"{path}.{name} is {Describe(value)}; a text is expected.");
            return null;
        }

        if (text.Length > MaxTextLength)
        {
            Refuse("text_too_long", $"{path}.{name} has {text.Length} characters; the limit is {MaxTextLength}.");
            return null;
        }

        return text.Length == 0 ? null : text;
    }

    public string RequiredText(string code, params ReadOnlySpan<string> names)
    {
        var text = Text(names);
        if (text is null)
        {
            Refuse(code, $"{path}.{names[0]} is missing; it must be a text.");
        }

        return text ?? "";
    }

    /// <summary>A number, or a text that is one (<c>"19.90"</c>).</summary>
    public decimal? Number(params ReadOnlySpan<string> names)
    {
        if (Find(names, out var name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number))
        {
            return number;
        }

        if (value.ValueKind == JsonValueKind.String
            && decimal.TryParse(value.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out number))
        {
            return number;
        }

        Refuse("number_invalid", $"{path}.{name} is {Describe(value)}; a number is expected, such as 19.90.");
        return null;
    }

    public bool? Flag(params ReadOnlySpan<string> names)
    {
        if (Find(names, out var name) is not { } value)
        {
            return null;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.True:
            case JsonValueKind.String when value.GetString() is "true" or "granted" or "yes":
                return true;
            case JsonValueKind.False:
            case JsonValueKind.String when value.GetString() is "false" or "denied" or "no":
                return false;
            default:
                Refuse("flag_invalid", $"{path}.{name} is {Describe(value)}; true or false is expected.");
                return null;
        }
    }

    public JsonElement? Array(out string name, params ReadOnlySpan<string> names)
    {
        if (Find(names, out name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Refuse("field_not_array", $"{path}.{name} is {Describe(value)}; an array is expected.");
            return null;
        }

        return value;
    }

    /// <summary>The fields that no read asked for, as one object; null when there are none.</summary>
    public JsonElement? Rest()
    {
        if (source.ValueKind != JsonValueKind.Object || source.EnumerateObject().All(p => _read.Contains(p.Name)))
        {
            return null;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in source.EnumerateObject().Where(p => !_read.Contains(p.Name)))
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        _ => value.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : value.GetRawText(),
    };

    private JsonElement? Find(ReadOnlySpan<string> names, out string found)
    {
        found = names[0];
        if (source.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        JsonElement? first = null;
        foreach (var name in names)
        {
            if (!source.TryGetProperty(name, out var value))
            {
                continue;
            }

            _read.Add(name);
            if (first is null && value.ValueKind != JsonValueKind.Null)
            {
                (first, found) = (value, name);
            }
        }

        if (_found is not null && first is not null)
        {
            foreach (var name in names)
            {
                _found.TryAdd(name, found);
            }
        }

        return first;
    }
}
