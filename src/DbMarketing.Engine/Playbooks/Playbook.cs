using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Policies;

namespace DbMarketing.Engine.Playbooks;

/// <summary>
/// Everything that marketers decide, as one immutable document. As a folder: <c>playbook.json</c> with the scalar parts, and the
/// lists in files of their own (<c>offers/*.json</c>, <c>segments.json</c>, <c>policies.json</c> …), merged on load.
/// </summary>
public sealed record Playbook
{
    public required string Name { get; init; }
    public required string BaseCurrency { get; init; }
    /// <summary>What one unit of a currency is worth in base currency.</summary>
    public IReadOnlyDictionary<string, decimal> Rates { get; init; } = new Dictionary<string, decimal>();
    /// <summary>IANA name of the business time zone; days and quiet hours follow it.</summary>
    public required string TimeZone { get; init; }
    /// <summary>Country calling code for phone numbers without one, such as <c>82</c>.</summary>
    public required string PhoneCountryCode { get; init; }
    /// <summary>Languages of the content; the first is the default.</summary>
    public required IReadOnlyList<string> Languages { get; init; }
    public required IReadOnlyList<Channel> Channels { get; init; }
    /// <summary>How long a decided offer counts against the caps without an outcome.</summary>
    public TimeSpan ReservationTime { get; init; } = TimeSpan.FromMinutes(30);
    /// <summary>How long a caller may show a decided offer.</summary>
    public TimeSpan OfferValidity { get; init; } = TimeSpan.FromMinutes(30);
    public Levers Levers { get; init; } = new();
    /// <summary>Which rules of what is bought together, and next, are used; left out for the defaults.</summary>
    public RuleThresholds? CrossSell { get; init; }
    public IReadOnlyList<ProfileField> Profile { get; init; } = [];
    public IReadOnlyList<Purpose> Purposes { get; init; } = [];
    public IReadOnlyList<Segment> Segments { get; init; } = [];
    public IReadOnlyList<Issue> Issues { get; init; } = [];
    public IReadOnlyList<OfferGroup> Groups { get; init; } = [];
    public IReadOnlyList<Offer> Offers { get; init; } = [];
    public IReadOnlyList<SuppressionRule> Suppressions { get; init; } = [];
    public IReadOnlyList<ChannelLimit> ChannelLimits { get; init; } = [];
    public IReadOnlyList<QuietHours> QuietHours { get; init; } = [];
    /// <summary>From when on a customer is overdue and lapsed between two purchases.</summary>
    public LagPolicy? Lag { get; init; }
    public IReadOnlyList<ContextWeight> ContextWeights { get; init; } = [];
    public IReadOnlyList<Fallback> Fallbacks { get; init; } = [];
    public IReadOnlyList<Placement> Placements { get; init; } = [];
    /// <summary>Names for customers by their RFM scores, in order; without any, the names that are custom in the field.</summary>
    public IReadOnlyList<RfmGroupRule>? RfmGroups { get; init; }
    /// <summary>How lifetime values are reckoned; without it a margin of 1, 10 % a year and 36 months.</summary>
    public LifetimeRules? Lifetime { get; init; }
    /// <summary>
    /// What names of the playbook, and product categories, are called in other languages: by language, then by the name as it is
    /// written here. Explanations and screens use them; one that is not named here keeps its name.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? LocalNames { get; init; }
    /// <summary>What may not be collected, per source (<c>*</c> for every source).</summary>
    public IReadOnlyList<CollectionRule> Collection { get; init; } = [];

    /// <summary>A name in a language; the name as it is where it has none there.</summary>
    public string NameIn(string language, string name) =>
        LocalNames?.GetValueOrDefault(language)?.GetValueOrDefault(name, name) ?? name;
}

/// <summary>A channel and whether the company speaks first on it (outbound needs consent) or the customer does (inbound).</summary>
public sealed record Channel(string Id, string Name, bool Outbound);

/// <summary>A place of a channel, as the API and the console name it.</summary>
public sealed record Placement(string Id, string Channel, string Name);

/// <summary>Switches for the four factors of the priority; a factor that is off counts as 1.</summary>
public sealed record Levers(bool Propensity = true, bool Value = true, bool Context = true, bool Weights = true);

/// <summary>A named set of customers: those for whom the condition holds.</summary>
public sealed record Segment(string Id, string Name, Condition Condition, string? Description = null);

/// <summary>An attribute that conditions and merge fields may use.</summary>
/// <param name="Type"><c>text</c>, <c>number</c>, <c>boolean</c> or <c>date</c>.</param>
/// <param name="Family"><c>demographic</c>, <c>psychographic</c>, <c>media</c> or <c>purchase</c>.</param>
/// <param name="Personal">Names, addresses and the like: masked where a role may not see them.</param>
public sealed record ProfileField(string Name, string Type, string Family, bool Personal = false);

/// <summary>Non-personalised content for a placement that no offer could fill.</summary>
public sealed record Fallback(
    string Id, string Channel, string Placement, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Content);

/// <summary>What is dropped before it is stored.</summary>
/// <param name="Source">A source's name, or <c>*</c>.</param>
/// <param name="DenyFields">
/// Names and dotted paths that never reach the journal: <c>street</c> and <c>address.street</c> both deny
/// <c>context.traits.address.street</c>, and every other field whose path ends so.
/// </param>
/// <param name="KeepUnknown">Whether fields that the protocol does not know are kept.</param>
/// <param name="KeepAddress">Whether the sender's whole address is kept; by default it is shortened to /24 or /48.</param>
public sealed record CollectionRule(
    string Source, IReadOnlyList<string>? DenyFields = null, bool KeepUnknown = true, bool KeepAddress = false);
