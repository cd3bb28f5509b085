namespace DbMarketing.Engine.Customers;

/// <summary>The whole of a <see cref="CustomerState"/> as immutable data: a cache of the fold, and what a merge carries over.</summary>
public sealed record CustomerSnapshot
{
    /// <summary>Raised when the shape changes so that an older snapshot must be refolded.</summary>
    public const int CurrentVersion = 1;
    public required int Version { get; init; }
    public required string Id { get; init; }
    public required long Sequence { get; init; }
}
