namespace DbMarketing.Engine.Interactions;

/// <summary>What one interaction may hold. What exceeds a limit is rejected with a code of its own; nothing is cut off.</summary>
public static class InteractionLimits
{
    /// <summary>UTF-8 JSON of one interaction. Matches Segment's limit for one event.</summary>
    public const int SizeBytes = 32 * 1024;

    /// <summary>Characters of a message id. Matches Segment's limit.</summary>
    public const int MessageIdLength = 100;

    /// <summary>Characters of a source's name.</summary>
    public const int SourceLength = 64;

    /// <summary>Characters of a channel, placement or currency-like short name.</summary>
    public const int ShortNameLength = 64;

    /// <summary>Characters of any id: order, session, offer, call, case, store.</summary>
    public const int IdLength = 256;

    /// <summary>Characters of a product id.</summary>
    public const int ProductIdLength = 100;

    /// <summary>Characters of a name: a custom event's, a product's, a category path, a trait's or property's.</summary>
    public const int NameLength = 256;

    /// <summary>Characters of any other text, such as a URL, a query or a trait's value.</summary>
    public const int TextLength = 4096;

    /// <summary>
    /// Traits of an identify (with the fields of those that are objects), properties of a custom event. Segment's Unify drops beyond the
    /// same number.
    /// </summary>
    public const int Fields = 300;

    /// <summary>Lines of one cart or order.</summary>
    public const int ProductLines = 500;

    /// <summary>Levels of objects and arrays within traits, properties and unknown fields.</summary>
    public const int Depth = 8;

    /// <summary>The greatest amount, price, quantity or number of points.</summary>
    public const decimal Amount = 1_000_000_000_000m;

    /// <summary>Decimals of an amount, price, quantity or number of points.</summary>
    public const int Decimals = 6;

    /// <summary>The earliest time that is taken.</summary>
    public static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;

    /// <summary>How far a sender's clock may be ahead before an interaction is rejected.</summary>
    public static readonly TimeSpan ClockAhead = TimeSpan.FromHours(24);

    /// <summary>A time further ahead of the receipt than this is recorded as the receipt plus this.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);
}
