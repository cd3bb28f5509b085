namespace DbMarketing.Engine.Population;

/// <summary>Counts as a part holds them.</summary>
/// <param name="Bins">How many there are.</param>
/// <param name="Encoded">In their compact form, which JSON holds as base 64.</param>
internal sealed record SavedCounts(int Bins, byte[] Encoded);
