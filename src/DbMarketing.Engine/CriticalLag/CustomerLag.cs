namespace DbMarketing.Engine.CriticalLag;

/// <summary>What is forecast of one customer's next purchase, on the calendar.</summary>
/// <param name="Since">The last purchase.</param>
/// <param name="Forecast">The next gap.</param>
/// <param name="Stages">When the stages begin, after <paramref name="Since"/>.</param>
public sealed record CustomerLag(DateTimeOffset Since, LagForecast Forecast, LagStages Stages)
{
    /// <summary>The stage as of an instant.</summary>
    public LagStage StageAt(DateTimeOffset now) => Stages.StageAt(now - Since);

    /// <summary>
    /// The chance of ever buying again, as of an instant: that of its whole millisecond, so that a threshold is crossed at one.
    /// </summary>
    public double ReturnChanceAt(DateTimeOffset now)
    {
        var ticks = (now - Since).Ticks;
        return Forecast.ReturnChance(new TimeSpan(ticks - (ticks % TimeSpan.TicksPerMillisecond)));
    }

    /// <summary>Since when a stage has held, or will; for <see cref="LagStage.Active"/> since the last purchase.</summary>
    public DateTimeOffset BeginOf(LagStage stage) => Since + stage switch
    {
        LagStage.Due => Stages.Due,
        LagStage.Overdue => Stages.Overdue,
        LagStage.Lapsed => Stages.Lapsed,
        _ => TimeSpan.Zero,
    };

    /// <summary>The first instant after another at which the stage changes; null when it changes no more.</summary>
    public DateTimeOffset? NextStageAfter(DateTimeOffset instant)
    {
        foreach (var begins in (ReadOnlySpan<TimeSpan>)[Stages.Due, Stages.Overdue, Stages.Lapsed])
        {
            if (Since + begins > instant)
            {
                return Since + begins;
            }
        }

        return null;
    }
}
