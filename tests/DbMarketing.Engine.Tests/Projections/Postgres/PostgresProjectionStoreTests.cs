using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Projections.Postgres;
using DbMarketing.Testing;
using Npgsql;

namespace DbMarketing.Engine.Tests.Projections.Postgres;

public sealed class PostgresProjectionStoreTests : ProjectionStoreTests
{
    private string _connection = "";

    public override async ValueTask InitializeAsync()
    {
        _connection = PostgresCluster.CreateDatabase();
        await base.InitializeAsync();
    }

    protected override IProjectionStore Open() => new PostgresProjectionStore(_connection);

    [Fact]
    public async Task Initialize_ByManyAtOnceMakesOneSchema()
    {
        await ExecuteAsync("DROP SCHEMA dbmarketing CASCADE");
        var stores = Enumerable.Range(0, 6).Select(_ => Open()).ToList();

        await Task.WhenAll(stores.Select(store => store.InitializeAsync(Cancellation)));

        Assert.True(await Store.CommitAsync(At(1), [], Cancellation));
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Initialize_OfANewerSchemaIsRefusedWithBothVersions()
    {
        await ExecuteAsync("INSERT INTO dbmarketing.projection_schema VALUES (99)");

        var fault = await Assert.ThrowsAsync<JournalSchemaException>(() => Store.InitializeAsync(Cancellation));

        Assert.Contains("99", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_OfTwoOwnersAtOnceTakesOne()
    {
        await using var other = Open();

        var landed = await Task.WhenAll(
            Store.CommitAsync(At(1), [Part("a", "one")], Cancellation), other.CommitAsync(At(1), [Part("a", "two")], Cancellation));

        Assert.Single(landed, true);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_connection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
