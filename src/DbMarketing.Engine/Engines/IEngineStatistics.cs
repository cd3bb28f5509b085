using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;

namespace DbMarketing.Engine.Engines;

/// <summary>What an engine has done since it started, for the overview.</summary>
public interface IEngineStatistics
{
    /// <summary>Totals and rates as of now; of a cluster, over all its silos.</summary>
    EngineOverview Read();

    /// <summary>The newest decisions, newest first; at most <see cref="EngineLimits.LatestDecisions"/>.</summary>
    IReadOnlyList<LatestDecision> ReadLatest(int count);
}

/// <summary>Totals since the engine started and rates over the last ten seconds.</summary>
public sealed record EngineOverview
{
    public required int CustomersActive { get; init; }
    public required double InteractionsPerSecond { get; init; }
    public required double DecisionsPerSecond { get; init; }
    public required long Applied { get; init; }
    public required long Duplicate { get; init; }
    public required long Rejected { get; init; }
    public required TimeSpan Uptime { get; init; }
}

/// <summary>A decision with the customer it was made for.</summary>
public sealed record LatestDecision(CustomerId Customer, Decision Decision);
