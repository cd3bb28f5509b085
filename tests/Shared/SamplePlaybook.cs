using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Engine.Propensity;

namespace DbMarketing.Testing;

/// <summary>A small valid playbook in code, for tests to start from with <c>with</c>: two groups, two offers, no caps.</summary>
public static class SamplePlaybook
{
    public static Playbook Source { get; } = new()
    {
        Name = "Test shop",
        BaseCurrency = "USD",
        Rates = new Dictionary<string, decimal> { ["EUR"] = 1.10m, ["KRW"] = 0.00075m },
        TimeZone = "Asia/Seoul",
        PhoneCountryCode = "82",
        Languages = ["en", "ko"],
        Channels = [new("web", "Web", false), new("call-centre", "Call centre", false), new("email", "E-mail", true)],
        Placements =
        [
            new("home-hero", "web", "Top of the home page"), new("home-row", "web", "Row of the home page"),
            new("desk", "call-centre", "Desk"), new("newsletter", "email", "Newsletter"),
        ],
        Profile =
        [
            new("firstName", "text", "demographic", true), new("city", "text", "demographic"), new("birthDate", "date", "demographic", true),
            new("points", "number", "purchase"), new("student", "boolean", "demographic"), new("language", "text", "demographic"),
        ],
        Purposes =
        [
            new("personalisation", "Personal offers", ConsentBasis.OptOut),
            new("email-marketing", "Offers by e-mail", ConsentBasis.OptIn),
            new("service", "Service notices", ConsentBasis.Necessary),
        ],
        Segments = [new("buyers", "Buyers", Field("purchases.count", ConditionOperator.AtLeast, "1"))],
        Issues = [new("sell", "Sell"), new("keep", "Keep")],
        Groups = [new() { Id = "gadgets", Issue = "sell", Name = "Gadgets" }, new() { Id = "thanks", Issue = "keep", Name = "Thanks" }],
        Offers = [Offer("headphones", "gadgets", 30), Offer("voucher", "thanks", 10)],
    };

    /// <summary>The sample as compiled.</summary>
    public static CompiledPlaybook Compiled { get; } = Compile(Source);

    /// <summary>Compiles a playbook, or fails with its faults.</summary>
    public static CompiledPlaybook Compile(Playbook playbook)
    {
        var load = PlaybookLoader.LoadPlaybook(playbook);
        return load.Playbook ?? throw new InvalidOperationException(string.Join('\n', load.Faults));
    }

    /// <summary>The reference data of a playbook, with its fixed propensities and nothing else.</summary>
    public static ReferenceData Reference(CompiledPlaybook playbook) => new(playbook, new FixedPropensity());

    /// <summary>A condition on a field; the value is JSON, such as <c>3</c> or <c>"30d"</c> with its quotes.</summary>
    public static Condition Field(string field, ConditionOperator op, string? value = null, string? within = null) => new()
    {
        Field = field,
        Op = op,
        Value = value is null ? null : System.Text.Json.JsonDocument.Parse(value).RootElement.Clone(),
        Within = within,
    };

    /// <summary>An offer with one treatment for all placements of each of the given channels; web alone when none is given.</summary>
    public static Offer Offer(string id, string group, double value, params string[] channels) => new()
    {
        Id = id,
        Group = group,
        Name = id,
        Value = value,
        Purpose = "personalisation",
        Treatments = [.. (channels.Length == 0 ? ["web"] : channels).Select(channel => new Treatment
        {
            Id = $"{id}-{channel}",
            Channel = channel,
            Content = new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["en"] = new Dictionary<string, string> { ["title"] = "Hello {{firstName|there}}", ["body"] = id },
                ["ko"] = new Dictionary<string, string> { ["title"] = "{{firstName|고객}}님, 안녕하세요", ["body"] = id },
            },
        })],
    };
}
