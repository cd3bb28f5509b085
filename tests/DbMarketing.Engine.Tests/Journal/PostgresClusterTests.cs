using DbMarketing.Testing;
using Npgsql;

namespace DbMarketing.Engine.Tests.Journal;

public sealed class PostgresClusterTests
{
    [Fact]
    public async Task CreateDatabase_GivesAnEmptyDatabase()
    {
        await using var source = NpgsqlDataSource.Create(PostgresCluster.CreateDatabase());
        await using var command = source.CreateCommand("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'");
        Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
