namespace DbMarketing.Engine.Rfm;

/// <summary>What a customer's scores are made of. Only who bought has it.</summary>
/// <param name="LastDay">Day of the last purchase, business time zone, numbered from 1970-01-01 as day 0.</param>
/// <param name="Frequency">Orders; at least 1.</param>
/// <param name="Monetary">Net revenue, base currency; may be 0 or below after refunds.</param>
public readonly record struct RfmValues(int LastDay, int Frequency, decimal Monetary);
