using DbMarketing.Conformance;
using DbMarketing.Testing;

namespace DbMarketing.Silo.Tests;

/// <summary>One silo on PostgreSQL, called from a web node.</summary>
public sealed class OneSiloTests : EngineConformance
{
    protected override Task<EngineUnderTest> StartAsync() =>
        ClusterUnderTest.StartAsync(PostgresCluster.CreateDatabase(), Playbook, silos: 1);
}

/// <summary>Three silos on one PostgreSQL.</summary>
public sealed class ThreeSilosTests : EngineConformance
{
    protected override Task<EngineUnderTest> StartAsync() =>
        ClusterUnderTest.StartAsync(PostgresCluster.CreateDatabase(), Playbook, silos: 3);
}

/// <summary>Lags on three silos, each with its own reference data.</summary>
public sealed class ThreeSilosLagTests : LagConformance
{
    protected override Task<EngineUnderTest> StartAsync() =>
        ClusterUnderTest.StartAsync(PostgresCluster.CreateDatabase(), Playbook, silos: 3);
}

/// <summary>Rules and stock on three silos, each with its own reference data.</summary>
public sealed class ThreeSilosCrossSellTests : CrossSellConformance
{
    protected override Task<EngineUnderTest> StartAsync() =>
        ClusterUnderTest.StartAsync(PostgresCluster.CreateDatabase(), Playbook, silos: 3);
}

/// <summary>Merging on one silo.</summary>
public sealed class OneSiloMergeTests : MergeConformance
{
    protected override int Pairs => 100;

    protected override int Chains => 30;

    protected override int Crashes => 8;

    protected override Task<EngineUnderTest> StartAsync() =>
        ClusterUnderTest.StartAsync(PostgresCluster.CreateDatabase(), SamplePlaybook.Compiled, silos: 1);
}

/// <summary>Merging customers that live on three silos.</summary>
public sealed class ThreeSilosMergeTests : MergeConformance
{
    protected override int Pairs => 100;

    protected override int Chains => 30;

    protected override int Crashes => 8;

    protected override Task<EngineUnderTest> StartAsync() =>
        ClusterUnderTest.StartAsync(PostgresCluster.CreateDatabase(), SamplePlaybook.Compiled, silos: 3);
}
