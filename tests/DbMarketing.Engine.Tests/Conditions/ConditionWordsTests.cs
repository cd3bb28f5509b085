using System.Reflection;
using System.Text.Json.Serialization;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Testing;
using static DbMarketing.Engine.Tests.Conditions.ConditionCustomer;

namespace DbMarketing.Engine.Tests.Conditions;

public sealed class ConditionWordsTests
{
    private static readonly IReadOnlyDictionary<string, string> Context = new Dictionary<string, string> { ["intent"] = "cancellation" };

    private static readonly CustomerState Customer = new ConditionCustomer(CustomerId.Known("1"))
        .Buys(8595.0536m, Start.AddDays(-128)).Buys(80.5m, Start.AddDays(-88).AddHours(-3))
        .Views("electronics.audio", Start.AddMinutes(-20)).Views("toys.bricks", Start.AddMinutes(-10)).Views("toys.bricks", Start.AddMinutes(-5))
        .FillsCart(49, Start.AddMinutes(-4))
        .Has("city", "\"Seoul\"", Start.AddMinutes(-3)).Has("points", "5200", Start.AddMinutes(-3)).Has("student", "true", Start.AddMinutes(-3))
        .Has("birthDate", "\"2007-03-03\"", Start.AddMinutes(-3))
        .State;

    [Theory]
    [InlineData("""{"field":"purchases.count","op":"atLeast","value":1}""", "2 orders (at least 1)", "주문 2건 (1건 이상)")]
    [InlineData("""{"field":"purchases.count","op":"atLeast","value":5}""", "2 orders (at least 5 wanted)", "주문 2건 (5건 이상 필요)")]
    [InlineData("""{"field":"purchases.count","op":"equals","value":2}""", "2 orders", "주문 2건")]
    [InlineData("""{"field":"purchases.count","op":"in","value":[3,4]}""", "2 orders (one of 3, 4 wanted)", "주문 2건 (3건, 4건 중 하나 필요)")]
    [InlineData("""{"field":"recency","op":"lessThan","value":"90d"}""", "last purchase 88 days ago (less than 90)", "마지막 구매 88일 전 (90일 미만)")]
    [InlineData("""{"field":"recency","op":"atMost","value":"88d"}""", "last purchase 88.1 days ago (at most 88 wanted)", "마지막 구매 88.1일 전 (88일 이하 필요)")]
    [InlineData("""{"field":"purchases.netRevenue","op":"atLeast","value":3000}""", "spent $8,675.55 net (at least $3,000)", "순 구매액 $8,675.55 ($3,000 이상)")]
    [InlineData("""{"field":"affinity.electronics","op":"atLeast","value":0.33}""", "33 % of interest in electronics (at least 33 %)", "electronics 관심도 33 % (33 % 이상)")]
    [InlineData("""{"field":"known","op":"equals","value":true}""", "a known customer", "확인된 고객")]
    [InlineData("""{"field":"known","op":"equals","value":false}""", "a known customer", "확인된 고객")]
    [InlineData("""{"field":"profile.city","op":"equals","value":"Seoul"}""", "city is Seoul", "도시 Seoul")]
    [InlineData("""{"not":{"field":"profile.city","op":"equals","value":"Seoul"}}""", "city is Seoul (other than Seoul wanted)", "도시 Seoul (Seoul 이외 필요)")]
    [InlineData("""{"not":{"field":"profile.city","op":"contains","value":"Bu"}}""", "city is Seoul (without Bu)", "도시 Seoul (Bu 미포함)")]
    [InlineData("""{"field":"profile.points","op":"atLeast","value":5000}""", "points: 5,200 (at least 5,000)", "포인트 5,200 (5,000 이상)")]
    [InlineData("""{"field":"profile.student","op":"equals","value":true}""", "student: yes", "student 예")]
    [InlineData("""{"field":"profile.firstName","op":"known"}""", "first name unknown", "이름 알 수 없음")]
    [InlineData("""{"field":"years.birthDate","op":"lessThan","value":19}""", "18 years old (less than 19)", "만 18세 (19세 미만)")]
    [InlineData("""{"field":"since.storeVisited","op":"atMost","value":"2d"}""", "no store visit yet (at most 2 days wanted)", "매장 방문 이력 없음 (2일 이하 필요)")]
    [InlineData("""{"field":"since.cartChanged","op":"lessThan","value":"5m"}""", "last change of the bag 4 minutes ago (less than 5)", "마지막 장바구니 변경 4분 전 (5분 미만)")]
    [InlineData("""{"field":"interactions.productViewed","op":"atLeast","value":4,"within":"7d"}""", "3 product views in 7 days (at least 4 wanted)", "최근 7일 상품 조회 3회 (4회 이상 필요)")]
    [InlineData("""{"field":"consent.email-marketing","op":"equals","value":true}""", "“Offers by e-mail” not allowed", "“Offers by e-mail” 허용되지 않음")]
    [InlineData("""{"field":"now.weekday","op":"in","value":["friday","monday"]}""", "today is monday", "오늘은 월요일")]
    [InlineData("""{"field":"context.intent","op":"equals","value":"return"}""", "the intent of this contact is cancellation (return wanted)", "이번 접촉의 용건 cancellation (return 필요)")]
    [InlineData("""{"segment":"buyers"}""", "in the segment Buyers: 2 orders (at least 1)", "Buyers 세그먼트에 속함: 주문 2건 (1건 이상)")]
    [InlineData("""{"all":[{"field":"recency","op":"atLeast","value":"60d"},{"field":"recency","op":"lessThan","value":"90d"},{"field":"known","op":"equals","value":true}]}""", "last purchase 88 days ago (at least 60, less than 90); a known customer", "마지막 구매 88일 전 (60일 이상, 90일 미만); 확인된 고객")]
    [InlineData("""{"all":[{"field":"cart.lines","op":"atLeast","value":1},{"field":"cart.value","op":"atLeast","value":50}]}""", "a bag worth 49 (at least 50 wanted)", "장바구니 금액 49 (50 이상 필요)")]
    public void Reason_CanBeSaidOnThePhone(string json, string english, string korean) =>
        Assert.Equal((english, korean), (Say(json, words => words.Reason), Say(json, words => words.Reason, "ko")));

