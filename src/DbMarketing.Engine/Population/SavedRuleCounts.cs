namespace DbMarketing.Engine.Population;

/// <summary>Counts of items, or their names, as a part holds them.</summary>
/// <param name="Counted">Baskets, or customers, that they are counts of; of names how many there are.</param>
/// <param name="Encoded">In their compact form, which JSON holds as base 64.</param>
internal sealed record SavedRuleCounts(long Counted, byte[] Encoded);
