using DbMarketing.Web.Decisions;

namespace DbMarketing.Web.Statistics;

/// <summary>Rates over the last ten seconds, to six decimals; totals since the process started.</summary>
public abstract record StatisticsFields
{
    public int CustomersActive { get; init; }
    public double InteractionsPerSecond { get; init; }
    public double DecisionsPerSecond { get; init; }
    public double PushesPerSecond { get; init; }
    public long Applied { get; init; }
    public long Duplicate { get; init; }
    public long Rejected { get; init; }
    public long UptimeMs { get; init; }
    public string PlaybookVersion { get; init; } = "";
}

public sealed record StatisticsBody : StatisticsFields;

/// <summary>The statistics with the newest decisions.</summary>
public sealed record OverviewBody : StatisticsFields
{
    public IReadOnlyList<DecisionBody> Decisions { get; init; } = [];
}
