namespace DbMarketing.Engine.CrossSell;

/// <summary>Which live rules are kept, of what is bought together or next. A rule must be significant besides.</summary>
/// <param name="MinSupport">The least share of baskets (of customers for rules over time), above 0 and up to 1.</param>
/// <param name="MinConfidence">The least share of those with the antecedent, 0 to 1.</param>
/// <param name="MinCount">The least number of baskets or customers, 1 to 1,000,000.</param>
public sealed record RuleThresholds(decimal MinSupport = 0.0001m, decimal MinConfidence = 0.02m, int MinCount = 5)
{
    /// <summary>The greatest <see cref="MinCount"/> that a playbook may ask for.</summary>
    public const int MostCount = 1_000_000;

    /// <summary>What holds where a playbook says nothing.</summary>
    public static RuleThresholds Default { get; } = new();
}
