using System.Globalization;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>Conditions in Korean.</summary>
internal sealed class KoreanConditionWords(Playbook playbook) : ConditionWords(playbook)
{
    private protected override bool LeavesOutUnits => false;

    private protected override string Language => "ko";

    private protected override FieldPhrase? PhraseOf(string name) => KoreanFieldPhrases.All.GetValueOrDefault(name);

    private protected override string NameOf(string family, string last, double? count) => family switch
    {
        "interactions" or "since" => KoreanFieldPhrases.Kinds.GetValueOrDefault(last, last),
        "affinity" or "affinityScore" or "lagStage" or "lagReturnChance" => Category(last),
        "boughtTogether" or "boughtNext" => Called(last),
        _ => KoreanFieldPhrases.Names.GetValueOrDefault(last, last),
    };

    private protected override string Elapsed(string count, char unit) =>
        count + unit switch { 'd' => "일", 'h' => "시간", 'm' => "분", _ => "초" };

    private protected override string Hour(string hour) => hour + "시";

    private protected override string Truth(bool value) => value ? "예" : "아니요";

    private protected override string Text(string text) => KoreanFieldPhrases.Names.GetValueOrDefault(text, text);

    private protected override string Bound(ConditionOperator op, bool opposite, string value) => op switch
    {
        ConditionOperator.AtLeast => value + " 이상",
        ConditionOperator.MoreThan => value + " 초과",
        ConditionOperator.AtMost => value + " 이하",
        ConditionOperator.LessThan => value + " 미만",
        ConditionOperator.NotEqualTo or ConditionOperator.NotIn => value + " 이외",
        ConditionOperator.In when value.Contains(',', StringComparison.Ordinal) => value + " 중 하나",
        ConditionOperator.Contains => value + (opposite ? " 미포함" : " 포함"),
        _ => value,
    };

    private protected override string Bounded(string statement, string bounds, bool met) => $"{statement} ({bounds}{(met ? "" : " 필요")})";

    private protected override string Within(string statement, int days) =>
        days == 1 ? "오늘 " + statement : string.Create(CultureInfo.InvariantCulture, $"최근 {days}일 {statement}");

    private protected override string Segment(string name, bool inside, string because) =>
        $"{name} 세그먼트에 {(inside ? "속함" : "속하지 않음")}: {because}";

    private protected override string Member(string name, bool inside) => $"{name} 세그먼트에 {(inside ? "속함" : "속하지 않음")}";

    private protected override string Demand(FieldFinding finding, string noun, string? bound) =>
        bound is not null ? $"{noun} {bound}" : noun + (finding.Op == ConditionOperator.Known ? " 확인" : " 정보 없음");

    private protected override string Together(IReadOnlyList<string> demands, bool all) => string.Join(all ? ", " : " 또는 ", demands);

    private protected override string Lag(LagStanding lag)
    {
        var day = lag.Day.ToString("yyyy년 M월 d일", CultureInfo.InvariantCulture);
        return $"{(lag.Category is null ? "" : Category(lag.Category) + " ")}보통 {Spoken(lag.Usual)}마다 구매, " + lag.Stage switch
        {
            LagStage.Lapsed => day + "부터 이탈",
            LagStage.Overdue => day + "부터 구매 지연",
            LagStage.Due => day + "부터 구매 시기",
            _ => "다음 구매 시기 " + day,
        };
    }

    private protected override string More(int count) => string.Create(CultureInfo.InvariantCulture, $"외 {count}개");

    private protected override string Joined(IReadOnlyList<string> wishes, bool all, int more) =>
        string.Join(all ? ", " : " 또는 ", wishes)
            + (more > 0 ? string.Create(CultureInfo.InvariantCulture, $"{(all ? ", " : " 또는 ")}그 밖의 조건 {more}개 변경") : "");

    private protected override string Wish(FieldFinding finding, FieldPhrase phrase, string noun, string? bound, string actual)
    {
        var wish = finding switch
        {
            { Op: ConditionOperator.Known } => noun + " 확인",
            { Op: ConditionOperator.Unknown } => noun + " 정보 없음",
            { Wanted: [bool truth] } when !phrase.Says.Contains("{0}", StringComparison.Ordinal) =>
                Fill(truth == (finding.Op == ConditionOperator.EqualTo) ? phrase.Says : phrase.Missing, finding.Field, ""),
            _ => $"{noun} {bound}",
        };
        return $"{wish} (현재 {actual})";
    }
}
