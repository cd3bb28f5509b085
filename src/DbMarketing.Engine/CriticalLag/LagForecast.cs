using MathNet.Numerics.Distributions;

namespace DbMarketing.Engine.CriticalLag;

/// <summary>
/// One customer's next gap, as a distribution of the days from its last purchase. A decision that reads it records it, so that a replay
/// needs no stored model.
/// </summary>
/// <param name="Mean">The mean of ln(gap in days), if a gap ends.</param>
/// <param name="Deviation">The standard deviation of ln(gap in days), not below 0.</param>
/// <param name="Lost">π: the chance that nothing comes any more, above 0 and below 1.</param>
public sealed record LagForecast(double Mean, double Deviation, double Lost)
{
    /// <summary>No lag is longer: beyond it, nothing is forecast.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>The lag within which a share of those who come back have come back: 0.5 is when the next purchase is due.</summary>
    /// <param name="share">Above 0 and below 1.</param>
    public TimeSpan Quantile(double share)
    {
        ThrowUnlessShare(share);
        return Days(Math.Exp(Mean + (Deviation * Normal.InvCDF(0, 1, share))));
    }

    /// <summary>
    /// The chance that a customer who has been away for this long ever comes back: (1 − π) S(lag) / (π + (1 − π) S(lag)), between 0 and 1
    /// and never rising with the lag.
    /// </summary>
    public double ReturnChance(TimeSpan lag)
    {
        var staying = (1 - Lost) * GapModel.StaysBeyond(lag.TotalDays, Mean, Deviation);
        return staying / (Lost + staying);
    }

    /// <summary>The chance that a customer who has been away for this long comes back within a further time.</summary>
    public double ReturnChance(TimeSpan lag, TimeSpan within)
    {
        var staying = (1 - Lost) * GapModel.StaysBeyond(lag.TotalDays, Mean, Deviation);
        var stayingOn = (1 - Lost) * GapModel.StaysBeyond((lag + within).TotalDays, Mean, Deviation);
        return Math.Max(0, staying - stayingOn) / (Lost + staying);
    }

    /// <summary>
    /// The critical lag: from here on the chance of still returning is below a threshold. Zero when it is so right after a purchase.
    /// </summary>
    /// <param name="threshold">Above 0 and below 1.</param>
    public TimeSpan CriticalLag(double threshold)
    {
        ThrowUnlessShare(threshold);

        // ReturnChance solved for S.
        var staying = threshold * Lost / ((1 - threshold) * (1 - Lost));
        return staying >= 1 ? TimeSpan.Zero : Quantile(1 - staying);
    }

    private static TimeSpan Days(double days) => days < Longest.TotalDays ? TimeSpan.FromDays(days) : Longest;

    private static void ThrowUnlessShare(double value)
    {
        if (value is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "A share is above 0 and below 1.");
        }
    }
}
