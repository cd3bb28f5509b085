using System.Text.Json;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Tracking;

/// <summary>Makes interactions of an event: mostly one; an identify with consents, or an alias, may make more.</summary>
internal sealed class EventMapper(OutcomeTokens outcomes)
{
    public const int MaxEventNameLength = 200;
    public const int MaxGroupIdLength = 500;

    /// <summary>The interactions, or none and the verdict that refuses the event.</summary>
    public IReadOnlyList<AddressedInteraction> Map(EventEnvelope envelope, Caller caller, out Verdict? fault)
    {
        fault = null;
        switch (envelope.Type)
        {
            case "identify":
                return IdentifyEvents.Map(envelope, out fault);
            case "alias":
                return AliasEvents.Map(envelope, caller, out fault);
            case "page":
            case "screen":
                return One(envelope, Page(envelope, out fault), fault);
            case "group":
                return One(envelope, Group(envelope, out fault), fault);
            default:
                return Track(envelope, out fault);
        }
    }

    private static IReadOnlyList<AddressedInteraction> One(EventEnvelope envelope, Interaction? interaction, Verdict? fault) =>
        interaction is null || fault is not null ? [] : [new AddressedInteraction(envelope.Customer, interaction, envelope.Link)];

    private static PageViewed? Page(EventEnvelope e, out Verdict? fault)
    {
        var fields = e.Fields;
        var page = e.Fill(new PageViewed
        {
            MessageId = e.MessageId,
            Source = e.Source,
            OccurredAt = e.OccurredAt,
            ReceivedAt = e.ReceivedAt,
            Name = EnvelopeReader.Scalar(e.Event, "name") ?? fields.Text("name", "title"),
            Category = EnvelopeReader.Scalar(e.Event, "category") ?? fields.Text("category"),
            Url = fields.Text("url", "path"),
            Referrer = fields.Text("referrer"),
        });
        fault = fields.Fault;
        return page;
    }

    private static CustomInteraction? Group(EventEnvelope e, out Verdict? fault)
    {
        var groupId = EnvelopeReader.Scalar(e.Event, "groupId");
        fault = groupId is null ? Verdict.Rejected("group_missing", "groupId is missing; it must be a text.")
            : groupId.Length > MaxGroupIdLength
                ? Verdict.Rejected("group_too_long", $"groupId has {groupId.Length} characters; the limit is {MaxGroupIdLength}.")
            : null;
        if (fault is not null)
        {
            return null;
        }

        var properties = new Dictionary<string, JsonElement> { ["groupId"] = Text(groupId!) };
        if (e.Properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var trait in e.Properties.Clone().EnumerateObject())
            {
                properties.TryAdd(trait.Name, trait.Value);
            }
        }

        return e.Custom("group", properties);
    }

    private IReadOnlyList<AddressedInteraction> Track(EventEnvelope e, out Verdict? fault)
    {
        var name = EnvelopeReader.Member(e.Event, "event") is { ValueKind: JsonValueKind.String } text ? text.GetString()!.Trim() : null;
        fault = string.IsNullOrEmpty(name) ? Verdict.Rejected("event_missing", "event is missing; it must be the name of what happened.")
            : name.Length > MaxEventNameLength
                ? Verdict.Rejected("event_too_long", $"event has {name.Length} characters; the limit is {MaxEventNameLength}.")
            : null;
        if (fault is not null)
        {
            return [];
        }

        if (ConsentEvents.IsOne(name!))
        {
            return ConsentEvents.Map(e, out fault);
        }

        var fields = e.Fields;
        var mapped = ShopEvents.Map(name!, e, fields) ?? OfferEvents.Map(name!, e, fields, outcomes) ?? ServiceEvents.Map(name!, e, fields);
        fault = fields.Fault;
        return One(e, mapped ?? e.Custom(name!, PropertiesOf(e)), fault);
    }

    private static Dictionary<string, JsonElement>? PropertiesOf(EventEnvelope e)
    {
        if (e.Properties.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var properties = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        // One copy for all: a copy of its own costs each property many times its bytes.
        foreach (var property in e.Properties.Clone().EnumerateObject())
        {
            properties[property.Name] = property.Value;
        }

        return properties;
    }

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text, WebJson.Default.String);
}
