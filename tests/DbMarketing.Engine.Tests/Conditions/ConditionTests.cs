using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;
using static DbMarketing.Engine.Tests.Conditions.ConditionCustomer;

namespace DbMarketing.Engine.Tests.Conditions;

public sealed class ConditionTests
{
    private static readonly IReadOnlyDictionary<string, string> Context = new Dictionary<string, string> { ["intent"] = "cancellation" };

    private static readonly CustomerState Customer = new ConditionCustomer(CustomerId.Known("1"))
        .Buys(120, Start.AddDays(-40)).Buys(80.5m, Start.AddDays(-10))
        .Views("electronics.audio", Start.AddMinutes(-20)).Views("electronics.tv", Start.AddMinutes(-10)).Views("toys.bricks", Start.AddMinutes(-5))
        .FillsCart(49, Start.AddMinutes(-4))
        .Has("city", "\"Seoul\"", Start.AddMinutes(-3)).Has("points", "5000", Start.AddMinutes(-3)).Has("student", "true", Start.AddMinutes(-3))
        .Has("birthDate", "\"2007-03-03\"", Start.AddMinutes(-3)).Has("language", "\"ko-KR\"", Start.AddMinutes(-3))
        .Says("email-marketing", true, Start.AddMinutes(-2))
        .State;

    [Theory]
    [InlineData("""{"field":"recency","op":"atLeast","value":"10d"}""", true)]
    [InlineData("""{"field":"recency","op":"moreThan","value":"10d"}""", false)]
    [InlineData("""{"field":"firstPurchase","op":"atMost","value":"40d"}""", true)]
    [InlineData("""{"field":"purchases.count","op":"equals","value":2}""", true)]
    [InlineData("""{"field":"purchases.netRevenue","op":"atLeast","value":200.5}""", true)]
    [InlineData("""{"field":"purchases.average","op":"lessThan","value":100.25}""", false)]
    [InlineData("""{"field":"purchases.count","op":"in","value":[1,3]}""", false)]
    [InlineData("""{"field":"interactions.productViewed","op":"equals","value":3,"within":"1d"}""", true)]
    [InlineData("""{"field":"interactions.orderCompleted","op":"equals","value":1,"within":"30d"}""", true)]
    [InlineData("""{"field":"interactions.orderCompleted","op":"equals","value":2}""", true)]
    [InlineData("""{"field":"since.cartChanged","op":"lessThan","value":"5m"}""", true)]
    [InlineData("""{"field":"since.storeVisited","op":"known"}""", false)]
    [InlineData("""{"field":"affinity.electronics","op":"moreThan","value":0.6}""", true)]
    [InlineData("""{"field":"affinity.electronics.audio","op":"atLeast","value":0.5}""", false)]
    [InlineData("""{"field":"affinityScore.toys.bricks","op":"equals","value":1}""", true)]
    [InlineData("""{"field":"session.productViews","op":"atLeast","value":3}""", true)]
    [InlineData("""{"field":"session.open","op":"equals","value":true}""", true)]
    [InlineData("""{"field":"cart.value","op":"lessThan","value":50}""", true)]
    [InlineData("""{"field":"cart.lines","op":"equals","value":1}""", true)]
    [InlineData("""{"field":"profile.city","op":"in","value":["Busan","Seoul"]}""", true)]
    [InlineData("""{"field":"profile.city","op":"contains","value":"EOU"}""", true)]
    [InlineData("""{"field":"profile.points","op":"atLeast","value":5000}""", true)]
    [InlineData("""{"field":"profile.student","op":"equals","value":true}""", true)]
    [InlineData("""{"field":"profile.birthDate","op":"lessThan","value":"2007-03-04"}""", true)]
    [InlineData("""{"field":"years.birthDate","op":"atLeast","value":19}""", false)]
    [InlineData("""{"field":"profile.firstName","op":"unknown"}""", true)]
    [InlineData("""{"field":"profile.firstName","op":"equals","value":"Mina"}""", false)]
    [InlineData("""{"field":"profile.firstName","op":"notEquals","value":"Mina"}""", true)]
    [InlineData("""{"field":"consent.email-marketing","op":"equals","value":true}""", true)]
    [InlineData("""{"field":"consent.personalisation","op":"equals","value":true}""", true)]
    [InlineData("""{"field":"consent.service","op":"equals","value":true}""", true)]
    [InlineData("""{"field":"context.intent","op":"equals","value":"cancellation"}""", true)]
    [InlineData("""{"field":"context.mood","op":"known"}""", false)]
    [InlineData("""{"field":"channel","op":"equals","value":"web"}""", true)]
    [InlineData("""{"field":"language","op":"equals","value":"ko"}""", true)]
    [InlineData("""{"field":"known","op":"equals","value":true}""", true)]
    [InlineData("""{"field":"now.hour","op":"equals","value":21}""", true)]
    [InlineData("""{"field":"now.weekday","op":"equals","value":"monday"}""", true)]
    [InlineData("""{"segment":"buyers"}""", true)]
    [InlineData("""{"not":{"segment":"buyers"}}""", false)]
    [InlineData("""{"all":[{"field":"known","op":"equals","value":true},{"field":"cart.lines","op":"atLeast","value":2}]}""", false)]
    [InlineData("""{"any":[{"field":"known","op":"equals","value":false},{"field":"cart.lines","op":"atLeast","value":1}]}""", true)]
    public void Evaluate_AgreesWithTheCustomer(string json, bool expected)
    {
        var condition = ConditionText.Compile(json);
        var input = new ConditionInput(Customer, Start, Context, "web");

        Assert.Equal(expected, condition.Holds(input));
        Assert.Equal(expected, condition.Evaluate(input).Value);
    }

