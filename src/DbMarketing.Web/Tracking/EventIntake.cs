using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Visitors;

namespace DbMarketing.Web.Tracking;

/// <summary>
/// Judges each event of a request alone: what is malformed is refused by name, and the rest goes on. What may not be collected is dropped
/// here, before it reaches anything that stores.
/// </summary>
internal sealed class EventIntake(EventMapper mapper, ReferenceSource reference, WebOptions options)
{
    /// <summary>The interactions of one event, or why it is refused.</summary>
    public JudgedEvent Judge(TrackingRequest request, JsonElement source, string? type, int index, IDictionary<string, int> occurrences)
    {
        if (source.ValueKind != JsonValueKind.Object)
        {
            return Refuse(index, null,
                Verdict.Rejected("event_not_object", $"The event is {EventFields.Describe(source)}; an object is expected."));
        }

        if (EventText.FaultOf(source, options.MaxEventBytes) is { } unreadable)
        {
            return Refuse(index, null, unreadable);
        }

        var messageId = EnvelopeReader.Scalar(source, "messageId");
        if (EnvelopeReader.Member(source, "messageId") is { ValueKind: not (JsonValueKind.String or JsonValueKind.Number) } odd)
        {
            return Refuse(index, null,
                Verdict.Rejected("message_id_invalid", $"messageId is {EventFields.Describe(odd)}; a text is expected."));
        }

        if ((type ?? EventTypes.Of(source)) is not { } known)
        {
            return Refuse(index, messageId, EventTypes.Unknown(source));
        }

        var occurrence = 0;
        if (messageId is null)
        {
            var derived = MessageIds.Derive(source, 0);
            occurrence = occurrences.TryGetValue(derived, out var seen) ? seen : 0;
            occurrences[derived] = occurrence + 1;
        }

        if (EnvelopeReader.Read(request, source, known, occurrence, out var fault) is not { } envelope)
        {
            return Refuse(index, messageId, fault);
        }

        return Map(request, envelope, index);
    }

    private JudgedEvent Map(TrackingRequest request, EventEnvelope envelope, int index)
    {
        if (envelope.Customer.Kind == CustomerKind.Anonymous && request.Caller is { Trusted: false, Visitor.IsDefault: false } caller
            && envelope.Customer != caller.Visitor)
        {
            return Refuse(index, envelope.MessageId,
                Verdict.Rejected("not_your_visitor", "anonymousId is not the visitor of the token that came with the request."));
        }

        if (!envelope.Link.IsDefault && VisitorIds.NeedsToken(request.Caller, envelope.Link))
        {
            envelope = envelope with { Link = default };
        }

        var interactions = mapper.Map(envelope, request.Caller, out var refusal);
        if (refusal is { } refused)
        {
            return Refuse(index, envelope.MessageId, refused);
        }

        var rule = reference.Current.Playbook.CollectionFor(envelope.Source);
        var kept = new AddressedInteraction[interactions.Count];
        for (var i = 0; i < kept.Length; i++)
        {
            var filtered = CollectionFilter.Apply(interactions[i].Interaction, rule);
            if (InteractionValidator.Validate(filtered, request.ReceivedAt) is not null)
            {
                // What the sender calls the field takes a second reading, which only an event that is refused pays for.
                var names = new SenderNames(envelope, mapper, request.Caller);
                return Refuse(
                    index, envelope.MessageId, InteractionValidator.Validate(filtered, request.ReceivedAt, names.Of)!.Value);
            }

            kept[i] = interactions[i] with { Interaction = filtered };
        }

        return new JudgedEvent(index, envelope.MessageId, kept, null);
    }

    private static JudgedEvent Refuse(int index, string? messageId, Verdict verdict) =>
        new(index, messageId is { Length: > EnvelopeReader.MaxMessageIdLength } ? messageId[..EnvelopeReader.MaxMessageIdLength]
            : messageId, [], verdict);
}

/// <summary>An event with its interactions, or with the verdict that refuses it.</summary>
internal sealed record JudgedEvent(int Index, string? MessageId, IReadOnlyList<AddressedInteraction> Interactions, Verdict? Refusal);
