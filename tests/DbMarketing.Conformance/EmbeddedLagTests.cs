namespace DbMarketing.Conformance;

/// <summary>Lags on the journal in memory, as if every customer were in another process.</summary>
public sealed class EmbeddedLagThroughBytesTests : LagConformance
{
    protected override async Task<EngineUnderTest> StartAsync() =>
        await EmbeddedEngineUnderTest.StartAsync(Storage.Volatile(), Playbook, static actors => new ActorsThroughBytes(actors));
}

/// <summary>Lags on SQLite.</summary>
public sealed class EmbeddedLagOnSqliteTests : LagConformance
{
    private readonly Storage.Folder _folder = new();

    protected override async Task<EngineUnderTest> StartAsync() => await EmbeddedEngineUnderTest.StartAsync(_folder.Open, Playbook);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Lags on PostgreSQL.</summary>
public sealed class EmbeddedLagOnPostgresTests : LagConformance
{
    protected override async Task<EngineUnderTest> StartAsync() => await EmbeddedEngineUnderTest.StartAsync(Storage.Postgres(), Playbook);
}
