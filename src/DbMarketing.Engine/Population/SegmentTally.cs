namespace DbMarketing.Engine.Population;

/// <summary>The members of one segment.</summary>
/// <param name="Members">Customers who are in it.</param>
/// <param name="ChangedAt">When a customer last entered or left it.</param>
public readonly record struct SegmentTally(long Members, DateTimeOffset ChangedAt);
