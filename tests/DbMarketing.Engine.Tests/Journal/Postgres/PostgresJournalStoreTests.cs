using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Postgres;
using DbMarketing.Testing;
using Npgsql;

namespace DbMarketing.Engine.Tests.Journal.Postgres;

public sealed class PostgresJournalStoreTests : JournalStoreTests
{
    private string _connection = "";

    public override async ValueTask InitializeAsync()
    {
        _connection = PostgresCluster.CreateDatabase();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await using var connection = new NpgsqlConnection(_connection);
        NpgsqlConnection.ClearPool(connection);
    }

    protected override IJournalStore Open() => new PostgresJournalStore(
        new PostgresJournalOptions { ConnectionString = _connection, LockTimeout = TimeSpan.FromMilliseconds(200) }, Time);

    /// <summary>Leases go by the server's clock.</summary>
    protected override Task ExpireLeasesAsync() => ExecuteAsync("UPDATE dbmarketing.leases SET expires_at = 0");

    [Fact]
    public async Task Initialize_ByManyAtOnceMakesOneSchema()
    {
        await ExecuteAsync("DROP SCHEMA dbmarketing CASCADE");
        var stores = Enumerable.Range(0, 8).Select(_ => new PostgresJournalStore(_connection, Time)).ToList();
        await Task.WhenAll(stores.Select(store => store.InitializeAsync(Cancellation)));
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }

