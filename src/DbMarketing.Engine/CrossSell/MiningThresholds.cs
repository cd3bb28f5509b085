namespace DbMarketing.Engine.CrossSell;

/// <summary>Which item sets and rules are looked for, and how many at most.</summary>
public sealed record MiningThresholds
{
    /// <summary>
    /// The least share of baskets that hold a set, above 0 and up to 1. Decimal, because 0.07 × 100 baskets are 7 and not a little more,
    /// which would be 8 once rounded up.
    /// </summary>
    public decimal MinSupport
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw OutOfRange(nameof(MinSupport), value, "above 0 and up to 1");
    } = 0.01m;

    /// <summary>The least count of a set, however small a share it is; at least 1.</summary>
    public long LeastCount
    {
        get;
        init => field = value >= 1 ? value : throw OutOfRange(nameof(LeastCount), value, "at least 1");
    } = 1;

    /// <summary>The least share of the antecedent's baskets that hold the consequent too, 0 to 1.</summary>
    public decimal MinConfidence
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw OutOfRange(nameof(MinConfidence), value, "0 to 1");
    } = 0.5m;

    /// <summary>Items of a rule, both sides together. 1 also gives rules without an antecedent; their confidence is a support.</summary>
    public int MinLength
    {
        get;
        init => field = value is >= 1 and <= LongestSet ? value : throw OutOfRange(nameof(MinLength), value, $"1 to {LongestSet}");
    } = 2;

    /// <summary>Items of a set at most.</summary>
    public int MaxLength
    {
        get;
        init => field = value is >= 1 and <= LongestSet ? value : throw OutOfRange(nameof(MaxLength), value, $"1 to {LongestSet}");
    } = 10;

    /// <summary>Sets that are kept; one more ends the search with <see cref="MiningLimitException"/>.</summary>
    public int MaxItemSets
    {
        get;
        init => field = value > 0 ? value : throw OutOfRange(nameof(MaxItemSets), value, "at least 1");
    } = 1_000_000;

    /// <summary>Rules that are kept; one more ends the search with <see cref="MiningLimitException"/>.</summary>
    public int MaxRules
    {
        get;
        init => field = value > 0 ? value : throw OutOfRange(nameof(MaxRules), value, "at least 1");
    } = 1_000_000;

    /// <summary>The longest set that can be asked for.</summary>
    public const int LongestSet = 30;

    /// <summary>The least count that reaches the support, rounded up, and <see cref="LeastCount"/>.</summary>
    public long MinCount(long baskets) => Math.Max(LeastCount, (long)Math.Ceiling(MinSupport * baskets));

    private static ArgumentOutOfRangeException OutOfRange(string name, object value, string range) =>
        new(name, value, $"{name} must be {range}.");
}
