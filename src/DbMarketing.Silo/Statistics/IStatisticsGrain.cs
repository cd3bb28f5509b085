namespace DbMarketing.Silo.Statistics;

/// <summary>
/// Where the nodes of a cluster tell each other what they have done. One in the cluster; what it knows is a few seconds old at most.
/// </summary>
internal interface IStatisticsGrain : IGrainWithIntegerKey
{
    /// <summary>Leaves a silo's report, if there is one, and takes those of all silos.</summary>
    Task<SiloReport[]> ExchangeAsync(string node, SiloReport? report);
}

/// <summary>What one silo has done since it started.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record SiloReport
{
    [Id(0)] public required int CustomersActive { get; init; }
    [Id(1)] public required double InteractionsPerSecond { get; init; }
    [Id(2)] public required double DecisionsPerSecond { get; init; }
    [Id(3)] public required long Applied { get; init; }
    [Id(4)] public required long Duplicate { get; init; }
    [Id(5)] public required long Rejected { get; init; }
    [Id(6)] public required TimeSpan Uptime { get; init; }

    /// <summary>The newest decisions, newest first.</summary>
    [Id(7)] public required DecisionMessage[] Decisions { get; init; }
}

/// <summary>A decision between silos: its customer, and its UTF-8 JSON.</summary>
[GenerateSerializer]
[Immutable]
internal readonly record struct DecisionMessage([property: Id(0)] string Customer, [property: Id(1)] byte[] Decision);
