namespace DbMarketing.Engine.Lifetime;

/// <summary>An expected value with its credible range.</summary>
/// <param name="Mean">The expectation, exact by the model.</param>
/// <param name="Low">Lower end of the range of the customer's own expectation, given what is known of the customer; null without
/// draws.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Expectation(double Mean, double? Low, double? High);

/// <summary>What one customer is expected to do and to be worth. All numbers are finite.</summary>
public sealed record LifetimeEstimate
{
    /// <summary>0 to 1.</summary>
    public required double ProbabilityAlive { get; init; }

    /// <summary>1 − P(alive).</summary>
    public double Churn => 1 - ProbabilityAlive;

    /// <summary>Days with a purchase within each time of <see cref="LifetimeTerms.Days"/>, in their order.</summary>
    public required IReadOnlyList<Expectation> Purchases { get; init; }

    /// <summary>Mean spend for a day with a purchase, in currency; null when amounts are not known.</summary>
    public Expectation? Spend { get; init; }

    /// <summary>
    /// Discounted margin of the coming purchases within the horizon, in currency; null when amounts are not known.
    /// </summary>
    public Expectation? Value { get; init; }

    /// <summary>The discounted margin expected until the end of each month of the horizon; empty when amounts are not known.</summary>
    internal IReadOnlyList<double> ValueByMonth { get; init; } = [];
}
