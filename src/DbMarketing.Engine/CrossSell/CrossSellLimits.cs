namespace DbMarketing.Engine.CrossSell;

/// <summary>How much live counts may keep. Beyond it the rarest are forgotten, and the rest say what they missed.</summary>
public sealed record CrossSellLimits
{
    /// <summary>Different items; the default is a large shop's range.</summary>
    public int MaxItems
    {
        get;
        init => field = value >= Least ? value : throw TooSmall(nameof(MaxItems), value);
    } = 100_000;

    /// <summary>Different pairs; about 100 bytes of memory each.</summary>
    public int MaxPairs
    {
        get;
        init => field = value >= Least ? value : throw TooSmall(nameof(MaxPairs), value);
    } = 1_000_000;

    /// <summary>
    /// Live rules of one kind. Where more reach the thresholds, the least count is doubled until they fit, and the figures say which held.
    /// </summary>
    public int MaxRules
    {
        get;
        init => field = value >= Least ? value : throw TooSmall(nameof(MaxRules), value);
    } = 100_000;

    /// <summary>An eighth of the limit is forgotten at once, and must be something.</summary>
    private const int Least = 8;

    private static ArgumentOutOfRangeException TooSmall(string name, int value) => new(name, value, $"{name} must be at least {Least}.");
}
