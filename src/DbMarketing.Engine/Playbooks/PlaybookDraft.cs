using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DbMarketing.Engine.Playbooks;

/// <summary>
/// Files merged to one playbook that remembers where each part came from. Each file is an object with any of the playbook's
/// properties: lists add up in the order of the files' names, anything else stands in one file only. A part whose shape is wrong, or
/// a file that is no JSON object, is reported and left out, so that the checks of meaning can go on with the rest.
/// </summary>
internal sealed class PlaybookDraft
{
    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Dictionary<string, List<Part>> parts = new(StringComparer.Ordinal);
    private readonly HashSet<(string Section, string Id)> broken = [];
    private readonly FaultList faults;
    private string firstFile = "playbook";
    private bool unreadable;

    private PlaybookDraft(FaultList faults) => this.faults = faults;

    public Playbook Playbook { get; private set; } = null!;

    /// <summary>
    /// Something other than an offer or a segment was left out, or a value that is required is missing: caps and what is counted by must
    /// not be gone unnoticed, so nothing may stand in for it.
    /// </summary>
    public bool LacksValues { get; private set; }

    /// <summary>Reads the files; null when none of them is a JSON object.</summary>
    public static PlaybookDraft? Read(IReadOnlyList<PlaybookFile> files, FaultList faults)
    {
        var draft = new PlaybookDraft(faults);
        var read = files.Count(draft.TryAdd);
        if (read == 0 && files.Count > 0)
        {
            return null;
        }

        draft.unreadable = read < files.Count;
        draft.firstFile = files.Count == 0 ? "playbook.json" : files.FirstOrDefault(f => f.Name == "playbook.json", files[0]).Name;
        draft.Merge();
        return draft;
    }

    /// <summary>Where a property of the playbook stands.</summary>
    public FaultPlace Place(string property) =>
        parts.TryGetValue(property, out var found) ? found[0].Place : new(firstFile, "$." + property);

    /// <summary>Where an item of one of the playbook's lists stands.</summary>
    public FaultPlace Place(string section, int index) => parts[section][index].Place;

    /// <summary>
    /// An item of that id was left out for its shape, or may stand in a file that was: references to it are no faults of their own.
    /// </summary>
    public bool IsBroken(string section, string id) => unreadable || broken.Contains((section, id));

    private bool TryAdd(PlaybookFile file)
    {
        var place = new FaultPlace(file.Name, "$");
        try
        {
            using var document = JsonDocument.Parse(WithoutMark(file.Content), Reading);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                faults.Add(place, "is not an object with properties of a playbook");
                return false;
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                Add(member.Name, member.Value.Clone(), place.Member(member.Name));
            }

            return true;
        }
        catch (JsonException fault)
        {
            var reason = fault.Message.Split(". ")[0];
            faults.Add(place, $"is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}: {reason}");
            return false;
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 without its second half passes the reader and fails when the text is taken out.
            faults.Add(place, "has a text or a name with half of a surrogate pair, which is no Unicode text");
            return false;
        }
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> content) =>
        content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;

    private void Add(string name, JsonElement value, FaultPlace place)
    {
        if (name == "$schema")
        {
            return;
        }

        var shape = PlaybookFormat.Shape;
        if (shape.Properties.FirstOrDefault(p => p.Name == name) is not { } property)
        {
            faults.Add(place, "is not a known property" + NearestName.Hint(name, shape.Properties.Select(p => p.Name)));
            LacksValues = true;
            return;
        }

        var type = shape.Options.GetTypeInfo(property.PropertyType);
        if (IsSection(type) && value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                var taken = TryAddPart(name, item, shape.Options.GetTypeInfo(type.ElementType!), place.Item(index++));
                LacksValues |= !taken && name is not ("offers" or "segments");
            }
        }
        else if (parts.TryGetValue(name, out var earlier))
        {
            faults.Add(place, $"stands in {earlier[0].Place.File} already");
        }
        else
        {
            LacksValues |= !TryAddPart(name, value, type, place);
        }
    }

    /// <summary>False when its shape is wrong and it was left out.</summary>
    private bool TryAddPart(string name, JsonElement value, JsonTypeInfo type, FaultPlace place)
    {
        var before = faults.Count;
        DocumentShape.Check(value, type, place, faults);
        if (faults.Count == before)
        {
            parts.TryAdd(name, []);
            parts[name].Add(new(value, place));
            return true;
        }

        var id = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("id", out var found) ? found : value;
        broken.Add((name, id.ValueKind == JsonValueKind.String ? id.GetString()! : ""));
        return false;
    }

    /// <summary>Lists of objects add up over files; the languages and the rates are one value.</summary>
    private static bool IsSection(JsonTypeInfo type) => type.Kind == JsonTypeInfoKind.Enumerable
        && type.Options.GetTypeInfo(type.ElementType!).Kind == JsonTypeInfoKind.Object;

    private void Merge()
    {
        var shape = PlaybookFormat.Shape;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in shape.Properties)
            {
                WriteProperty(writer, property, shape.Options.GetTypeInfo(property.PropertyType));
            }

            writer.WriteEndObject();
        }

        Playbook = JsonSerializer.Deserialize(buffer.WrittenSpan, PlaybookFormat.Shape)!;
    }

    private void WriteProperty(Utf8JsonWriter writer, JsonPropertyInfo property, JsonTypeInfo type)
    {
        if (parts.TryGetValue(property.Name, out var found))
        {
            writer.WritePropertyName(property.Name);
            if (!IsSection(type))
            {
                found[0].Value.WriteTo(writer);
                return;
            }

            writer.WriteStartArray();
            found.ForEach(part => part.Value.WriteTo(writer));
            writer.WriteEndArray();
        }
        else if (property.IsRequired)
        {
            if (!unreadable && !broken.Any(b => b.Section == property.Name))
            {
                faults.Add(new(firstFile, "$"), $"lacks the required property '{property.Name}'");
            }

            LacksValues |= !IsSection(type);

            // A stand-in lets the checks of meaning go on; the fault above keeps the playbook from being taken.
            writer.WritePropertyName(property.Name);
            writer.WriteRawValue(type.Kind == JsonTypeInfoKind.Enumerable ? "[]" : "\"\"");
        }
    }

    private sealed record Part(JsonElement Value, FaultPlace Place);
}
