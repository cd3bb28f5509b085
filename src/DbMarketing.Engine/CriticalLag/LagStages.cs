namespace DbMarketing.Engine.CriticalLag;

/// <summary>Where a customer stands between two purchases.</summary>
public enum LagStage
{
    None = 0,
    /// <summary>The next purchase is not due yet.</summary>
    Active,
    /// <summary>Half of those who come back have come back by now.</summary>
    Due,
    /// <summary>Most of those who come back have.</summary>
    Overdue,
    /// <summary>The chance of still returning has fallen below the playbook's threshold.</summary>
    Lapsed,
}

/// <summary>What the playbook calls overdue and lapsed.</summary>
/// <param name="OverdueShare">Overdue is whom this share of the returning would have left behind; above 0.5 and below 1.</param>
/// <param name="ReturnThreshold">Lapsed is whose chance of still returning is below this; above 0 and below 1.</param>
public sealed record LagPolicy(double OverdueShare = 0.9, double ReturnThreshold = 0.2);

/// <summary>The lags at which a customer's stages begin. Never descending: who has lapsed is neither due nor overdue.</summary>
/// <param name="Due">Half of those who come back have.</param>
/// <param name="Overdue"><see cref="LagPolicy.OverdueShare"/> of them have.</param>
/// <param name="Lapsed">The critical lag at <see cref="LagPolicy.ReturnThreshold"/>.</param>
public readonly record struct LagStages(TimeSpan Due, TimeSpan Overdue, TimeSpan Lapsed)
{
    /// <summary>The stages of a forecast under a policy.</summary>
    public static LagStages Of(LagForecast forecast, LagPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ArgumentNullException.ThrowIfNull(policy);
        var lapsed = forecast.CriticalLag(policy.ReturnThreshold);
        var overdue = Shorter(forecast.Quantile(policy.OverdueShare), lapsed);
        return new(Shorter(forecast.Quantile(0.5), overdue), overdue, lapsed);
    }

    /// <summary>The stage of a customer whose last purchase was so long ago.</summary>
    public LagStage StageAt(TimeSpan lag) =>
        lag >= Lapsed ? LagStage.Lapsed : lag >= Overdue ? LagStage.Overdue : lag >= Due ? LagStage.Due : LagStage.Active;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
