namespace DbMarketing.Engine.Lifetime;

/// <summary>The lifetime models of the population as they are stored: a version of them, never changed.</summary>
public sealed record LifetimeModel
{
    /// <summary>Counts the fits, from 1.</summary>
    public required long Version { get; init; }

    public required FitOccasion Occasion { get; init; }

    /// <summary>Every turn that was committed by then is in what it was fitted from.</summary>
    public required DateTimeOffset AsOf { get; init; }

    public required DateTimeOffset FittedAt { get; init; }

    /// <summary>How long the fit took.</summary>
    public required double Seconds { get; init; }

    /// <summary>Who ever bought.</summary>
    public required long Customers { get; init; }

    /// <summary>Who bought on another day again.</summary>
    public required long Repeaters { get; init; }

    /// <summary>Different histories that were fitted.</summary>
    public required int Cells { get; init; }

    /// <summary>Days that counted as one in the fit; parameters are in days all the same.</summary>
    public required int WidthDays { get; init; }

    /// <summary>Base currency of the amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>The purchase model that is used.</summary>
    public required ChosenModel Purchases { get; init; }

    /// <summary>Why this one: by likelihood, unless the checks tell the models apart.</summary>
    public required string Reason { get; init; }

    /// <summary>The spend model that is used.</summary>
    public required ChosenModel Spend { get; init; }

    /// <summary>Null with too few repeaters; so are the others.</summary>
    public ModelFit? BgNbd { get; init; }

    public ModelFit? ParetoNbd { get; init; }

    public ModelFit? Nbd { get; init; }

    public ModelFit? GammaGamma { get; init; }

    /// <summary>What each model that could be used expects; null when none could.</summary>
    public LifetimeForecast? Forecast { get; init; }

    /// <summary>How near earlier fits came, by horizon and model; empty until one is a week old.</summary>
    public IReadOnlyList<ForecastCheck> Checks { get; init; } = [];

    public required IReadOnlyList<LifetimeWarning> Warnings { get; init; }
}
