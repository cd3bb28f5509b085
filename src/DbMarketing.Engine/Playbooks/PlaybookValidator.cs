using System.Text.RegularExpressions;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Engine.Playbooks;

/// <summary>Checks what a playbook says, part by part, and compiles it. Finds all faults, not the first.</summary>
internal sealed partial class PlaybookValidator(PlaybookDraft draft, FaultList faults)
{
    private static readonly string[] ProfileTypes = ["text", "number", "boolean", "date"];
    private static readonly string[] ProfileFamilies = ["demographic", "psychographic", "media", "purchase"];

    private readonly PlaybookChecks checks = new(draft, faults);
    private readonly Playbook playbook = draft.Playbook;
    private bool knowsTimeZone;

    /// <summary>
    /// The compiled playbook; null when any fault was found. One that is stored was taken before, and is compiled in spite of faults: it is
    /// null only when anything but offers and segments cannot be read, or its time zone is not known here, for then it would count other
    /// days and amounts, or forget a cap.
    /// </summary>
    /// <param name="stored">The document that is stored; null for a playbook that is new.</param>
    public CompiledPlaybook? Compile(byte[]? stored = null)
    {
        CheckBasics();
        CheckRates();
        CheckLocalNames();
        CheckCrossSell();
        new PopulationChecks(checks, playbook).Check();
        var zone = FindTimeZone();
        CheckProfile();
        checks.Index("channels", playbook.Channels, PlaybookLimits.Channels, channel => channel.Id, channel => channel.Name);
        var conditions = CompilerOf(zone);
        var segments = CompileSegments(conditions);
        var content = new ContentChecks(checks, playbook);
        var offers = new OfferChecks(checks, playbook, conditions, content).Compile();
        new PolicyChecks(checks, playbook, content).Check();
        return faults.Count == 0 || (stored is not null && knowsTimeZone && !draft.LacksValues)
            ? new CompiledPlaybook(playbook, zone, segments, offers, stored) { Faults = faults.ToList() }
            : null;
    }

    private void CheckBasics()
    {
        Unless(playbook.Name.Length == 0, () => checks.Name(playbook.Name, draft.Place("name")));
        Unless(playbook.BaseCurrency.Length == 0, () => CheckCurrency(playbook.BaseCurrency, draft.Place("baseCurrency")));
        Unless(playbook.PhoneCountryCode.Length == 0 || CallingCode().IsMatch(playbook.PhoneCountryCode), () => faults.Add(
            draft.Place("phoneCountryCode"), $"'{playbook.PhoneCountryCode}' is not a country calling code; 1 to 3 digits such as 82"));
        checks.AtMost(playbook.ReservationTime, PlaybookLimits.Reservation, draft.Place("reservationTime"));
        checks.AtMost(playbook.OfferValidity, PlaybookLimits.Reservation, draft.Place("offerValidity"));
        CheckLag();
        if (!draft.IsBroken("languages", ""))
        {
            CheckLanguages();
        }
    }

    private void CheckLag()
    {
        var (place, lag) = (draft.Place("lag"), playbook.Lag ?? LagPolicy.Default);
        if (lag.OverdueShare is not (> 0.5 and < 1))
        {
            faults.Add(place.Member("overdueShare"), FormattableString.Invariant($"{lag.OverdueShare} is not above 0.5 and below 1"));
        }

        if (lag.ReturnThreshold is not (> 0 and < 1))
        {
            faults.Add(place.Member("returnThreshold"), FormattableString.Invariant($"{lag.ReturnThreshold} is not above 0 and below 1"));
        }

        var (categories, listed) = (lag.Categories ?? [], place.Member("categories"));
        checks.Length(categories.Count, 0, PlaybookLimits.LagCategories, "categories", listed);
        for (var index = 0; index < categories.Count; index++)
        {
            if (!FieldCatalogue.IsOwnName(categories[index]))
            {
                faults.Add(listed.Item(index), $"'{categories[index]}' is not {FieldCatalogue.CategoryPath}");
            }
            else if (categories.Take(index).Contains(categories[index]))
            {
                faults.Add(listed.Item(index), $"'{categories[index]}' is there already");
            }
        }
    }

    /// <summary>An empty text here stands in for a part that was reported already.</summary>
    private static void Unless(bool reported, Action check)
    {
        if (!reported)
        {
            check();
        }
    }

