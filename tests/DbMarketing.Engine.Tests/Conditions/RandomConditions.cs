namespace DbMarketing.Engine.Tests.Conditions;

/// <summary>Conditions on whatever time changes, and customers for them.</summary>
internal static class RandomConditions
{
    private static readonly string[] Comparisons = ["atLeast", "moreThan", "atMost", "lessThan"];
    private static readonly string[] Stages = ["active", "due", "overdue"];
    private static readonly string[] Categories = ["toys.bricks", "toys", "electronics.tv", "books"];

    public static void LetHappen(System.Random random, ConditionCustomer customer, DateTimeOffset at) => _ = random.Next(4) switch
    {
        0 => customer.Buys(random.Next(1, 200), at),
        1 => customer.FillsCart(random.Next(1, 50), at),
        2 => customer.Has("birthDate", $"\"{random.Next(1950, 2024)}-0{random.Next(1, 10)}-{random.Next(10, 29)}\"", at),
        _ => customer.Views(Categories[random.Next(Categories.Length)], at),
    };

    public static string TreeOf(System.Random random, int depth) => (depth == 0 ? 9 : random.Next(6)) switch
    {
        0 => $"{{\"all\":[{TreeOf(random, depth - 1)},{TreeOf(random, depth - 1)}]}}",
        1 => $"{{\"any\":[{TreeOf(random, depth - 1)},{TreeOf(random, depth - 1)},{TreeOf(random, depth - 1)}]}}",
        2 => $"{{\"not\":{TreeOf(random, depth - 1)}}}",
        _ => LeafOf(random),
    };

    public static string LeafOf(System.Random random)
    {
        var op = Comparisons[random.Next(Comparisons.Length)];
        string Leaf(string field, string value, string rest = "") => $"{{\"field\":\"{field}\",\"op\":\"{op}\",\"value\":{value}{rest}}}";
        return random.Next(12) switch
        {
            0 => Leaf("recency", $"\"{random.Next(1, 120)}d\""),
            1 => Leaf("lastSeen", $"\"{random.Next(1, 300)}h\""),
            2 => Leaf("interactions.productViewed", $"{random.Next(0, 4)}", $",\"within\":\"{random.Next(1, 60)}d\""),
            3 => Leaf("affinityScore.toys", System.FormattableString.Invariant($"{random.NextDouble() * 3}")),
            4 => Leaf("affinity.toys", System.FormattableString.Invariant($"{random.NextDouble()}")),
            5 => Leaf("session.interactions", $"{random.Next(0, 4)}"),
            6 => Leaf("now.hour", $"{random.Next(0, 24)}"),
            7 => Leaf("years.birthDate", $"{random.Next(1, 70)}"),
            9 => Leaf("lag.returnChance", System.FormattableString.Invariant($"{random.NextDouble()}")),
            10 => $"{{\"field\":\"lag.stage\",\"op\":\"in\",\"value\":[\"{Stages[random.Next(Stages.Length)]}\",\"lapsed\"]}}",
            8 => Leaf("cart.age", $"\"{random.Next(1, 1000)}m\""),
            _ => Leaf("purchases.count", $"{random.Next(0, 4)}"),
        };
    }
}
