using DbMarketing.Web.Security;

namespace DbMarketing.Web.Tracking;

/// <summary>
/// What the sender of an event calls the fields of the interaction that was made of it. Reads the event once more, and remembers by
/// which of its usual names each field was found.
/// </summary>
internal sealed class SenderNames
{
    private const string NameOfAField = " name";

    private readonly EventEnvelope _envelope;

    public SenderNames(EventEnvelope envelope, EventMapper mapper, Caller caller)
    {
        _envelope = envelope with { Fields = new EventFields(envelope.Properties, "properties", remembers: true) };
        mapper.Map(_envelope, caller, out _);
    }

    private bool IsTrack => _envelope.Type is not ("identify" or "alias" or "page" or "screen" or "group");

    private string Content => _envelope.Type is "identify" or "group" && EnvelopeReader.Member(_envelope.Event, "traits") is not null
        ? "traits" : "properties";

    /// <summary>The sender's name of a field.</summary>
    /// <param name="field">What the interaction calls it.</param>
    /// <param name="line">Of which product line it is; null for the interaction itself.</param>
    public string Of(string field, int? line)
    {
        if (line is { } number)
        {
            return OfLine(field, number);
        }

        return field switch
        {
            _ when field.EndsWith(NameOfAField, StringComparison.Ordinal) => Of(field[..^NameOfAField.Length], null) + NameOfAField,
            _ when field.StartsWith("campaign.", StringComparison.Ordinal) => "context." + field,
            "occurredAt" => EnvelopeReader.TimeNameOf(_envelope.Event),
            "other" => "previousId",
            "name" when IsTrack => "event",
            "name" or "category" when !IsTrack && EnvelopeReader.Scalar(_envelope.Event, field) is not null => field,
            "channel" or "sessionId" => EnvelopeReader.Scalar(_envelope.Event, field) is null ? "context." + field : field,
            "traits" or "properties" or "unknown" => Content,
            _ => _envelope.Fields.NameOf(field) ?? OfWhatWasLeftOut(field),
        };
    }

    private string OfLine(string field, int number)
    {
        var name = field == "productCategory" ? "category" : field;
        if (_envelope.Fields.Array(out var list, "products", "items", "line_items") is not { } lines || number >= lines.GetArrayLength())
        {
            return _envelope.Fields.NameOf(name) ?? field;
        }

        var path = $"properties.{list}[{number}]";
        var fields = new EventFields(lines[number], path, remembers: true);
        ProductFields.One(fields, path);
        return fields.NameOf(name) ?? field;
    }

    /// <summary>An amount that is not said is the sum of the products.</summary>
    private string OfWhatWasLeftOut(string field) =>
        field == "amount" && _envelope.Fields.NameOf("products") is { } products ? $"the sum of {products}" : field;
}
