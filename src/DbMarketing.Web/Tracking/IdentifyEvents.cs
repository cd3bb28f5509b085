using System.Text.Json;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Web.Tracking;

/// <summary>Traits of a person; those under <c>consent</c> are consents.</summary>
internal static class IdentifyEvents
{
    public const int MaxTraits = 300;

    public static IReadOnlyList<AddressedInteraction> Map(EventEnvelope e, out Verdict? fault)
    {
        fault = null;
        var traits = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        JsonElement? consents = null;
        if (e.Properties.ValueKind == JsonValueKind.Object)
        {
            // One copy for all: a copy of its own costs each trait many times its bytes.
            foreach (var trait in e.Properties.Clone().EnumerateObject())
            {
                if (trait is { Name: "consent" or "consents", Value.ValueKind: JsonValueKind.Object })
                {
                    consents = trait.Value;
                }
                else
                {
                    traits[trait.Name] = trait.Value;
                }
            }
        }

        if (traits.Count > MaxTraits)
        {
            fault = Verdict.Rejected("traits_too_many", $"traits has {traits.Count} fields; the limit is {MaxTraits}.");
            return [];
        }

        var identified = e.Fill(new Identified
        {
            MessageId = e.MessageId,
            Source = e.Source,
            OccurredAt = e.OccurredAt,
            ReceivedAt = e.ReceivedAt,
            Traits = traits,
        });
        var made = new List<AddressedInteraction> { new(e.Customer, identified, e.Link) };
        if (consents is { } given)
        {
            made.AddRange(ConsentEvents.Each(e, given, ref fault));
        }

        return fault is null ? made : [];
    }
}
