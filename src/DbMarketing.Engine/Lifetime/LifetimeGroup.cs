namespace DbMarketing.Engine.Lifetime;

/// <summary>The customers of one cohort or segment together. Means are for each customer.</summary>
public sealed record LifetimeGroup
{
    /// <summary>Such as the month of the first purchase, or a segment.</summary>
    public required string Key { get; init; }

    public required long Customers { get; init; }

    /// <summary>Expected number of customers who have not left.</summary>
    public required double Alive { get; init; }

    /// <summary>The expected share of customers who left: 1 − mean P(alive).</summary>
    public double Churn => 1 - (Alive / Customers);

    /// <summary>Expected days with a purchase of all within each time of <see cref="LifetimeTerms.Days"/>, in their order.</summary>
    public required IReadOnlyList<double> Purchases { get; init; }

    /// <summary>What all have spent so far, in currency.</summary>
    public required double Revenue { get; init; }

    /// <summary>Discounted margin expected of all within the horizon; null when amounts are not known.</summary>
    public required double? Value { get; init; }

    /// <summary>What winning one customer cost; null when it is not known.</summary>
    public double? AcquisitionCost { get; init; }

    /// <summary>Months from now until the group has earned its cost; 0 when it has, null when it does not within the horizon.</summary>
    public double? PaybackMonths { get; init; }
}
