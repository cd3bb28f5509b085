using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Offers;

/// <summary>Fills the content of decided offers for one customer. Pure.</summary>
public static class ContentRenderer
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    /// <summary>
    /// Content of each of the decision's offers, in the same order; empty for a treatment that the playbook no longer has. The
    /// language is the one asked for, else the customer's <c>language</c> or <c>locale</c> attribute, else the playbook's first.
    /// Values are plain text: whoever puts them into HTML escapes them.
    /// </summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Render(
        Decision decision, CustomerState customer, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(reference);
        var language = LanguageOf(decision.Request.Language, customer, reference.Playbook.Source.Languages);
        var rendered = new IReadOnlyDictionary<string, string>[decision.Offers.Count];
        for (var i = 0; i < rendered.Length; i++)
        {
            rendered[i] = ContentOf(decision, decision.Offers[i], reference.Playbook) is { } content
                ? Fill(content, language, customer, reference.Playbook.Source.Languages)
                : Nothing;
        }

        return rendered;
    }

    /// <summary>The playbook's language that fits best: asked for, the customer's own, or the first.</summary>
    public static string LanguageOf(string? asked, CustomerState customer, IReadOnlyList<string> languages)
    {
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(languages);
        return Match(asked, languages)
            ?? Match(TextOf(customer, "language"), languages)
            ?? Match(TextOf(customer, "locale"), languages)
            ?? languages[0];
    }

    /// <summary>Replaces merge fields by the customer's attributes; one that is missing, null or blank gives its default.</summary>
    public static string Merge(string text, CustomerState customer)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(customer);
        if (!text.Contains("{{", StringComparison.Ordinal) || !ContentTemplate.TryParse(text, out var template, out _))
        {
            return text;
        }

        var merged = new StringBuilder(text.Length);
        foreach (var piece in template.Pieces)
        {
            merged.Append(piece.Field is null ? piece.Text : TextOf(customer, piece.Field) ?? piece.Text);
        }

        return merged.ToString();
    }

    private static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? ContentOf(
        Decision decision, DecidedOffer offer, CompiledPlaybook playbook)
    {
        if (offer.Fallback)
        {
            return playbook.Source.Fallbacks.FirstOrDefault(fallback =>
                fallback.Id == offer.OfferId && fallback.Channel == decision.Request.Channel
                    && fallback.Placement == offer.Placement)?.Content;
        }

        return playbook.OffersById.TryGetValue(offer.OfferId, out var compiled)
            ? compiled.Treatments.FirstOrDefault(treatment => treatment.Source.Id == offer.TreatmentId)?.Source.Content
            : null;
    }

    private static IReadOnlyDictionary<string, string> Fill(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> content,
            string language, CustomerState customer, IReadOnlyList<string> languages)
    {
        if (!content.TryGetValue(language, out var fields) && !content.TryGetValue(languages[0], out fields))
        {
            return Nothing;
        }

        var filled = new Dictionary<string, string>(fields.Count, StringComparer.Ordinal);
        foreach (var (name, text) in fields)
        {
            filled[name] = Merge(text, customer);
        }

        return filled;
    }

    private static string? Match(string? tag, IReadOnlyList<string> languages)
    {
        if (string.IsNullOrEmpty(tag))
        {
            return null;
        }

        // An exact tag goes before the language alone: fr-CA before fr.
        return languages.FirstOrDefault(language => language.Equals(tag, StringComparison.OrdinalIgnoreCase))
            ?? languages.FirstOrDefault(language => tag.StartsWith(language, StringComparison.OrdinalIgnoreCase)
                && tag.Length > language.Length && tag[language.Length] is ('-' or '_'));
    }

    private static string? TextOf(CustomerState customer, string attribute)
    {
        if (!customer.Profile.TryGetValue(attribute, out var fact))
        {
            return null;
        }

        var text = fact.Value.ValueKind switch
        {
            JsonValueKind.String => fact.Value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => fact.Value.GetRawText(),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }
}
