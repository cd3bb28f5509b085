using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Postgres;
using DbMarketing.Engine.Journal.Sqlite;
using DbMarketing.Testing;

namespace DbMarketing.Conformance;

/// <summary>The embedded engine on the journal in memory.</summary>
public sealed class EmbeddedOnVolatileTests : EngineConformance
{
    protected override async Task<EngineUnderTest> StartAsync() => await EmbeddedEngineUnderTest.StartAsync(Storage.Volatile(), Playbook);
}

/// <summary>The embedded engine as if every customer were in another process: each call and reply passes through its bytes.</summary>
public sealed class EmbeddedThroughBytesTests : EngineConformance
{
    protected override async Task<EngineUnderTest> StartAsync() =>
        await EmbeddedEngineUnderTest.StartAsync(Storage.Volatile(), Playbook, static actors => new ActorsThroughBytes(actors));
}

/// <summary>The embedded engine on SQLite.</summary>
public sealed class EmbeddedOnSqliteTests : EngineConformance
{
    private readonly Storage.Folder _folder = new();

    protected override async Task<EngineUnderTest> StartAsync() => await EmbeddedEngineUnderTest.StartAsync(_folder.Open, Playbook);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>The embedded engine on PostgreSQL.</summary>
public sealed class EmbeddedOnPostgresTests : EngineConformance
{
    protected override async Task<EngineUnderTest> StartAsync() => await EmbeddedEngineUnderTest.StartAsync(Storage.Postgres(), Playbook);
}

/// <summary>Merging on the journal in memory: a thousand pairs, and chains.</summary>
public sealed class EmbeddedMergeOnVolatileTests : MergeConformance
{
    protected override async Task<EngineUnderTest> StartAsync() =>
        await EmbeddedEngineUnderTest.StartAsync(Storage.Volatile(), SamplePlaybook.Compiled);
}

/// <summary>Merging as if every customer were in another process.</summary>
public sealed class EmbeddedMergeThroughBytesTests : MergeConformance
{
    protected override int Pairs => 100;

    protected override int Chains => 30;

    protected override int Crashes => 8;

    protected override async Task<EngineUnderTest> StartAsync() =>
        await EmbeddedEngineUnderTest.StartAsync(
            Storage.Volatile(), SamplePlaybook.Compiled, static actors => new ActorsThroughBytes(actors));
}

/// <summary>Merging on SQLite.</summary>
public sealed class EmbeddedMergeOnSqliteTests : MergeConformance
{
    private readonly Storage.Folder _folder = new();

    protected override int Pairs => 100;

    protected override int Chains => 30;

    protected override int Crashes => 8;

    protected override async Task<EngineUnderTest> StartAsync() =>
        await EmbeddedEngineUnderTest.StartAsync(_folder.Open, SamplePlaybook.Compiled);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Merging on PostgreSQL.</summary>
public sealed class EmbeddedMergeOnPostgresTests : MergeConformance
{
    protected override int Pairs => 100;

    protected override int Chains => 30;

    protected override int Crashes => 8;

    protected override async Task<EngineUnderTest> StartAsync() =>
        await EmbeddedEngineUnderTest.StartAsync(Storage.Postgres(), SamplePlaybook.Compiled);
}

/// <summary>Storages that can be opened again after a crash.</summary>
internal static class Storage
{
    public static Func<IJournalStore> Volatile()
    {
        var journal = new VolatileJournal();
        return () => new VolatileJournalStore(TimeProvider.System, journal);
    }

    public static Func<IJournalStore> Postgres()
    {
        var connection = PostgresCluster.CreateDatabase();
        return () => new PostgresJournalStore(connection, TimeProvider.System);
    }

    public sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dbmarketing-");

        public IJournalStore Open() => new SqliteJournalStore(Path.Combine(_folder.FullName, "journal.db"), TimeProvider.System);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
