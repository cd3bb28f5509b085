namespace DbMarketing.Engine.Rfm;

/// <summary>Customers with the same values, or with values of one bin.</summary>
/// <param name="Values">Their values, or the least of their bin.</param>
/// <param name="Customers">How many they are.</param>
/// <param name="Revenue">Their net revenue together, base currency.</param>
public readonly record struct RfmBinTotal(RfmValues Values, long Customers, decimal Revenue);
