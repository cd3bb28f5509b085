namespace DbMarketing.Engine.Population;

/// <summary>The sums of a population's gaps as a part holds them; the cells have parts of their own.</summary>
/// <param name="Customers">Who ever bought.</param>
/// <param name="Returned">Of them, who came back.</param>
/// <param name="Gaps">All gaps that ended.</param>
/// <param name="Within">The sum of squares of ln(gap) about the customers' own means, in millionths.</param>
/// <param name="DaysWide">How many days share a cell.</param>
internal sealed record SavedGaps(long Customers, long Returned, long Gaps, long Within, int DaysWide);
