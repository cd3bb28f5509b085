using MathNet.Numerics.Distributions;

namespace DbMarketing.Engine.CriticalLag;

/// <summary>
/// When customers come back, as a hierarchical model of the gaps between purchase days with a share who never do. After a purchase a
/// customer is gone for good with probability π; else ln(gap) ~ N(μ, σ²), and the customer's own μ ~ N(m, τ²) over the population, so
/// that a customer with few gaps is judged by the population's and one with many by its own (Gelman et al., Bayesian Data Analysis, 3rd
/// edition, section 5.4). The share of the gone is a cure fraction: Berkson and Gage, JASA 47 (1952), 501-515. Immutable.
/// </summary>
public sealed class GapModel
{
    /// <param name="mean">m: the mean over customers of their own mean of ln(gap in days).</param>
    /// <param name="betweenVariance">τ²: the variance of the customers' own means.</param>
    /// <param name="withinVariance">σ²: the variance of one customer's ln(gap) about its own mean.</param>
    /// <param name="lost">π: the share of purchases after which nothing comes any more, above 0 and below 1.</param>
    public GapModel(double mean, double betweenVariance, double withinVariance, double lost)
    {
        if (lost is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(lost), lost, "The share of the lost is above 0 and below 1.");
        }

        (Mean, BetweenVariance, WithinVariance, Lost) = (mean, betweenVariance, withinVariance, lost);
    }

    /// <summary>m: the mean over customers of their own mean of ln(gap in days).</summary>
    public double Mean { get; }

    /// <summary>τ²: the variance of the customers' own means.</summary>
    public double BetweenVariance { get; }

    /// <summary>σ²: the variance of one customer's ln(gap) about its own mean.</summary>
    public double WithinVariance { get; }

    /// <summary>π: the share of purchases after which nothing comes any more.</summary>
    public double Lost { get; }

    /// <summary>The forecast for a customer with these gaps; with none, the population's.</summary>
    public LagForecast Forecast(GapStatistics gaps)
    {
        var (mean, variance) = Predict(gaps.Count, gaps.MeanLog);
        return new(mean, Math.Sqrt(variance), Lost);
    }

    /// <summary>
    /// This model, with a share of another: means, logarithms of variances and log-odds of the lost are averaged by the shares.
    /// </summary>
    /// <param name="other">The other.</param>
    /// <param name="share">The other's share, 0 to 1.</param>
    internal GapModel DrawnTo(GapModel other, double share)
    {
        double Mix(double own, double others) => ((1 - share) * own) + (share * others);
        var odds = Math.Exp(Mix(Math.Log(Lost / (1 - Lost)), Math.Log(other.Lost / (1 - other.Lost))));
        return new(
            Mix(Mean, other.Mean), Math.Exp(Mix(Math.Log(BetweenVariance), Math.Log(other.BetweenVariance))),
            Math.Exp(Mix(Math.Log(WithinVariance), Math.Log(other.WithinVariance))), odds / (1 + odds));
    }

    /// <summary>The forecast for the customers of a cell.</summary>
    internal LagForecast ForecastOf(GapCell cell)
    {
        var (mean, variance) = Predict(cell.Gaps, cell.MeanLog);
        return new(mean, Math.Sqrt(variance), Lost);
    }

    /// <summary>
    /// Mean and variance of the next ln(gap) of a customer with so many gaps of that mean: the normal posterior of μ, by precision, and
    /// σ² about it (Gelman et al., equations 2.11 and 2.12). A customer whose own gaps never vary is taken at its word.
    /// </summary>
    internal (double Mean, double Variance) Predict(int gaps, double meanLog)
    {
        var total = (gaps * BetweenVariance) + WithinVariance;
        var own = total > 0 ? gaps * BetweenVariance / total : gaps > 0 ? 1 : 0;
        return ((own * meanLog) + ((1 - own) * Mean), ((1 - own) * BetweenVariance) + WithinVariance);
    }

    /// <summary>S: the chance that a gap which ends is longer than this.</summary>
    internal static double StaysBeyond(double days, double mean, double deviation) =>
        days <= 0 ? 1
        : deviation <= 0 ? (Math.Log(days) < mean ? 1 : 0)
        : Normal.CDF(0, 1, (mean - Math.Log(days)) / deviation);
}
