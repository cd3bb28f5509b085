using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;

namespace DbMarketing.Engine.Conditions;

/// <summary>Who the customer is, what was allowed, and what the caller says of the moment.</summary>
internal static class PersonFields
{
    public static void AddTo(FieldCatalogue catalogue, Playbook playbook, TimeZoneInfo zone)
    {
        AddRequest(catalogue, playbook);
        AddProfile(catalogue, playbook, zone);
        AddConsent(catalogue, playbook);
    }

    private static void AddRequest(FieldCatalogue catalogue, Playbook playbook)
    {
        catalogue.Add(FieldBinder.Boolean(
            new("known", FieldType.Boolean, FieldClass.Own, "", "Whether the company knows who it is; false for an anonymous visitor."),
            static input => input.Customer.Id.Kind == CustomerKind.Known));
        catalogue.Add(new TextField(
            new("channel", FieldType.Text, FieldClass.Own, "", "The channel of the request; unknown outside a decision."),
            static input => TextValue.Of(input.Channel), [.. playbook.Channels.Select(channel => channel.Id)]));
        catalogue.Add(new TextField(
            new("language", FieldType.Text, FieldClass.Own, "", "The customer's language, by the profile's language or locale."),
            input => LanguageOf(input.Customer, playbook.Languages), playbook.Languages));

        var context = new Field("context.<key>", FieldType.Text, FieldClass.Own, "", "What the caller of a decision says of the moment.");
        catalogue.AddFamily(context, new("a context key", null, (name, key, _) => new TextField(
            context with { Name = name }, input => TextValue.Of(input.Context.TryGetValue(key, out var value) ? value : null))));
    }

    private static void AddProfile(FieldCatalogue catalogue, Playbook playbook, TimeZoneInfo zone)
    {
        var declared = new Dictionary<string, ProfileField>(StringComparer.Ordinal);
        foreach (var field in playbook.Profile)
        {
            declared.TryAdd(field.Name, field);
        }

        var profile = new Field("profile.<name>", FieldType.Text, FieldClass.Own, "", "A declared attribute, of its declared type.");
        catalogue.AddFamily(profile, new("a declared profile field", [.. declared.Keys], (name, last, _) =>
            Attribute(profile with { Name = name }, last, declared[last].Type), Section: "profile"));

        var dates = declared.Values.Where(field => field.Type == "date").Select(field => field.Name).ToList();
        var years = new Field(
            "years.<name>", FieldType.Number, FieldClass.Time, "years",
            "Whole years since a declared date, such as an age since a birth date.", Min: 0, Max: 9_999);
        catalogue.AddFamily(years, new("a declared profile field of the type date", dates, (name, last, _) =>
        {
            DateOnly? Since(ConditionInput input) =>
                input.Customer.Profile.TryGetValue(last, out var fact) ? FieldBinder.DateIn(fact.Value) : null;
            return FieldBinder.Number(
                years with { Name = name },
                input => YearsBetween(Since(input), BusinessDays.DateOf(input.Now, zone)),
                TimeCourses.Years(Since, zone));
        }, Section: "profile"));
    }

    private static BoundField Attribute(Field field, string name, string type)
    {
        JsonElement? Fact(ConditionInput input) => input.Customer.Profile.TryGetValue(name, out var fact) ? fact.Value : null;
        return type switch
        {
            "number" => FieldBinder.Number(
                field with { Type = FieldType.Number },
                input => Fact(input) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null),
            "boolean" => FieldBinder.Boolean(
                field with { Type = FieldType.Boolean },
                input => Fact(input) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null),
            "date" => FieldBinder.Date(
                field with { Type = FieldType.Date }, input => Fact(input) is { } value ? FieldBinder.DateIn(value) : null),
            _ => new TextField(field, input => Fact(input) is { } value ? TextValue.Of(value) : default),
        };
    }

    private static void AddConsent(FieldCatalogue catalogue, Playbook playbook)
    {
        var consent = new Field(
            "consent.<purpose>", FieldType.Boolean, FieldClass.Own, "",
            "Whether the purpose may be pursued: by the latest statement for it on this channel, else by what silence means for it.");
        var purposeIds = playbook.Purposes.Select(purpose => purpose.Id).ToList();
        var outbound = playbook.Channels.Where(channel => channel.Outbound).Select(channel => channel.Id).ToHashSet(StringComparer.Ordinal);
        catalogue.AddFamily(consent, new("a purpose of the playbook", purposeIds, (name, last, _) =>
        {
            var purpose = playbook.Purposes.First(purpose => purpose.Id == last);
            return FieldBinder.Boolean(consent with { Name = name }, input =>
            {
                var channel = input.Channel ?? "";
                return ConsentRules.Judge(input.Customer.Consents, purpose, channel, outbound.Contains(channel)).Allowed;
            });
        }, Section: "purposes"));
    }

    private static TextValue LanguageOf(CustomerState customer, IReadOnlyList<string> languages)
    {
        if (!customer.Profile.TryGetValue("language", out var fact) && !customer.Profile.TryGetValue("locale", out fact))
        {
            return default;
        }

        var tag = fact.Value.ValueKind == JsonValueKind.String ? fact.Value.GetString()! : "";
        return TextValue.Of(languages.FirstOrDefault(language =>
            tag.StartsWith(language, StringComparison.OrdinalIgnoreCase)
            && (tag.Length == language.Length || tag[language.Length] is '-' or '_')));
    }

    private static double? YearsBetween(DateOnly? since, DateOnly today)
    {
        if (since is not { } date || date > today)
        {
            return null;
        }

        var years = today.Year - date.Year;
        return date.AddYears(years) > today ? years - 1 : years;
    }
}
