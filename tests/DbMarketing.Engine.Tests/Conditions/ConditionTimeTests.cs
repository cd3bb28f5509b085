using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using FsCheck;
using FsCheck.Fluent;
using static DbMarketing.Engine.Tests.Conditions.ConditionCustomer;

namespace DbMarketing.Engine.Tests.Conditions;

/// <summary>What a condition says about time, against the condition asked again later.</summary>
public sealed class ConditionTimeTests
{
    private static readonly string[] Comparisons = ["atLeast", "moreThan", "atMost", "lessThan"];
    private static readonly string[] Categories = ["toys.bricks", "toys", "electronics.tv", "books"];
    private static readonly IReadOnlyDictionary<string, string> NoContext = new Dictionary<string, string>();

    [Fact]
    public void ChangesAt_IsNeverAfterTheFirstChange() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new System.Random(seed);
            var condition = ConditionText.Compile(TreeOf(random, 3));
            var input = InputOf(random);
            var result = condition.Evaluate(input);
            Assert.Equal(condition.Holds(input), result.Value);
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

    [Fact]
    public void ChangesAt_OfOneComparisonIsWhereItTurns() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new System.Random(seed);
            var condition = ConditionText.Compile(LeafOf(random));
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
            _ = random.Next(4) switch
            {
                0 => customer.Buys(random.Next(1, 200), at),
                1 => customer.FillsCart(random.Next(1, 50), at),
                2 => customer.Has("birthDate", $"\"{random.Next(1950, 2024)}-0{random.Next(1, 10)}-{random.Next(10, 29)}\"", at),
                _ => customer.Views(Categories[random.Next(Categories.Length)], at),
            };
        }

        return new(customer.State, Start.AddMinutes(random.Next(0, 100)), NoContext, null);
    }

    private static string TreeOf(System.Random random, int depth) => (depth == 0 ? 9 : random.Next(6)) switch
    {
        0 => $"{{\"all\":[{TreeOf(random, depth - 1)},{TreeOf(random, depth - 1)}]}}",
        1 => $"{{\"any\":[{TreeOf(random, depth - 1)},{TreeOf(random, depth - 1)},{TreeOf(random, depth - 1)}]}}",
        2 => $"{{\"not\":{TreeOf(random, depth - 1)}}}",
        _ => LeafOf(random),
    };

    private static string LeafOf(System.Random random)
    {
        var op = Comparisons[random.Next(Comparisons.Length)];
        string Leaf(string field, string value, string rest = "") => $"{{\"field\":\"{field}\",\"op\":\"{op}\",\"value\":{value}{rest}}}";
        return random.Next(10) switch
        {
            0 => Leaf("recency", $"\"{random.Next(1, 120)}d\""),
            1 => Leaf("lastSeen", $"\"{random.Next(1, 300)}h\""),
            2 => Leaf("interactions.productViewed", $"{random.Next(0, 4)}", $",\"within\":\"{random.Next(1, 60)}d\""),
            3 => Leaf("affinityScore.toys", System.FormattableString.Invariant($"{random.NextDouble() * 3}")),
            4 => Leaf("affinity.toys", System.FormattableString.Invariant($"{random.NextDouble()}")),
            5 => Leaf("session.interactions", $"{random.Next(0, 4)}"),
            6 => Leaf("now.hour", $"{random.Next(0, 24)}"),
            7 => Leaf("years.birthDate", $"{random.Next(1, 70)}"),
            8 => Leaf("cart.age", $"\"{random.Next(1, 1000)}m\""),
            _ => Leaf("purchases.count", $"{random.Next(0, 4)}"),
        };
    }
}