    [Theory]
    [InlineData("""{"field":"interactions.productViewed","op":"atLeast","value":4,"within":"30d"}""", "the number of product views in 30 days is at least 4", "최근 30일 상품 조회 수 4회 이상")]
    [InlineData("""{"not":{"field":"recency","op":"lessThan","value":"90d"}}""", "the time since the last purchase is at least 90 days", "마지막 구매 후 경과 시간 90일 이상")]
    [InlineData("""{"field":"known","op":"notEquals","value":true}""", "an anonymous visitor", "익명 방문자")]
    [InlineData("""{"not":{"field":"profile.firstName","op":"known"}}""", "the first name is not known", "이름 정보 없음")]
    [InlineData("""{"not":{"field":"profile.city","op":"contains","value":"Bu"}}""", "the city is without Bu", "도시 Bu 미포함")]
    [InlineData("""{"not":{"segment":"buyers"}}""", "not in the segment Buyers", "Buyers 세그먼트에 속하지 않음")]
    [InlineData("""{"all":[{"segment":"buyers"},{"any":[{"field":"cart.lines","op":"atLeast","value":1},{"field":"now.hour","op":"lessThan","value":5}]}]}""", "in the segment Buyers, and (the number of products in the bag is at least 1, or the hour of the day is less than 5:00)", "Buyers 세그먼트에 속함, (장바구니 상품 수 1개 이상 또는 현재 시각 5시 미만)")]
    [InlineData("""{"not":{"all":[{"field":"purchases.count","op":"atLeast","value":3},{"field":"cart.lines","op":"atLeast","value":2}]}}""", "the number of orders is less than 3, or the number of products in the bag is less than 2", "주문 수 3건 미만 또는 장바구니 상품 수 2개 미만")]
    public void Demand_SaysTheConditionItself(string json, string english, string korean) =>
        Assert.Equal((english, korean), (Demand(json, "en"), Demand(json, "ko")));

    [Theory]
    [InlineData("""{"field":"recency","op":"atLeast","value":"90d"}""", "the time since the last purchase were at least 90 days (is 88 days)", "마지막 구매 후 경과 시간 90일 이상 (현재 88일)")]
    [InlineData("""{"field":"known","op":"equals","value":false}""", "the visitor were anonymous", "익명 방문자 (현재 확인된 고객)")]
    [InlineData("""{"field":"profile.firstName","op":"known"}""", "the first name were known (first name unknown)", "이름 확인 (현재 이름 알 수 없음)")]
    [InlineData("""{"all":[{"field":"purchases.count","op":"atLeast","value":3},{"field":"cart.lines","op":"atLeast","value":2}]}""", "the number of orders were at least 3 (is 2) and the number of products in the bag were at least 2 (is 1)", "주문 수 3건 이상 (현재 2건), 장바구니 상품 수 2개 이상 (현재 1개)")]
    [InlineData("""{"any":[{"field":"purchases.count","op":"atLeast","value":3},{"field":"cart.lines","op":"atLeast","value":2}]}""", "either the number of orders were at least 3 (is 2) or the number of products in the bag were at least 2 (is 1)", "주문 수 3건 이상 (현재 2건) 또는 장바구니 상품 수 2개 이상 (현재 1개)")]
    public void Remedy_NamesAllThatWouldHaveToChange(string json, string english, string korean) =>
        Assert.Equal((english, korean), (Say(json, words => words.Remedy), Say(json, words => words.Remedy, "ko")));

    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public void Reason_HasWordsForEveryFieldAndKind(string language)
    {
        var words = ConditionWords.Of(language, SamplePlaybook.Source);
        var fields = new FieldCatalogue(SamplePlaybook.Source, TimeZoneInfo.Utc).Fields;
        var kinds = typeof(Interaction).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => (string)kind.TypeDiscriminator!);

        Assert.All(fields, field => Assert.DoesNotContain("?", Say(field), StringComparison.Ordinal));
        Assert.All(kinds, kind => Assert.NotEqual($"no {kind} yet", Say(new("since." + kind, FieldType.Duration, FieldClass.Time, "time", ""))));

        string Say(Field field) => words.Reason(
            new FieldFinding(field with { Name = field.Name.Replace("<", "", StringComparison.Ordinal) }, null, ConditionOperator.Known, false, null, [], false));
    }

    private static string Demand(string json, string language) =>
        ConditionWords.Of(language, SamplePlaybook.Source).Demand(ConditionText.Compile(json).Wanted);

    private static string Say(string json, Func<ConditionWords, Func<ConditionFinding, string>> how, string? language = null) =>
        how(ConditionWords.Of(language, SamplePlaybook.Source))(
            ConditionText.Compile(json).Evaluate(new(Customer, Start, Context, "web")).Finding);
}