    private void CheckLanguages()
    {
        var place = draft.Place("languages");
        checks.Length(playbook.Languages.Count, 1, PlaybookLimits.Languages, "languages", place);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < playbook.Languages.Count; index++)
        {
            var language = playbook.Languages[index];
            if (!LanguageTag().IsMatch(language))
            {
                faults.Add(place.Item(index), $"'{language}' is not a language tag such as en, ko or zh-Hant");
            }
            else if (!seen.Add(language))
            {
                faults.Add(place.Item(index), $"'{language}' is there already");
            }
        }
    }

    private void CheckLocalNames()
    {
        foreach (var (language, names) in playbook.LocalNames ?? new Dictionary<string, IReadOnlyDictionary<string, string>>())
        {
            var place = draft.Place("localNames").Member(language);
            if (!playbook.Languages.Contains(language) && !draft.IsBroken("languages", ""))
            {
                faults.Add(place, $"is not a language of the playbook, which has {string.Join(", ", playbook.Languages)}");
            }

            checks.Length(names.Count, 0, PlaybookLimits.LocalNames, "names", place);
            foreach (var (name, local) in names)
            {
                checks.Name(local, place.Member(name));
            }
        }
    }

    private void CheckCrossSell()
    {
        var (thresholds, place) = (playbook.CrossSell ?? RuleThresholds.Default, draft.Place("crossSell"));
        if (thresholds.MinSupport is <= 0 or > 1)
        {
            faults.Add(place.Member("minSupport"), FormattableString.Invariant($"{thresholds.MinSupport} is not above 0 and up to 1"));
        }

        checks.Between((double)thresholds.MinConfidence, 0, 1, place.Member("minConfidence"));
        checks.Between(thresholds.MinCount, 1, RuleThresholds.MostCount, place.Member("minCount"));
    }

    private void CheckRates()
    {
        var place = draft.Place("rates");
        checks.Length(playbook.Rates.Count, 0, PlaybookLimits.Rates, "rates", place);
        foreach (var (currency, rate) in playbook.Rates)
        {
            CheckCurrency(currency, place.Member(currency));
            if (rate is <= 0 or > 1_000_000_000)
            {
                faults.Add(place.Member(currency), FormattableString.Invariant($"{rate} is not a rate above 0 and up to 1000000000"));
            }

            if (currency == playbook.BaseCurrency && rate != 1)
            {
                faults.Add(place.Member(currency), "is the base currency, whose rate is 1; leave it out");
            }
        }
    }

    private void CheckCurrency(string currency, FaultPlace place)
    {
        if (!CurrencyCode().IsMatch(currency))
        {
            faults.Add(place, $"'{currency}' is not an ISO 4217 code; three capital letters such as USD");
        }
    }

    /// <summary>The business time zone; UTC stands in for one that was reported.</summary>
    private TimeZoneInfo FindTimeZone()
    {
        if (playbook.TimeZone.Length == 0)
        {
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(playbook.TimeZone, out var zone) && (zone.HasIanaId || playbook.TimeZone == "UTC"))
        {
            knowsTimeZone = true;
            return zone;
        }

        var installed = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out _);
        faults.Add(draft.Place("timeZone"), installed
            ? $"'{playbook.TimeZone}' is not an IANA time zone such as Asia/Seoul"
            : $"'{playbook.TimeZone}' cannot be looked up: this machine has no time zone data; install the package tzdata");
        return TimeZoneInfo.Utc;
    }

    private void CheckProfile()
    {
        checks.Index("profile", playbook.Profile, PlaybookLimits.ProfileFields, field => field.Name, null, "name");
        for (var index = 0; index < playbook.Profile.Count; index++)
        {
            var place = draft.Place("profile", index);
            CheckChoice(playbook.Profile[index].Type, ProfileTypes, place.Member("type"));
            CheckChoice(playbook.Profile[index].Family, ProfileFamilies, place.Member("family"));
        }
    }

    private void CheckChoice(string value, string[] choices, FaultPlace place)
    {
        if (!choices.Contains(value))
        {
            faults.Add(place, $"'{value}' is not one of {string.Join(", ", choices)}{NearestName.Hint(value, choices)}");
        }
    }

    private ConditionCompiler CompilerOf(TimeZoneInfo zone)
    {
        var sources = new Dictionary<string, SegmentSource>(StringComparer.Ordinal);
        for (var index = 0; index < playbook.Segments.Count; index++)
        {
            var segment = playbook.Segments[index];
            sources.TryAdd(segment.Id, new(segment.Name, segment.Condition, draft.Place("segments", index).Member("condition")));
        }

        return new(new FieldCatalogue(playbook, zone), sources, faults) { IsBroken = draft.IsBroken };
    }

    private List<CompiledSegment> CompileSegments(ConditionCompiler conditions)
    {
        checks.Index("segments", playbook.Segments, PlaybookLimits.Segments, segment => segment.Id, segment => segment.Name);
        var compiled = new List<CompiledSegment>();
        for (var index = 0; index < playbook.Segments.Count; index++)
        {
            var segment = playbook.Segments[index];
            var place = draft.Place("segments", index).Member("description");
            checks.Length(segment.Description?.Length ?? 0, 0, PlaybookLimits.DescriptionLength, "characters", place);
            if (conditions.CompileSegment(segment.Id) is { } condition)
            {
                compiled.Add(new(segment, condition));
            }
        }

        return compiled;
    }

    [GeneratedRegex(@"^[A-Z]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CurrencyCode();

    [GeneratedRegex(@"^[1-9][0-9]{0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CallingCode();

    [GeneratedRegex(@"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();
}
