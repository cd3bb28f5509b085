using System.Globalization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Policies;

namespace DbMarketing.Engine.Decisions;

/// <summary>Explanations in Korean.</summary>
internal sealed class KoreanWords : IExplanationWords
{
    private static readonly string[] Days = ["일요일", "월요일", "화요일", "수요일", "목요일", "금요일", "토요일"];

    public static KoreanWords Instance { get; } = new();

    public string Instant(DateTime local, DateTime now)
    {
        var time = local.ToString("HH:mm", CultureInfo.InvariantCulture);
        return (local.Date - now.Date).Days switch
        {
            0 => "오늘 " + time,
            > 0 and < 7 => $"{Days[(int)local.DayOfWeek]} {time}",
            _ => $"{(local.Year == now.Year ? "" : $"{local.Year}년 ")}{local.Month}월 {local.Day}일 {time}",
        };
    }

    public string Offered(string placement, int rank) => $"{placement} 위치에 {rank}순위로 제안됨";

    public string NotPlaced(string channel) => $"{channel} 채널의 요청한 위치에 쓸 콘텐츠가 없음";

    public string NoConsent(string purpose, bool objected) =>
        objected ? $"고객이 '{purpose}' 이용을 거부함" : $"고객이 '{purpose}' 이용에 동의하지 않음";

    public string NotYetValid(string? from) => from is null ? "유효 기간이 끝남" : $"{from}부터 유효함";

    public string OutOfStock(IReadOnlyList<string> products) => $"재고 없음: {EnglishWords.Some(products, "개")}";

    public string UnlessStock(IReadOnlyList<string> products) => $"{EnglishWords.Some(products, "개")} 재고 확보";

    public string Condition(DecisionStage stage, string reason) => stage switch
    {
        DecisionStage.Eligibility => "자격 조건이 맞지 않음: ",
        DecisionStage.Applicability => "지금은 해당하지 않음: ",
        DecisionStage.Suitability => "이 고객에게 적합하지 않음: ",
        _ => "이 고객에게 쓸 콘텐츠가 없음: ",
    } + reason;

    public string Paused(SuppressionRule rule, bool recent, string groupName, string freeAt)
    {
        var what = rule.Scope == SuppressionScope.Group ? $"{groupName} 제안이 " : "";
        return $"{what}{Window(rule.Window, recent)} {rule.Count}번 {Verb(rule.Outcome)}; {freeAt}부터 다시 가능";
    }

    public string Quiet(string until) => $"{until}까지 연락하지 않는 시간";

    public string LimitReached(ChannelLimit limit, string freeAt) =>
        limit.Window == TimeSpan.Zero
            ? $"이미 열려 있는 제안이 {limit.Max}건임; {freeAt}부터 다시 가능"
            : $"{(limit.Channel is null ? "모든 채널" : limit.Channel + " 채널")}에서 {Window(limit.Window, recent: false)}"
                + $" 최대 {limit.Max}번까지 가능; {freeAt}부터 다시 가능";

    public string Outranked(double? priority, double? toBeat, string? beatenBy, bool mandatory) =>
        toBeat is null ? "더 나은 제안이 자리를 차지함"
        : mandatory ? $"필수 제안인 {beatenBy} 항목이 먼저임"
        : $"우선순위 {Number(priority ?? 0)}, {beatenBy} 항목의 {Number(toBeat.Value)}보다 높지 않음";

    public string UnlessConsent(string purpose) => $"'{purpose}' 이용 동의";

    public string UnlessPriority(double toBeat, double? priority) =>
        $"우선순위 {Number(toBeat)} 초과{(priority is null ? "" : $" (현재 {Number(priority.Value)})")}";

    public string WouldBeOffered(IReadOnlyList<string> clauses, string? from) =>
        (from is null ? "" : $"{from}부터 ") + (clauses.Count == 0 ? "제안 가능" : $"다음이면 제안 가능: {string.Join(", ", clauses)}");

    public string Mandatory() => "필수 제안이므로 가장 먼저 보여 드림";

    public string OnlyOne() => "지금 여기에 맞는 유일한 제안";

    public string OneOf(int count) => $"지금 여기에 맞는 제안 {count}건 중 하나";

    public string Ahead(double priority, string runnerUp, double runnerUpPriority) =>
        $"우선순위 {Number(priority)}, 다음 순위 {runnerUp} ({Number(runnerUpPriority)})보다 높음";

    public string MoreLikely(double mine, double other) => $"수락 가능성이 더 높음: {Number(mine * 100)} % 대 {Number(other * 100)} %";

    public string LedBy(string from, string product, bool together, double confidence) => together
        ? $"{from} 구매 고객은 {product} 상품도 함께 사는 경우가 많음: {Number(confidence * 100)} %"
        : $"{from} 구매 고객은 다음에 {product} 상품을 사는 경우가 많음: {Number(confidence * 100)} %";

    public string WorthMore(double mine, double other) => $"수락 시 가치가 더 큼: {Number(mine)} 대 {Number(other)}";

    public string RaisedMore(double mine, double other) => $"마케터가 더 높게 설정함: × {Number(mine)} 대 × {Number(other)}";

    public string FitsMoment(ContextWeight row) =>
        $"지금 상황에 맞음: {row.Key} = {row.Value} ({(row.Weight < 0 ? "−" : "+")}{Number(Math.Abs(row.Weight))} %)";

    public string Fallback(string? emptyReason) => "여기에 보여 드릴 제안이 없어 모두에게 보이는 기본 내용을 표시함";

    private static string Number(double value) => EnglishWords.Number(value);

    private static string Verb(ContactOutcome outcome) => outcome switch
    {
        ContactOutcome.Presented => "보여 드림",
        ContactOutcome.Clicked => "클릭함",
        ContactOutcome.Accepted => "수락함",
        ContactOutcome.Declined => "거절함",
        ContactOutcome.Ignored => "반응 없음",
        _ => "발송함",
    };

    private static string Window(TimeSpan window, bool recent) => window.TotalDays switch
    {
        7 when recent => "이번 주에",
        >= 1 => $"{(recent ? "최근 " : "")}{Number(window.TotalDays)}일 안에",
        _ => $"{(recent ? "최근 " : "")}{Number(window.TotalHours)}시간 안에",
    };
}
