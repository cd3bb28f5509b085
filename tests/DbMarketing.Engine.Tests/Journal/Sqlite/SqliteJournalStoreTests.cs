using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace DbMarketing.Engine.Tests.Journal.Sqlite;

public sealed class SqliteJournalStoreTests : JournalStoreTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dbmarketing-sqlite-").FullName;

    private string File => Path.Combine(_folder, "journal.db");

    private SqliteJournalStore Sqlite => (SqliteJournalStore)Store;

    protected override IJournalStore Open() => new SqliteJournalStore(
        new SqliteJournalOptions { Path = File, BusyTimeout = TimeSpan.FromMilliseconds(50) }, Time);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Commit_WhileAnotherProgramHoldsTheLockSaysSoAndWorksAfterwards()
    {
        var (lease, head) = await BeginAsync();
        await using (var other = Connect())
        {
            Execute(other, "BEGIN IMMEDIATE");
            var fault = await FailAsync(() => CommitAsync(lease, head, First("k:ann", 1)));
            Assert.Contains("locked by another program", fault.Message, StringComparison.Ordinal);
            Assert.True(fault.KnownNotCommitted);
            Execute(other, "ROLLBACK");
        }

        await CommitAsync(lease, head, First("k:ann", 1));
    }

    [Fact]
    public async Task Commit_OnAFullDatabaseSaysSoAndWorksWhenThereIsRoomAgain()
    {
        var (lease, head) = await BeginAsync();
        Sqlite.LimitSize(512 * 1024);
        var large = First("k:ann", 1) with { Payload = Text(1 << 20) };
        var fault = await FailAsync(() => CommitAsync(lease, head, large));
        Assert.Contains("MaxSizeBytes", fault.Message, StringComparison.Ordinal);
        Assert.True(fault.KnownNotCommitted);

        Sqlite.LimitSize(1 << 30);
        await CommitAsync(lease, head, large);
    }

    [Fact]
    public async Task Commit_WhenTheFileHasVanishedSaysSoAndWorksWhenItIsBack()
    {
        var (lease, head) = await BeginAsync();
        System.IO.File.Move(File, File + ".away");
        var fault = await FailAsync(() => CommitAsync(lease, head, First("k:ann", 1)));
        var again = await FailAsync(() => CommitAsync(lease, head, First("k:ann", 1)));
        Assert.Contains("vanished", fault.Message, StringComparison.Ordinal);
        Assert.Contains("no database file", again.Message, StringComparison.Ordinal);

        System.IO.File.Move(File + ".away", File);
        await CommitAsync(lease, head, First("k:ann", 1));
    }

    /// <summary>Method: the file is made anew by another store, as `rm` and a second program would.</summary>
    [Fact]
    public async Task EveryCall_RefusesAnotherFileInThePlaceOfTheFirst_UntilThatIsBack()
    {
        var (lease, head) = await BeginAsync();
        await CommitAsync(lease, head, First("k:ann", 1));
        await Store.ReadDocumentAsync("kind", "id", Cancellation);
        foreach (var name in new[] { File, File + "-wal", File + "-shm" })
        {
            System.IO.File.Move(name, name + ".away");
        }

        await using (var other = Open())
        {
            await other.InitializeAsync(Cancellation);
        }

        for (var attempt = 0; attempt < 3; attempt++)
        {
            await FailAsync(() => Store.ReadDocumentAsync("kind", "id", Cancellation));
            await FailAsync(() => Store.InitializeAsync(Cancellation));
            await FailAsync(() => Store.AcquireLeaseAsync(LeaseNames.Lane(0), "one", Duration, Cancellation));
        }

        var fault = await FailAsync(() => Store.OpenCustomerAsync(CustomerId.Known("ann"), 10, Cancellation));
        Assert.Contains("was replaced by another", fault.Message, StringComparison.Ordinal);
        Assert.Contains("restart the server", fault.Message, StringComparison.Ordinal);

        foreach (var name in new[] { File, File + "-wal", File + "-shm" })
        {
            System.IO.File.Move(name + ".away", name, overwrite: true);
        }

        Assert.NotNull(await Store.OpenCustomerAsync(CustomerId.Known("ann"), 10, Cancellation));
    }

    [Fact]
    public async Task Commit_RefusesAnOlderContentOfTheSameFile_AndNothingIsServedUntilItIsOpenedAgain()
    {
        var (lease, head) = await BeginAsync();
        await using var saved = new SqliteConnection("Data Source=:memory:");
        await saved.OpenAsync(Cancellation);
        await using var own = Connect();
        own.BackupDatabase(saved);
        await CommitAsync(lease, head, First("k:ann", 1));
        saved.BackupDatabase(own);

        var after = head with { Position = 1, KeyNumber = 1, Commits = 1 };
        var fault = await FailAsync(() => Store.CommitAsync(lease, after, 1, [Next("k:ann", 1, 2)], Cancellation));
        Assert.Contains("lacks what this server committed", fault.Message, StringComparison.Ordinal);
        await FailAsync(() => Store.ReadDocumentAsync("kind", "id", Cancellation));

        await using var next = Open();
        await next.InitializeAsync(Cancellation);
        Assert.Null(await next.OpenCustomerAsync(CustomerId.Known("ann"), 10, Cancellation));
    }

    [Fact]
    public async Task AcquireLease_RefusesAContentThatNeverKnewIt()
    {
        await using var saved = new SqliteConnection("Data Source=:memory:");
        await saved.OpenAsync(Cancellation);
        await using var own = Connect();
        own.BackupDatabase(saved);
        await BeginAsync();
        saved.BackupDatabase(own);

        var fault = await FailAsync(() => Store.AcquireLeaseAsync(LeaseNames.Lane(0), "one", Duration, Cancellation));
        Assert.Contains("lacks what this server committed", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>A backup reads for a long time, and must not make every commit wait for it.</summary>
    [Fact]
    public async Task Commit_WhileAReaderKeepsTheLogFromBeingCutDoesNotWaitForIt()
    {
        var options = new SqliteJournalOptions { Path = File, MaxLogBytes = 1, BusyTimeout = TimeSpan.FromHours(1) };
        await using var store = new SqliteJournalStore(options, Time);
        var lease = (await store.AcquireLeaseAsync(LeaseNames.Lane(0), "one", Duration, Cancellation))!;
        var head = await store.ReadLaneHeadAsync(0, Cancellation);
        await using var reader = Connect();
        Execute(reader, "BEGIN");
        Execute(reader, "SELECT count(*) FROM lanes");
        var commit = store.CommitAsync(lease, head, 1, [First("k:ann", 1)], Cancellation);

        // The time is a guard against hanging, not the measure: a commit that waits would wait for an hour.
        var result = await commit.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.Equal(CommitKind.Committed, result.Kind);
    }

    [Fact]
    public async Task Initialize_OfANewerSchemaIsRefusedWithBothVersions()
    {
        await using (var other = Connect())
        {
            Execute(other, "INSERT INTO schema_version VALUES (99, 0)");
        }

        await using var second = Open();
        var fault = await Assert.ThrowsAsync<JournalSchemaException>(() => second.InitializeAsync(Cancellation));
        Assert.Contains("99", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Initialize_OfAnOlderSchemaAddsTheDueIndexAndTheInventory()
    {
        var (lease, head) = await BeginAsync();
        head = await CommitAsync(lease, head, First("k:ann", 1));
        await using (var other = Connect())
        {
            Execute(other, string.Concat(AnalystViews.All.Select(static view => $"DROP VIEW analytics_{view.Name};")));
            Execute(other, "DROP TABLE due; DROP TABLE inventory; DELETE FROM schema_version WHERE version >= 2");
        }

        await Store.InitializeAsync(Cancellation);
        await CommitAsync(lease, head, Next("k:ann", 1, 2) with { Due = new(Time.GetUtcNow()) });

        Assert.Equal(Time.GetUtcNow(), await Store.ReadDueAsync(new CustomerKey(1), Cancellation));
        Assert.Null(await Store.FindInventoryAsync("lamp", Cancellation));
    }

    [Fact]
    public async Task Initialize_OfAFileThatIsNoDatabaseSaysSo()
    {
        var path = Path.Combine(_folder, "notes.txt");
        await System.IO.File.WriteAllTextAsync(path, new string('x', 5_000), Cancellation);
        await using var store = new SqliteJournalStore(path, Time);
        var fault = await FailAsync(() => store.InitializeAsync(Cancellation));
        Assert.Contains("damaged or no journal", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_OnAReadOnlyFileSaysSo()
    {
        var (lease, head) = await BeginAsync();
        await Store.DisposeAsync();
        // The superuser may write read-only files, but nobody may write a file whose header asks for a newer writer.
        await using (var file = System.IO.File.OpenWrite(File))
        {
            file.Position = 18;
            file.WriteByte(3);
        }

        await using var store = Open();
        var fault = await FailAsync(() => store.CommitAsync(lease, head, 1, [First("k:ann", 1)], Cancellation));
        Assert.Contains("read-only", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_KeepsTheLogBelowItsLimit()
    {
        var options = new SqliteJournalOptions { Path = File, MaxLogBytes = 1 << 20 };
        await using var store = new SqliteJournalStore(options, Time);
        var lease = await store.AcquireLeaseAsync(LeaseNames.Lane(0), "one", Duration, Cancellation);
        var head = await store.ReadLaneHeadAsync(0, Cancellation);
        for (var sequence = 1; sequence <= 20; sequence++)
        {
            var write = Next("k:ann", 1, sequence) with { NewCustomer = sequence == 1, Payload = Text(200_000) };
            await store.CommitAsync(lease!, head, 1, [write], Cancellation);
            head = head with { Position = sequence, KeyNumber = 1, Commits = sequence };
            Assert.InRange(new FileInfo(File + "-wal").Length, 0, 1 << 20);
        }

        Assert.Equal(20, (await store.OpenCustomerAsync(CustomerId.Known("ann"), 1_000, Cancellation))!.Tail.Count);
    }

    private static byte[] Text(int length) => System.Text.Encoding.UTF8.GetBytes("[\"" + new string('x', length) + "\"]");

    private static Task<JournalUnavailableException> FailAsync(
        Func<Task> action) => Assert.ThrowsAsync<JournalUnavailableException>(action);

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=false");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