        Assert.Equal(0, (await Store.ReadLaneHeadAsync(0, Cancellation)).Position);
    }

    [Fact]
    public async Task Initialize_OfANewerSchemaIsRefusedWithBothVersions()
    {
        await ExecuteAsync("INSERT INTO dbmarketing.schema_version VALUES (99, 0)");
        var fault = await Assert.ThrowsAsync<JournalSchemaException>(() => Store.InitializeAsync(Cancellation));
        Assert.Contains("99", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Initialize_OfAnOlderSchemaAddsTheDueIndexAndTheInventory()
    {
        var (lease, head) = await BeginAsync();
        head = await CommitAsync(lease, head, First("k:ann", 1));
        await ExecuteAsync("DROP SCHEMA dbmarketing_analytics CASCADE");
        await ExecuteAsync(
            "DROP TABLE dbmarketing.due; DROP TABLE dbmarketing.inventory; DELETE FROM dbmarketing.schema_version WHERE version >= 2");

        await Store.InitializeAsync(Cancellation);
        await CommitAsync(lease, head, Next("k:ann", 1, 2) with { Due = new(Time.GetUtcNow()) });

        Assert.Equal(Time.GetUtcNow(), await Store.ReadDueAsync(new CustomerKey(1), Cancellation));
        Assert.Null(await Store.FindInventoryAsync("lamp", Cancellation));
    }

    [Fact]
    public async Task Mode_WaitsForTheLockOfAProcessThatHasJustEnded()
    {
        var dead = Open();
        await dead.AcquireLeaseAsync(LeaseNames.Mode, "dead", Duration, Cancellation);

        await using var next = new PostgresJournalStore(_connection, Time);
        var taking = next.AcquireLeaseAsync(LeaseNames.Mode, "next", Duration, Cancellation);
        while (await CountAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 0)
        {
            Assert.False(taking.IsCompleted);
        }

        await dead.DisposeAsync();
        Assert.Equal("next", (await taking)!.Owner);
    }

    [Fact]
    public async Task Mode_AskedForWhileTheStoreEndsIsFreeAfterwards()
    {
        var holder = Open();
        await holder.AcquireLeaseAsync(LeaseNames.Mode, "holder", Duration, Cancellation);
        var ending = new PostgresJournalStore(_connection, Time);
        var taking = ending.AcquireLeaseAsync(LeaseNames.Mode, "ending", Duration, Cancellation);
        while (await CountAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 0)
        {
            Assert.False(taking.IsCompleted);
        }

        var ended = ending.DisposeAsync();
        await holder.DisposeAsync();
        await ended;
        await Record.ExceptionAsync(() => taking);

        await using var next = Open();
        Assert.Equal("next", (await next.AcquireLeaseAsync(LeaseNames.Mode, "next", Duration, Cancellation))?.Owner);
    }

    [Fact]
    public async Task Commit_WhileTheLaneIsLockedSaysSoAndWorksAfterwards()
    {
        var (lease, head) = await BeginAsync();
        await using (var other = new NpgsqlConnection(_connection))
        {
            await other.OpenAsync(Cancellation);
            await using var transaction = await other.BeginTransactionAsync(Cancellation);
            await using var command = new NpgsqlCommand("SELECT * FROM dbmarketing.lanes FOR UPDATE", other);
            await command.ExecuteNonQueryAsync(Cancellation);
            var fault = await FailAsync(() => CommitAsync(lease, head, First("k:ann", 1)));
            Assert.Contains("locked by another session", fault.Message, StringComparison.Ordinal);
            Assert.True(fault.KnownNotCommitted);
        }

        await CommitAsync(lease, head, First("k:ann", 1));
    }

    /// <summary>
    /// The session lock of a process whose machine or network vanished must go soon, or nobody can take over, not even that process.
    /// </summary>
    [Fact]
    public async Task Sessions_OfAVanishedClientEndSoonAndIdleOnesAreKept()
    {
        await ExecuteAsync(
            """
            CREATE FUNCTION dbmarketing.tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                NEW.owner := concat_ws(
                    ' ', current_setting('tcp_keepalives_idle'), current_setting('tcp_keepalives_interval'),
                    current_setting('tcp_keepalives_count'), current_setting('idle_session_timeout'));
                RETURN NEW;
            END $$;
            CREATE TRIGGER tell BEFORE UPDATE ON dbmarketing.leases FOR EACH ROW EXECUTE FUNCTION dbmarketing.tell()
            """);
        await Store.AcquireLeaseAsync("sweep", "one", Duration, Cancellation);

        Assert.Equal("10 5 3 0", (await Store.ReadLeaseAsync("sweep", Cancellation))!.Owner);
    }

    [Fact]
    public async Task Commit_OnAReadOnlyServerSaysSo()
    {
        var (lease, head) = await BeginAsync();
        await ExecuteAsync(
            $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(_connection).Database} SET default_transaction_read_only = on");
        await using var store = Open();
        var fault = await FailAsync(() => store.CommitAsync(lease, head, 1, [First("k:ann", 1)], Cancellation));
        Assert.Contains("read-only", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_WhoseBackendIsKilledAtCommitIsOfUnknownOutcomeUntilTheHeadIsRead()
    {
        var (lease, head) = await BeginAsync();
        await ExecuteAsync(
            """
            CREATE FUNCTION dbmarketing.die() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER die AFTER INSERT ON dbmarketing.journal DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION dbmarketing.die()
            """);
        var fault = await FailAsync(() => CommitAsync(lease, head, First("k:ann", 1)));
        Assert.False(fault.KnownNotCommitted);
        Assert.Equal(head, await Store.ReadLaneHeadAsync(0, Cancellation));

        await ExecuteAsync("DROP TRIGGER die ON dbmarketing.journal");
        await CommitAsync(lease, head, First("k:ann", 1));
    }

    [Fact]
    public async Task Commit_WhileTheServerIsDownSaysSoAndWorksWhenItIsBack()
    {
        using var cluster = PostgresCluster.StartNew();
        await using var store = new PostgresJournalStore(cluster.NewDatabase(), Time);
        await store.InitializeAsync(Cancellation);
        var lease = await store.AcquireLeaseAsync(LeaseNames.Mode, "one", Duration, Cancellation);
        var head = await store.ReadLaneHeadAsync(0, Cancellation);

        cluster.Crash();
        var fault = await FailAsync(() => store.CommitAsync(lease!, head, 1, [First("k:ann", 1)], Cancellation));
        Assert.True(fault.KnownNotCommitted);
        await FailAsync(() => store.AcquireLeaseAsync(LeaseNames.Mode, "one", Duration, Cancellation));

        cluster.Start();
        Assert.Equal(lease!.Epoch, (await store.AcquireLeaseAsync(LeaseNames.Mode, "one", Duration, Cancellation))!.Epoch);
        Assert.Equal(CommitKind.Committed, (await store.CommitAsync(lease, head, 1, [First("k:ann", 1)], Cancellation)).Kind);
        Assert.NotNull(await store.OpenCustomerAsync(CustomerId.Known("ann"), 1_000, Cancellation));
    }

    [Fact]
    public async Task Initialize_OfAnUnreachableServerNamesIt()
    {
        await using var store = new PostgresJournalStore("Host=127.0.0.1;Port=1;Username=x;Database=shop", Time);
        var fault = await FailAsync(() => store.InitializeAsync(Cancellation));
        Assert.Contains("127.0.0.1:1/shop cannot be reached", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_ThatIsNoPlainNameIsRefused() => Assert.Throws<ArgumentException>(
        () => new PostgresJournalStore(new PostgresJournalOptions { ConnectionString = _connection, Schema = "a\"; DROP" }, Time));

    private static Task<JournalUnavailableException> FailAsync(
        Func<Task> action) => Assert.ThrowsAsync<JournalUnavailableException>(action);

    /// <summary>Two lanes of a cluster that commit for the same customers at once, in opposite orders.</summary>
    [Fact]
    public async Task Commit_OfTwoLanesInOppositeOrders_OneWinsAndTheOtherLearnsWhatItLost()
    {
        var leases = new[] { await LaneAsync(0), await LaneAsync(1) };
        await using var other = new PostgresJournalStore(_connection, Time);
        var writes = Enumerable.Range(1, 2_000).Select(number => First($"k:{number:0000}", number)).ToList();
        for (var round = 1; round <= 5; round++)
        {
            var turns = writes.ConvertAll(write => write with { Sequence = round, NewCustomer = round == 1 });
            var heads = new[] { await Store.ReadLaneHeadAsync(0, Cancellation), await Store.ReadLaneHeadAsync(1, Cancellation) };
            var results = await Task.WhenAll(
                Store.CommitAsync(leases[0], heads[0], 2_000, turns, Cancellation),
                other.CommitAsync(leases[1], heads[1], 2_000, [.. turns.AsEnumerable().Reverse()], Cancellation));

            Assert.Single(results, static result => result.Kind == CommitKind.Committed);
            Assert.Equal(2_000, Assert.Single(results, static result => result.Kind == CommitKind.Conflict).Losers.Count);
        }

        async Task<Lease> LaneAsync(int lane) =>
            (await Store.AcquireLeaseAsync(LeaseNames.Lane(lane), $"{lane}", Duration, Cancellation))!;
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
