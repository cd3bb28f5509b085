namespace DbMarketing.Engine.Population;

/// <summary>What is counted of all who ever bought.</summary>
/// <param name="Customers">Who they are in number.</param>
/// <param name="Repeaters">Who bought on another day again.</param>
/// <param name="PurchaseDays">Days with a purchase of all.</param>
/// <param name="Revenue">Their net revenue, base currency.</param>
internal sealed record SavedLifetimeTotals(long Customers, long Repeaters, long PurchaseDays, decimal Revenue);
