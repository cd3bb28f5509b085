using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Tests.CriticalLag;
using FsCheck;
using FsCheck.Fluent;
using static DbMarketing.Engine.Tests.Conditions.ConditionCustomer;

namespace DbMarketing.Engine.Tests.Conditions;

/// <summary>What a condition says about time, against the condition asked again later.</summary>
public sealed class ConditionTimeTests
{
    private static readonly ConditionWords Words = ConditionWords.Of("en", DbMarketing.Testing.SamplePlaybook.Source);
    private static readonly IReadOnlyDictionary<string, string> NoContext = new Dictionary<string, string>();

    [Fact]
    public void ChangesAt_IsNeverAfterTheFirstChange() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new System.Random(seed);
            var condition = ConditionText.Compile(RandomConditions.TreeOf(random, 3));
            var input = InputOf(random);
            var result = condition.Evaluate(input);
            Assert.Equal(condition.Holds(input), result.Value);
            Assert.Equal(Words.Reason(result.Finding), Words.Reason(condition.Explain(input)));
            Assert.Equal(condition.ChangesAt(input, DateTimeOffset.MaxValue), result.ChangesAt);
            var bound = input.Now.AddTicks(random.NextInt64(TimeSpan.FromDays(60).Ticks));
            Assert.Equal(result.ChangesAt < bound ? result.ChangesAt : null, condition.ChangesAt(input, bound));
            Assert.True(result.ChangesAt is null || condition.Class == FieldClass.Time);
            Assert.True(result.ChangesAt is null || result.ChangesAt > input.Now);

            var end = result.ChangesAt?.AddTicks(-1) ?? input.Now.AddDays(1_000);
            foreach (var instant in Between(random, input.Now, end))
            {
                Assert.True(result.Value == condition.Holds(input with { Now = instant }), $"{result} differs at {instant:O} ({instant.UtcTicks})");
            }
        }));

    /// <summary>Goal: what is kept of a moment for all customers is what a search finds, whichever instants are asked for.</summary>
    [Theory]
    [InlineData("""{"field":"now.hour","op":"atLeast","value":22}""")]
    [InlineData("""{"field":"now.hour","op":"in","value":[0,7]}""")]
    [InlineData("""{"field":"now.hour","op":"atLeast","value":0}""")]
    [InlineData("""{"field":"now.weekday","op":"equals","value":"friday"}""")]
    public void ChangesAt_OfAMoment_IsWhatASearchFinds(string comparison)
    {
        var random = new System.Random(1);
        var condition = ConditionText.Compile(comparison);
        for (var count = 0; count < 400; count++)
        {
            var input = InputOf(random) with { Now = Start.AddMinutes(random.Next(12_000)) };
            var found = condition.Evaluate(input);
            Assert.Equal(found.Value, condition.Holds(input));
            Assert.Equal(found.ChangesAt, condition.ChangesAt(input, DateTimeOffset.MaxValue));
            Assert.Null(condition.ChangesAt(input, found.ChangesAt ?? DateTimeOffset.MaxValue));
            Assert.Equal(found.Value, condition.Holds(input));
        }
    }

    [Fact]
    public void ChangesAt_OfOneComparisonIsWhereItTurns() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new System.Random(seed);
            var condition = ConditionText.Compile(RandomConditions.LeafOf(random));
            var input = InputOf(random);
            if (condition.Evaluate(input) is { ChangesAt: { } turns } result)
            {
                Assert.Equal(result.Value, condition.Holds(input with { Now = turns.AddTicks(-1) }));
                Assert.NotEqual(result.Value, condition.Holds(input with { Now = turns }));
            }
        }));

    private static IEnumerable<DateTimeOffset> Between(System.Random random, DateTimeOffset now, DateTimeOffset end)
    {
        yield return end;
        for (var count = 0; count < 40; count++)
        {
            // Half of the looks are near to now, where most changes are.
            var share = count % 2 == 0 ? random.NextDouble() : Math.Pow(random.NextDouble(), 6);
            yield return now.AddTicks((long)((end - now).Ticks * share));
        }
    }

    private static ConditionInput InputOf(System.Random random)
    {
        var customer = new ConditionCustomer(CustomerId.Anonymous("v"));
        for (var count = random.Next(12); count > 0; count--)
        {
            var at = Start.AddMilliseconds(-Math.Floor(Math.Pow(random.NextDouble(), 3) * 200 * 86_400_000));
            RandomConditions.LetHappen(random, customer, at);
        }

        return new(
            customer.State, Start.AddMinutes(random.Next(0, 100)), NoContext, null,
            Lags: LagReading.Live(customer.State, TestLags.ReferenceWith(DbMarketing.Testing.SamplePlaybook.Compiled)));
    }
}
