namespace DbMarketing.Engine.Population;

/// <summary>What is counted of the population as a whole.</summary>
/// <param name="Customers">Who count; who never bought among them.</param>
internal sealed record SavedTotals(long Customers);
