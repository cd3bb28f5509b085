using DbMarketing.Engine.Offers;

namespace DbMarketing.Engine.Playbooks;

/// <summary>Checks content: every language, the same fields in each, and merge fields that are declared and have a default.</summary>
internal sealed class ContentChecks(PlaybookChecks checks, Playbook playbook)
{
    private const string Title = "title";

    private readonly string[] profile = [.. playbook.Profile.Select(field => field.Name)];

    public void Check(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> content, FaultPlace place)
    {
        foreach (var language in playbook.Languages.Where(language => !content.ContainsKey(language)))
        {
            var all = string.Join(", ", playbook.Languages);
            checks.Faults.Add(place, $"lacks the language '{language}'; content is written in each of {all}");
        }

        var names = content.Values.SelectMany(fields => fields.Keys).Distinct().ToList();
        foreach (var (language, fields) in content)
        {
            var at = place.Member(language);
            if (!playbook.Languages.Contains(language) && playbook.Languages.Count > 0)
            {
                checks.Faults.Add(at, $"is not a language of the playbook, which has {string.Join(", ", playbook.Languages)}");
            }

            checks.Length(fields.Count, 1, PlaybookLimits.ContentFields, "fields", at);
            if (!fields.ContainsKey(Title))
            {
                checks.Faults.Add(at, $"lacks the field '{Title}'");
            }

            foreach (var name in names.Where(name => name != Title && !fields.ContainsKey(name)))
            {
                checks.Faults.Add(at, $"lacks the field '{name}', which another language has");
            }

            foreach (var (name, text) in fields)
            {
                CheckText(name, text, at.Member(name));
            }
        }
    }

    private void CheckText(string name, string text, FaultPlace place)
    {
        checks.Id(name, place);
        checks.Length(text.Length, 1, PlaybookLimits.ContentLength, "characters", place);
        if (!ContentTemplate.TryParse(text, out var template, out var reason))
        {
            checks.Faults.Add(place, reason!);
            return;
        }

        foreach (var piece in template.Pieces.Where(piece => piece.Field is not null))
        {
            checks.Refers(piece.Field!, "profile", "a profile field", profile, place);
        }
    }
}
