using System.Buffers;
using System.Text.Json;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Interactions;

/// <summary>
/// The fields that a <see cref="CollectionRule"/> denies. A denied name or dotted path takes out every field whose own path ends in it,
/// at any depth: <c>street</c> and <c>address.street</c> both deny <c>properties.address.street</c>. Compared without case.
/// </summary>
internal readonly struct DeniedFields(IReadOnlyList<string>? names)
{
    public bool IsEmpty => names is not { Count: > 0 };

    /// <summary>Whether a field of this full path is denied.</summary>
    public bool Denies(string path)
    {
        for (var i = 0; i < (names?.Count ?? 0); i++)
        {
            var name = names![i];
            if (path.EndsWith(name, StringComparison.OrdinalIgnoreCase)
                && (path.Length == name.Length || path[path.Length - name.Length - 1] == '.'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The value, unless it is denied under one of its paths.</summary>
    public string? Keep(string? value, params ReadOnlySpan<string> paths)
    {
        foreach (var path in value is null ? [] : paths)
        {
            if (Denies(path))
            {
                return null;
            }
        }

        return value;
    }

    /// <summary>The fields that stay, each without what is denied within it; the same object when all do.</summary>
    /// <param name="roots">Under which names a rule may know the fields' parent.</param>
    public IReadOnlyDictionary<string, JsonElement>? Keep(
        IReadOnlyDictionary<string, JsonElement>? fields, params ReadOnlySpan<string> roots)
    {
        foreach (var root in IsEmpty || fields is null ? [] : roots)
        {
            fields = KeepUnder(root, fields!);
        }

        return fields;
    }

    private IReadOnlyDictionary<string, JsonElement> KeepUnder(string root, IReadOnlyDictionary<string, JsonElement> fields)
    {
        Dictionary<string, JsonElement>? kept = null;
        foreach (var (name, value) in fields)
        {
            var path = $"{root}.{name}";
            if (Denies(path))
            {
                (kept ??= new(fields, StringComparer.Ordinal)).Remove(name);
            }
            else if (Holds(value, path))
            {
                (kept ??= new(fields, StringComparer.Ordinal))[name] = Strip(value, path);
            }
        }

        return kept ?? fields;
    }

    private bool Holds(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var field in value.EnumerateObject())
                {
                    var inner = $"{path}.{field.Name}";
                    if (Denies(inner) || Holds(field.Value, inner))
                    {
                        return true;
                    }
                }

                return false;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (Holds(item, path))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    private JsonElement Strip(JsonElement value, string path)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            WriteAllowed(writer, value, path);
        }

        return JsonElement.Parse(bytes.WrittenSpan);
    }

    private void WriteAllowed(Utf8JsonWriter writer, JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in value.EnumerateObject())
                {
                    var inner = $"{path}.{field.Name}";
                    if (!Denies(inner))
                    {
                        writer.WritePropertyName(field.Name);
                        WriteAllowed(writer, field.Value, inner);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteAllowed(writer, item, path);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
