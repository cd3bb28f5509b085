namespace DbMarketing.Engine.Lifetime;

/// <summary>All customers with one frequency and one mean spend: the sufficient statistic of the spend model.</summary>
/// <param name="Frequency">x: days with a repeat purchase.</param>
/// <param name="MeanSpend">z: mean spend of those days, in currency; the first purchase does not count.</param>
/// <param name="Weight">How many they are; above 0.</param>
public readonly record struct SpendCell(int Frequency, double MeanSpend, double Weight = 1);
