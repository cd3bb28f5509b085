namespace DbMarketing.Conformance;

/// <summary>Rules and stock on the journal in memory, as if every customer were in another process.</summary>
public sealed class EmbeddedCrossSellThroughBytesTests : CrossSellConformance
{
    protected override async Task<EngineUnderTest> StartAsync() =>
        await EmbeddedEngineUnderTest.StartAsync(Storage.Volatile(), Playbook, static actors => new ActorsThroughBytes(actors));
}

/// <summary>Rules and stock on SQLite.</summary>
public sealed class EmbeddedCrossSellOnSqliteTests : CrossSellConformance
{
    private readonly Storage.Folder _folder = new();

    protected override async Task<EngineUnderTest> StartAsync() => await EmbeddedEngineUnderTest.StartAsync(_folder.Open, Playbook);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Rules and stock on PostgreSQL.</summary>
public sealed class EmbeddedCrossSellOnPostgresTests : CrossSellConformance
{
    protected override async Task<EngineUnderTest> StartAsync() => await EmbeddedEngineUnderTest.StartAsync(Storage.Postgres(), Playbook);
}
