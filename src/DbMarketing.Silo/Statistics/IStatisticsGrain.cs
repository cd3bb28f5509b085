namespace DbMarketing.Silo.Statistics;

/// <summary>
/// Where the nodes of a cluster tell each other what they have done. One in the cluster; what it knows is a few seconds old at most.
/// </summary>
[Alias("dbmarketing.statistics")]
internal interface IStatisticsGrain : IGrainWithIntegerKey
{
    /// <summary>Leaves a silo's report, if there is one, and takes what all silos have reported.</summary>
    /// <param name="report">What the silo has done; null from a node without customers.</param>
    /// <param name="made">The decisions made since its last report.</param>
    [Alias("exchange")]
    Task<ClusterReport> ExchangeAsync(SiloReport? report, DecisionMessage[] made);
}

/// <summary>What one silo has done since it started.</summary>
[GenerateSerializer]
[Alias("dbmarketing.siloReport")]
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

    /// <summary>Tells this start of this silo from all others.</summary>
    [Id(7)] public required string Silo { get; init; }
}

/// <summary>What all silos have done.</summary>
/// <param name="Silos">One report of each.</param>
/// <param name="Decisions">The newest decisions of all together, newest first, as many as an overview keeps.</param>
[GenerateSerializer]
[Alias("dbmarketing.clusterReport")]
[Immutable]
internal sealed record ClusterReport([property: Id(0)] SiloReport[] Silos, [property: Id(1)] DecisionMessage[] Decisions);
