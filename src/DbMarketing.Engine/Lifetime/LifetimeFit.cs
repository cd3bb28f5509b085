namespace DbMarketing.Engine.Lifetime;

/// <summary>The models of one population: all that were fitted, and those that are used.</summary>
public sealed record LifetimeFit
{
    public required LifetimeUnit Unit { get; init; }

    public required double Customers { get; init; }

    /// <summary>Customers with a repeat purchase.</summary>
    public required double Repeaters { get; init; }

    /// <summary>Null with too few repeaters.</summary>
    public ModelFit? BgNbd { get; init; }

    /// <summary>Null with too few repeaters.</summary>
    public ModelFit? ParetoNbd { get; init; }

    /// <summary>Null with too few repeaters.</summary>
    public ModelFit? Nbd { get; init; }

    /// <summary>Null with too few repeaters whose spend is known.</summary>
    public ModelFit? GammaGamma { get; init; }

    /// <summary>Of each model that could be used, by its name; empty without a hold-out.</summary>
    public IReadOnlyDictionary<string, HoldOutScore> HoldOut { get; init; } = new Dictionary<string, HoldOutScore>();

    /// <summary>The models that the used one was chosen from; empty when it is a simpler one.</summary>
    public IReadOnlyList<IPurchaseModel> Usable { get; init; } = [];

    /// <summary>The model that is used.</summary>
    public required IPurchaseModel Purchases { get; init; }

    /// <summary>Why this one.</summary>
    public required string Reason { get; init; }

    /// <summary>The spend model that is used; null when amounts are not known.</summary>
    public ISpendModel? Spend { get; init; }

    public required IReadOnlyList<LifetimeWarning> Warnings { get; init; }
}
