using DbMarketing.Engine.CriticalLag;

namespace DbMarketing.Engine.Population;

/// <summary>
/// Counts customers by stage for whoever asks, once for each picture of the gaps, each model and each day; nobody waits for a count that
/// somebody else asked for. Thread-safe.
/// </summary>
public sealed class LagOverview
{
    private Asked? _newest;

    /// <summary>The stages as of a day.</summary>
    public StageCounts CountsOf(GapPopulation gaps, LagModel model, LagPolicy policy, int today)
    {
        ArgumentNullException.ThrowIfNull(model);
        var asked = Volatile.Read(ref _newest);
        if (asked is null || asked.Of != (gaps, model, policy, today))
        {
            asked = new((gaps, model, policy, today), new(() => StageCounts.Of(gaps, model.All, policy, today)));
            Volatile.Write(ref _newest, asked);
        }

        return asked.Counts.Value;
    }

    private sealed record Asked((GapPopulation Gaps, LagModel Model, LagPolicy Policy, int Today) Of, Lazy<StageCounts> Counts);
}
