using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Decisions;
using DbMarketing.Web.Telemetry;

namespace DbMarketing.Web.Statistics;

/// <summary>Rates and totals of this process since it started.</summary>
internal sealed class StatisticsReader(IEngineStatistics engine, ReferenceSource reference, WebInstruments instruments)
{
    public StatisticsBody Read() => Fill(new StatisticsBody());

    /// <summary>The same with the newest decisions.</summary>
    public OverviewBody ReadOverview(int decisions) =>
        Fill(new OverviewBody { Decisions = [.. engine.ReadLatest(decisions).Select(d => DecisionBody.Of(d.Customer, d.Decision))] });

    private T Fill<T>(T body)
        where T : StatisticsFields
    {
        var read = engine.Read();
        return (T)(body with
        {
            CustomersActive = read.CustomersActive,
            InteractionsPerSecond = ShownNumbers.Round(read.InteractionsPerSecond),
            DecisionsPerSecond = ShownNumbers.Round(read.DecisionsPerSecond),
            PushesPerSecond = ShownNumbers.Round(instruments.PushesPerSecond()),
            Applied = read.Applied,
            Duplicate = read.Duplicate,
            Rejected = read.Rejected,
            UptimeMs = (long)read.Uptime.TotalMilliseconds,
            PlaybookVersion = reference.Current.Playbook.Version,
        });
    }
}
