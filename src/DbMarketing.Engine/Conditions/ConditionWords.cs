using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>Says in a language what conditions found, in words that one can use on the phone.</summary>
public abstract class ConditionWords(Playbook playbook)
{
    /// <summary>How many clauses a reason spells out; a desk shows it on one line.</summary>
    private const int ReasonsShown = 4;

    private const int ShownValues = 5;

    /// <summary>The words for a language tag; English for one that has none.</summary>
    public static ConditionWords Of(string? language, Playbook playbook) =>
        language is not null && language.StartsWith("ko", StringComparison.OrdinalIgnoreCase)
            ? new KoreanConditionWords(playbook) : new EnglishConditionWords(playbook);

    /// <summary>What the playbook's name, or a category, is called in this language.</summary>
    public string Called(string name) => playbook.NameIn(Language, name);

    /// <summary>Why it came out so, such as <c>8 orders (at least 4); last purchase 88 days ago (less than 90)</c>.</summary>
    public string Reason(ConditionFinding finding)
    {
        var clauses = Clauses(finding).Distinct().ToList();
        var more = clauses.Count - ReasonsShown;
        return string.Join("; ", clauses.Take(ReasonsShown)) + (more > 0 ? "; " + More(more) : "");
    }

    /// <summary>What would have to be otherwise for the condition to come out the other way.</summary>
    public string Remedy(ConditionFinding finding) => finding switch
    {
        FieldFinding field => Wish(field),
        SegmentFinding segment => Remedy(segment.Because),
        GroupFinding group => Joined(
            [.. group.Findings.Take(ReasonsShown).Select(Remedy).Distinct()], group.EachDecides, group.Findings.Count - ReasonsShown),
        _ => "",
    };

    /// <summary>The condition itself, such as <c>the number of orders is at least 4, and the average order is more than $50</c>.</summary>
    /// <param name="wanted">As <see cref="CompiledCondition.Wanted"/> has it.</param>
    public string Demand(ConditionFinding wanted) => Demand(wanted, isInner: false);

    /// <summary>The language tag of the playbook's names.</summary>
    private protected abstract string Language { get; }

    /// <summary>A category by its name, else by its path with blanks.</summary>
    private protected string Category(string path) => Called(path) is var name && name != path ? name : path.Replace('.', ' ');

    /// <summary>By a field's name, by its family with a dot, or with a colon for those of the family whose values are no texts.</summary>
    private protected abstract FieldPhrase? PhraseOf(string name);

    /// <summary>The spoken form of the last part of a field's name.</summary>
    private protected abstract string NameOf(string family, string last, double? count);

    private protected abstract string Elapsed(string count, char unit);

    private protected abstract string Hour(string hour);

    private protected abstract string Truth(bool value);

    /// <summary>A text of the customer's or the author's own.</summary>
    private protected abstract string Text(string text);

    /// <summary>Such as <c>at least 4</c>.</summary>
    private protected abstract string Bound(ConditionOperator op, bool opposite, string value);

    /// <summary>Puts the bounds behind a statement, as kept or as missed.</summary>
    private protected abstract string Bounded(string statement, string bounds, bool met);

    private protected abstract string Within(string statement, int days);

    private protected abstract string Segment(string name, bool inside, string because);

    private protected abstract string Member(string name, bool inside);

    /// <summary>That a field keeps <paramref name="bound"/>, which is null for one that only is to be known or unknown.</summary>
    private protected abstract string Demand(FieldFinding finding, string noun, string? bound);

    /// <summary>Joins demands that must hold together, or of which one must.</summary>
    private protected abstract string Together(IReadOnlyList<string> demands, bool all);

    /// <summary>Such as <c>usually buys every 21 days, overdue since 3 March 2026</c>.</summary>
    private protected abstract string Lag(LagStanding lag);

    private protected abstract string More(int count);

    private protected abstract string Joined(IReadOnlyList<string> wishes, bool all, int more);

    /// <summary>The wish that a field kept <paramref name="bound"/>, which is null for one that only is to be known or unknown.</summary>
    private protected abstract string Wish(FieldFinding finding, FieldPhrase phrase, string noun, string? bound, string actual);

    /// <summary>True for a bound in the unit of the value before it, whose unit goes without saying.</summary>
    private protected abstract bool LeavesOutUnits { get; }

