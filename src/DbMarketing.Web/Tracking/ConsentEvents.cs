using System.Text.Json;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Problems;

namespace DbMarketing.Web.Tracking;

/// <summary>Consents: one by <c>purpose</c> and <c>granted</c>, or several as an object of purposes.</summary>
internal static class ConsentEvents
{
    public const int MaxPurposes = 32;
    private static readonly string[] Names =
        ["Consent Changed", "Consent Updated", "Segment Consent Preference Updated", "Segment Consent Preference"];

    public static bool IsOne(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<AddressedInteraction> Map(EventEnvelope e, out Verdict? fault)
    {
        fault = null;
        var context = EnvelopeReader.Member(e.Event, "context") ?? default;
        var preferences = EnvelopeReader.Member(e.Properties, "purposes") ?? EnvelopeReader.Member(e.Properties, "consent")
            ?? (EnvelopeReader.Member(context, "consent") is { } inContext ? EnvelopeReader.Member(inContext, "categoryPreferences")
                : null);
        if (preferences is { ValueKind: JsonValueKind.Object } several && EnvelopeReader.Member(e.Properties, "purpose") is null)
        {
            return Each(e, several, ref fault);
        }

        var fields = e.Fields;
        var purpose = fields.RequiredText("purpose_missing", "purpose", "category");
        var granted = fields.Flag("granted", "consent", "value");
        if (granted is null)
        {
            fields.Refuse("granted_missing", "properties.granted is missing; it must be true or false.");
        }

        var changed = Make(e, e.MessageId, purpose, granted ?? false) with
        {
            ForChannel = fields.Text("forChannel", "channel"),
            Evidence = fields.Text("evidence"),
        };
        fault = fields.Fault;
        return fault is null ? [new AddressedInteraction(e.Customer, changed, e.Link)] : [];
    }

    /// <summary>One change for each purpose of an object such as <c>{"email-marketing":true}</c>.</summary>
    public static IReadOnlyList<AddressedInteraction> Each(EventEnvelope e, JsonElement purposes, ref Verdict? fault)
    {
        var made = new List<AddressedInteraction>();
        foreach (var purpose in purposes.EnumerateObject())
        {
            if (purpose.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                fault = Verdict.Rejected(
                    "flag_invalid", $"The consent for '{Problem.Cut(purpose.Name, 40)}' is {EventFields.Describe(purpose.Value)}; true or "
                        + $"false is expected.");
                return [];
            }

            if (made.Count == MaxPurposes)
            {
                fault = Verdict.Rejected("purposes_too_many", $"The event names more than {MaxPurposes} purposes.");
                return [];
            }

            var id = MessageIds.Part(e.MessageId, "c:" + purpose.Name);
            var change = Make(e, id, purpose.Name, purpose.Value.GetBoolean());
            // What came along is kept once, with the traits or the first purpose: one event would store it for each.
            var keeps = made.Count == 0 && e.Type != "identify";
            made.Add(new AddressedInteraction(e.Customer, keeps ? change : change with { Unknown = null }, e.Link));
        }

        if (made.Count == 0)
        {
            fault ??= e.Type == "identify" ? null : Verdict.Rejected("purpose_missing", "The event names no purpose.");
        }

        return made;
    }

    private static ConsentChanged Make(EventEnvelope e, string messageId, string purpose, bool granted) => e.Fill(new ConsentChanged
    {
        MessageId = messageId,
        Source = e.Source,
        OccurredAt = e.OccurredAt,
        ReceivedAt = e.ReceivedAt,
        Purpose = purpose,
        Granted = granted,
    });
}