    [Theory]
    [InlineData("""{"field":"recency","op":"atLeast","value":"30d"}""", "2026-03-22T12:00:00Z")]
    [InlineData("""{"field":"interactions.productViewed","op":"atLeast","value":3,"within":"2d"}""", "2026-03-03T15:00:00Z")]
    [InlineData("""{"field":"session.open","op":"equals","value":true}""", "2026-03-02T12:28:00Z")]
    [InlineData("""{"field":"now.weekday","op":"equals","value":"friday"}""", "2026-03-05T15:00:00Z")]
    [InlineData("""{"field":"now.hour","op":"atLeast","value":21}""", "2026-03-02T15:00:00Z")]
    [InlineData("""{"field":"years.birthDate","op":"atLeast","value":19}""", "2026-03-02T15:00:00Z")]
    [InlineData("""{"field":"purchases.count","op":"atLeast","value":5}""", null)]
    [InlineData("""{"field":"recency","op":"atLeast","value":"5d"}""", null)]
    [InlineData("""{"all":[{"field":"recency","op":"atLeast","value":"30d"},{"field":"purchases.count","op":"atLeast","value":5}]}""", null)]
    [InlineData("""{"any":[{"field":"recency","op":"atLeast","value":"30d"},{"field":"recency","op":"atLeast","value":"20d"}]}""", "2026-03-12T12:00:00Z")]
    [InlineData("""{"all":[{"field":"recency","op":"atLeast","value":"30d"},{"field":"recency","op":"atLeast","value":"20d"}]}""", "2026-03-22T12:00:00Z")]
    public void Evaluate_SaysWhenTimeMayChangeIt(string json, string? at)
    {
        var expected = at is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(expected, ConditionText.Compile(json).Evaluate(new(Customer, Start, Context, "web")).ChangesAt);
    }

    [Fact]
    public void Holds_DoesNotAllocate()
    {
        var input = new ConditionInput(Customer, Start, Context, "web");
        var conditions = new[]
        {
            """{"field":"recency","op":"atLeast","value":"10d"}""", """{"field":"purchases.netRevenue","op":"atLeast","value":200}""",
            """{"field":"interactions.productViewed","op":"atLeast","value":3,"within":"7d"}""", """{"field":"affinity.electronics","op":"atLeast","value":0.2}""",
            """{"field":"profile.city","op":"in","value":["Busan","Seoul"]}""", """{"field":"context.intent","op":"equals","value":"cancellation"}""",
            """{"all":[{"segment":"buyers"},{"not":{"field":"channel","op":"equals","value":"email"}}]}""",
        }.Select(ConditionText.Compile).ToArray();
        var held = conditions.Count(condition => condition.Holds(input));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
        {
            foreach (var condition in conditions)
            {
                held += condition.Holds(input) ? 1 : 0;
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(conditions.Length * 101, held);
    }

    [Theory]
    [InlineData("""{"field":"purchases.count","op":"atLeast","value":1}""", FieldClass.Own)]
    [InlineData("""{"segment":"buyers"}""", FieldClass.Own)]
    [InlineData("""{"not":{"field":"recency","op":"atLeast","value":"30d"}}""", FieldClass.Time)]
    [InlineData("""{"any":[{"segment":"buyers"},{"field":"now.weekday","op":"equals","value":"monday"}]}""", FieldClass.Time)]
    public void Class_IsThatOfTheFieldThatChangesMostEasily(string condition, FieldClass expected) =>
        Assert.Equal(expected, ConditionText.Compile(condition).Class);
}

/// <summary>Compiles a condition written as JSON, within the small playbook.</summary>
internal static class ConditionText
{
    public static CompiledCondition Compile(string json) => Compile(Parse(json));

    public static CompiledCondition Compile(Condition condition) => SamplePlaybook
        .Compile(SamplePlaybook.Source with { Segments = [.. SamplePlaybook.Source.Segments, new("tested", "Tested", condition)] })
        .SegmentsById["tested"].Condition;

    public static Condition Parse(string json) =>
        System.Text.Json.JsonSerializer.Deserialize<Condition>(json, PlaybookFormat.Options)!;
}
