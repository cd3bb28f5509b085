using System.Buffers;
using System.Text.Json;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Interactions;

/// <summary>
/// Takes out of an interaction what may not be collected, before it can reach the journal. A denied name is a field of the interaction
/// (<c>referrer</c>), a trait or property (<c>birthday</c>, also as <c>traits.birthday</c>), or a dotted path into one
/// (<c>address.street</c>); names are compared without case. Fields without which the interaction is none (ids, amounts, times)
/// cannot be denied.
/// </summary>
public static class CollectionFilter
{
    /// <summary>The interaction without what the rule denies. Without a rule: everything is kept, the address shortened.</summary>
    public static Interaction Apply(Interaction interaction, CollectionRule? rule)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        var denied = rule?.DenyFields ?? [];
        var kept = interaction with
        {
            Address = Denies(denied, "address") ? null : ShortenAddress(interaction.Address, rule),
            SessionId = Denies(denied, "sessionId") ? null : interaction.SessionId,
            Unknown = rule is { KeepUnknown: false } ? null : Without(interaction.Unknown, denied, "unknown"),
        };
        return denied.Count == 0 ? kept : DropFields(kept, denied);
    }

    private static string? ShortenAddress(string? address, CollectionRule? rule)
    {
        if (address is null || rule is { KeepAddress: true })
        {
            return address;
        }

        // What is no address cannot be shortened, so it is not kept.
        return System.Net.IPAddress.TryParse(address, out var parsed) ? AddressShortener.Shorten(parsed) : null;
    }

    private static Interaction DropFields(Interaction interaction, IReadOnlyList<string> denied) => interaction switch
    {
        Identified identified => identified with { Traits = Without(identified.Traits, denied, "traits") ?? [] },
        CustomInteraction custom => custom with { Properties = Without(custom.Properties, denied, "properties") },
        PageViewed page => page with
        {
            Name = Denies(denied, "name") ? null : page.Name,
            Url = Denies(denied, "url") ? null : page.Url,
            Referrer = Denies(denied, "referrer") ? null : page.Referrer,
            Category = Denies(denied, "category") ? null : page.Category,
        },
        Searched search => search with { Query = Denies(denied, "query") ? "" : search.Query },
        OrderCompleted order => order with { Coupon = Denies(denied, "coupon") ? null : order.Coupon },
        FeedbackGiven feedback => feedback with { Text = Denies(denied, "text") ? null : feedback.Text },
        OfferDeclined declined => declined with { Reason = Denies(denied, "reason") ? null : declined.Reason },
        CallStarted call => call with { Intent = Denies(denied, "intent") ? null : call.Intent },
        CallEnded call => call with { Disposition = Denies(denied, "disposition") ? null : call.Disposition },
        CaseClosed closed => closed with { Resolution = Denies(denied, "resolution") ? null : closed.Resolution },
        ConsentChanged consent => consent with { Evidence = Denies(denied, "evidence") ? null : consent.Evidence },
        _ => interaction,
    };

    private static bool Denies(IReadOnlyList<string> denied, string name) => denied.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static Dictionary<string, JsonElement>? Without(
        IReadOnlyDictionary<string, JsonElement>? fields, IReadOnlyList<string> denied, string root)
    {
        if (fields is null)
        {
            return null;
        }

        var kept = new Dictionary<string, JsonElement>(fields.Count, StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            if (!IsDenied(denied, root, name))
            {
                kept[name] = Strip(value, denied, root, name);
            }
        }

        return kept;
    }

    private static bool IsDenied(IReadOnlyList<string> denied, string root, string path) =>
        Denies(denied, path) || Denies(denied, $"{root}.{path}");

    private static JsonElement Strip(JsonElement value, IReadOnlyList<string> denied, string root, string path)
    {
        var isNested = value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
        if (!isNested || !denied.Any(name => IsInside(name, path) || IsInside(name, $"{root}.{path}")))
        {
            return value;
        }

        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            WriteAllowed(writer, value, denied, root, path);
        }

        using var document = JsonDocument.Parse(bytes.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static bool IsInside(string name, string path) => name.StartsWith(path + ".", StringComparison.OrdinalIgnoreCase);

    private static void WriteAllowed(Utf8JsonWriter writer, JsonElement value, IReadOnlyList<string> denied, string root, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in value.EnumerateObject().Where(field => !IsDenied(denied, root, $"{path}.{field.Name}")))
                {
                    writer.WritePropertyName(field.Name);
                    WriteAllowed(writer, field.Value, denied, root, $"{path}.{field.Name}");
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteAllowed(writer, item, denied, root, path);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
