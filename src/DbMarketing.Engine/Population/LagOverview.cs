using DbMarketing.Engine.CriticalLag;

namespace DbMarketing.Engine.Population;

/// <summary>Counts customers by stage for whoever asks, once for each picture of the gaps, each model and each day. Thread-safe.</summary>
public sealed class LagOverview
{
    private readonly Lock _gate = new();
    private (GapPopulation Gaps, LagModel Model, LagPolicy Policy, int Today)? _of;
    private StageCounts? _counts;

    /// <summary>The stages as of a day.</summary>
    public StageCounts CountsOf(GapPopulation gaps, LagModel model, LagPolicy policy, int today)
    {
        ArgumentNullException.ThrowIfNull(model);
        lock (_gate)
        {
            if (_counts is null || _of != (gaps, model, policy, today))
            {
                _counts = StageCounts.Of(gaps, model.All, policy, today);
                _of = (gaps, model, policy, today);
            }

            return _counts;
        }
    }
}