    /// <summary>A time in its best unit, such as <c>21 days</c>.</summary>
    private protected string Spoken(TimeSpan time) =>
        SpokenNumbers.Elapsed(time) is var (count, unit) ? Elapsed(SpokenNumbers.Plain(count, 0), unit) : "";

    private FieldPhrase PhraseFor(Field field)
    {
        var name = field.Name;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var family = dot < 0 ? null : name[..dot];
        return PhraseOf(name)
            ?? (family is not null && field.Type != FieldType.Text ? PhraseOf(family + ":") : null)
            ?? (family is null ? null : PhraseOf(family + "."))
            ?? new(name, name + ": {0}", name + ": ?");
    }

    /// <summary>Fills the places of a phrase.</summary>
    private protected string Fill(string phrase, Field field, string value, double? count = null)
    {
        var dot = field.Name.IndexOf('.', StringComparison.Ordinal);
        var last = dot < 0 ? "" : field.Name[(dot + 1)..];
        var name = field.Name.StartsWith("consent.", StringComparison.Ordinal)
            ? $"“{Called(playbook.Purposes.FirstOrDefault(purpose => purpose.Id == last)?.Name ?? last)}”"
            : phrase.Contains("{1}", StringComparison.Ordinal) ? NameOf(dot < 0 ? "" : field.Name[..dot], last, count) : "";
        return phrase.Replace("{1}", name, StringComparison.Ordinal).Replace("{0}", value, StringComparison.Ordinal);
    }

    private IEnumerable<string> Clauses(ConditionFinding finding) => finding switch
    {
        FieldFinding field => [Clause([field])],
        SegmentFinding segment => [Segment(Called(segment.Name), segment.Inside, string.Join(", ", Clauses(segment.Because)))],
        GroupFinding { EachDecides: true } group => Clauses(group.Findings[0]),
        GroupFinding group => Runs(group.Findings),
        _ => [],
    };

    /// <summary>Comparisons of one field share one clause: <c>last purchase 70 days ago (at least 60, less than 90)</c>.</summary>
    private IEnumerable<string> Runs(IReadOnlyList<ConditionFinding> findings)
    {
        for (var i = 0; i < findings.Count;)
        {
            if (findings[i] is not FieldFinding first)
            {
                foreach (var clause in Clauses(findings[i++]))
                {
                    yield return clause;
                }

                continue;
            }

            var run = findings.Skip(i).TakeWhile(other => other is FieldFinding same && same.Field.Name == first.Field.Name
                && same.Days == first.Days && same.Met == first.Met).Cast<FieldFinding>().ToList();
            i += run.Count;
            yield return Clause(run);
        }
    }

    private string Clause(List<FieldFinding> run)
    {
        var first = run[0];
        var phrase = PhraseFor(first.Field);
        var statement = Statement(first, phrase);
        if (first.Days is { } days)
        {
            statement = Within(statement, days);
        }

        var bounds = run.Where(IsBoundWorthSaying).Select(finding => BoundOf(finding, phrase)).ToList();
        return bounds.Count == 0 ? statement : Bounded(statement, string.Join(", ", bounds), first.Met);
    }

    private string Statement(FieldFinding finding, FieldPhrase phrase) => finding.Actual switch
    {
        null => Fill(phrase.Missing, finding.Field, ""),
        bool truth when !phrase.Says.Contains("{0}", StringComparison.Ordinal) =>
            Fill(truth ? phrase.Says : phrase.Missing, finding.Field, ""),
        LagStanding lag => Lag(lag),
        1d when phrase.One is { } one => Fill(one, finding.Field, "1", 1),
        var actual => Fill(phrase.Says, finding.Field, Value(finding, phrase, actual), actual as double?),
    };

    /// <summary>What a statement already says is not said again.</summary>
    private static bool IsBoundWorthSaying(FieldFinding finding) => finding switch
    {
        { Field.Type: FieldType.Boolean } => false,
        { Op: ConditionOperator.Known or ConditionOperator.Unknown } => false,
        { Met: true, Actual: null } => false,
        { Met: true, Op: ConditionOperator.EqualTo or ConditionOperator.In } => false,
        _ => true,
    };

