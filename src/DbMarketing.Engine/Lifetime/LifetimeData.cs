namespace DbMarketing.Engine.Lifetime;

/// <summary>What a population's lifetime models are fitted from: counts of equal histories, whoever they belong to.</summary>
public sealed record LifetimeData
{
    /// <summary>Of all times in <see cref="Purchases"/> and <see cref="HoldOut"/>.</summary>
    public required LifetimeUnit Unit { get; init; }

    /// <summary>At least one. Fits are fastest when equal histories are one cell (<see cref="PurchaseCells.Of"/>).</summary>
    public required IReadOnlyList<PurchaseCell> Purchases { get; init; }

    /// <summary>Of customers with repeat purchases; empty when amounts are not known.</summary>
    public IReadOnlyList<SpendCell> Spends { get; init; } = [];

    /// <summary>Mean spend of all days with a purchase, first ones included; null when amounts are not known.</summary>
    public double? MeanSpend { get; init; }

    public HoldOut? HoldOut { get; init; }

    /// <summary>How near earlier fits came, which counts for the choice where there is no <see cref="HoldOut"/>.</summary>
    public IReadOnlyList<ForecastCheck> Checks { get; init; } = [];
}
