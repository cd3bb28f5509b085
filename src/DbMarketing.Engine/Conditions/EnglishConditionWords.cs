using System.Globalization;
using System.Text;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>Conditions in English.</summary>
internal sealed class EnglishConditionWords(Playbook playbook) : ConditionWords(playbook)
{
    private protected override bool LeavesOutUnits => true;

    private protected override string Language => "en";

    private protected override FieldPhrase? PhraseOf(string name) => EnglishFieldPhrases.All.GetValueOrDefault(name);

    private protected override string NameOf(string family, string last, double? count) => family switch
    {
        "interactions" when EnglishFieldPhrases.Kinds.TryGetValue(last, out var kind) => count == 1 ? kind.One : kind.Many,
        "since" when EnglishFieldPhrases.Kinds.TryGetValue(last, out var kind) => kind.One,
        "affinity" or "affinityScore" or "lagStage" or "lagReturnChance" => Spaced(Category(last)),
        "boughtTogether" or "boughtNext" => Called(last),
        _ => Spaced(last),
    };

    private protected override string Elapsed(string count, char unit)
    {
        var name = unit switch { 'd' => "day", 'h' => "hour", 'm' => "minute", _ => "second" };
        return $"{count} {name}{(count == "1" ? "" : "s")}";
    }

    private protected override string Hour(string hour) => hour + ":00";

    private protected override string Truth(bool value) => value ? "yes" : "no";

    private protected override string Text(string text) => text;

    private protected override string Bound(ConditionOperator op, bool opposite, string value) => op switch
    {
        ConditionOperator.AtLeast => "at least " + value,
        ConditionOperator.MoreThan => "more than " + value,
        ConditionOperator.AtMost => "at most " + value,
        ConditionOperator.LessThan => "less than " + value,
        ConditionOperator.NotEqualTo => "other than " + value,
        ConditionOperator.In => (value.Contains(',', StringComparison.Ordinal) ? "one of " : "") + value,
        ConditionOperator.NotIn => (value.Contains(',', StringComparison.Ordinal) ? "none of " : "other than ") + value,
        ConditionOperator.Contains => (opposite ? "without " : "containing ") + value,
        _ => value,
    };

    private protected override string Bounded(string statement, string bounds, bool met) =>
        $"{statement} ({bounds}{(met ? "" : " wanted")})";

    private protected override string Within(string statement, int days) =>
        days == 1 ? statement + " today" : string.Create(CultureInfo.InvariantCulture, $"{statement} in {days} days");

    private protected override string Segment(string name, bool inside, string because) =>
        $"{(inside ? "in" : "not in")} the segment {name}: {because}";

    private protected override string Member(string name, bool inside) => $"{(inside ? "in" : "not in")} the segment {name}";

    private protected override string Demand(FieldFinding finding, string noun, string? bound) =>
        bound is not null ? $"{noun} is {bound}" : $"{noun} is {(finding.Op == ConditionOperator.Known ? "" : "not ")}known";

    private protected override string Together(IReadOnlyList<string> demands, bool all) => string.Join(all ? ", and " : ", or ", demands);

    private protected override string Lag(LagStanding lag)
    {
        var day = lag.Day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        return $"usually buys{(lag.Category is null ? "" : " " + Category(lag.Category))} every {Spoken(lag.Usual)}, " + lag.Stage switch
        {
            LagStage.Lapsed => "lapsed since " + day,
            LagStage.Overdue => "overdue since " + day,
            LagStage.Due => "due since " + day,
            _ => "due on " + day,
        };
    }

    private protected override string More(int count) => string.Create(CultureInfo.InvariantCulture, $"and {count} more");

    private protected override string Joined(IReadOnlyList<string> wishes, bool all, int more)
    {
        var joined = string.Join(all ? " and " : " or ", wishes);
        var rest = more > 0 ? string.Create(CultureInfo.InvariantCulture, $" {(all ? "and" : "or")} {more} more conditions changed") : "";
        return all || wishes.Count == 1 ? joined + rest : $"either {joined}{rest}";
    }

    private protected override string Wish(FieldFinding finding, FieldPhrase phrase, string noun, string? bound, string actual)
    {
        var wish = finding switch
        {
            { Op: ConditionOperator.Known } => noun + " were known",
            { Op: ConditionOperator.Unknown } => noun + " were not known",
            { Wanted: [bool truth] }
                when (truth == (finding.Op == ConditionOperator.EqualTo) ? phrase.IfTrue : phrase.IfFalse) is { } said =>
                Fill(said, finding.Field, ""),
            _ => $"{noun} were {bound}",
        };
        return finding.Actual is bool ? wish : $"{wish} ({(finding.Actual is null ? "" : "is ")}{actual})";
    }

    private static string Spaced(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            text.Append(letter is '_' or '-' ? " " : char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString());
        }

        return text.ToString().Trim();
    }
}