    private string BoundOf(FieldFinding finding, FieldPhrase phrase)
    {
        var values = finding.Wanted.Take(ShownValues).Select(wanted =>
            LeavesOutUnits && wanted is TimeSpan time && finding.Actual is TimeSpan actual
                && SpokenNumbers.Elapsed(time) is var (count, unit) && unit == SpokenNumbers.Elapsed(actual).Unit
                    ? SpokenNumbers.Plain(count, 0) : Value(finding, phrase, wanted));
        var list = string.Join(", ", values) + (finding.Wanted.Count > ShownValues ? " …" : "");
        return Bound(finding.Op, finding.Opposite, list);
    }

    private string Demand(ConditionFinding wanted, bool isInner) => wanted switch
    {
        FieldFinding field => Demand(field),
        SegmentFinding segment => Member(Called(segment.Name), segment.Inside),
        GroupFinding { Findings: [var only] } => Demand(only, isInner),
        GroupFinding group when isInner => $"({Demand(group, isInner: false)})",
        GroupFinding group => Together([.. group.Findings.Select(one => Demand(one, isInner: true))], !group.EachDecides),
        _ => "",
    };

    private string Demand(FieldFinding finding)
    {
        var phrase = PhraseFor(finding.Field);
        if (finding.Wanted is [bool truth] && !phrase.Says.Contains("{0}", StringComparison.Ordinal))
        {
            return Fill(truth == (finding.Op == ConditionOperator.EqualTo) ? phrase.Says : phrase.Missing, finding.Field, "");
        }

        var (noun, bound) = NounAndBound(finding, phrase);
        return Demand(finding, noun, bound);
    }

    /// <summary>The field with its days, and the bound that it is to keep; null for one that only is to be known or unknown.</summary>
    private (string Noun, string? Bound) NounAndBound(FieldFinding finding, FieldPhrase phrase)
    {
        var noun = Fill(phrase.Noun, finding.Field, "");
        var values = finding.Wanted.Take(ShownValues).Select(wanted => Value(finding, phrase, wanted));
        return (
            finding.Days is { } days ? Within(noun, days) : noun,
            finding.Op is ConditionOperator.Known or ConditionOperator.Unknown
                ? null : Bound(finding.Op, finding.Opposite, string.Join(", ", values)));
    }

    private string Wish(FieldFinding finding)
    {
        var phrase = PhraseFor(finding.Field);
        var (noun, bound) = NounAndBound(finding, phrase);
        var actual = finding.Actual is { } known and not bool ? Value(finding, phrase, known) : Statement(finding, phrase);
        return Wish(finding, phrase, noun, bound, actual);
    }

    private string Value(FieldFinding finding, FieldPhrase phrase, object value) => value switch
    {
        // Rounding down must not make a value look like the bound that it lies above.
        double number => Number(finding, phrase, number, IsJustAbove(finding, number, 1) ? 2 : 0),
        TimeSpan time when SpokenNumbers.Elapsed(time) is var (count, unit) =>
            Elapsed(SpokenNumbers.Plain(count, unit == 'd' && IsJustAbove(finding, time, TimeSpan.FromDays(1)) ? 1 : 0), unit),
        bool truth => Truth(truth),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        LagStanding lag => Text(JsonNamingPolicy.CamelCase.ConvertName(lag.Stage.ToString())),
        // The names of groups are the playbook's own.
        _ => Text(finding.Field.Name == PopulationFields.Group ? Called((string)value) : (string)value),
    };

    private string Number(FieldFinding finding, FieldPhrase phrase, double number, int more) => finding.Field switch
    {
        { Unit: "base currency" } => SpokenNumbers.Money(number, playbook.BaseCurrency),
        { Unit: "0 to 1" } => SpokenNumbers.Plain(number * 100, number is > 0 and < 0.01 ? 2 : more) + " %",
        { Unit: "0 to 23" } => Hour(SpokenNumbers.Plain(number, 0)),
        _ => SpokenNumbers.Plain(number, number % 1 == 0 ? 0 : 2) + phrase.Counter,
    };

    private static bool IsJustAbove(FieldFinding finding, double value, double step) =>
        finding.Wanted is [double bound, ..] && value > bound
            && value - bound < (finding.Field.Unit == "0 to 1" ? step / 100 : step)
            && finding.Op is ConditionOperator.MoreThan or ConditionOperator.AtMost;

    private static bool IsJustAbove(FieldFinding finding, TimeSpan value, TimeSpan step) =>
        finding.Wanted is [TimeSpan bound, ..] && value > bound && value - bound < step
            && finding.Op is ConditionOperator.MoreThan or ConditionOperator.AtMost;
}
