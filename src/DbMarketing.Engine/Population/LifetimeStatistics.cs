namespace DbMarketing.Engine.Population;

/// <summary>How much the lifetime models have to go by, as of an instant.</summary>
/// <param name="AsOf">Every turn that was committed by then is counted.</param>
/// <param name="Customers">Who ever bought.</param>
/// <param name="Repeaters">Who bought on another day again.</param>
/// <param name="Cells">Different histories that are told apart.</param>
/// <param name="WidthDays">Days that count as one: 1, unless there were too many cells.</param>
/// <param name="SpendBins">Different spends that are told apart.</param>
public sealed record LifetimeStatistics(
    DateTimeOffset AsOf, long Customers, long Repeaters, int Cells, int WidthDays, int SpendBins);
