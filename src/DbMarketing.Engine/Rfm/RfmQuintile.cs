namespace DbMarketing.Engine.Rfm;

/// <summary>One score on the three scales: from where it is given, null when nobody has it, and how many have it.</summary>
/// <param name="Score">1 to 5; 5 is best.</param>
/// <param name="RecencyDays">The most days since the last purchase.</param>
/// <param name="Frequency">The fewest orders.</param>
/// <param name="Monetary">The least net revenue, base currency.</param>
public sealed record RfmQuintile(
    int Score, int? RecencyDays, long RecencyCustomers, int? Frequency, long FrequencyCustomers, decimal? Monetary, long MonetaryCustomers);
