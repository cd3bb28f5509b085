using System.Text.Json.Serialization;

namespace DbMarketing.Engine.CriticalLag;

/// <summary>Where a customer stands between two purchases.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LagStage>))]
public enum LagStage
{
    [JsonStringEnumMemberName("none")] None = 0,
    /// <summary>The next purchase is not due yet.</summary>
    [JsonStringEnumMemberName("active")] Active,
    /// <summary>Half of those who come back have come back by now.</summary>
    [JsonStringEnumMemberName("due")] Due,
    /// <summary>Most of those who come back have.</summary>
    [JsonStringEnumMemberName("overdue")] Overdue,
    /// <summary>The chance of still returning has fallen below the playbook's threshold.</summary>
    [JsonStringEnumMemberName("lapsed")] Lapsed,
}

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
