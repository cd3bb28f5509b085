using DbMarketing.Engine.Journal;
using DbMarketing.Silo.Schema;
using DbMarketing.Testing;
using DbMarketing.Web.Hosting;
using Npgsql;

namespace DbMarketing.Silo.Tests.Schema;

public sealed class ClusterSchemaTests
{
    [Fact]
    public async Task Prepare_OfManyNodesAtOnceMakesTheTablesOnce()
    {
        var postgres = PostgresCluster.CreateDatabase();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ClusterSchema.PrepareAsync(postgres, Token)));
        await ClusterSchema.PrepareAsync(postgres, Token);

        Assert.Equal(ClusterSchema.Version, await ScalarAsync<int>(postgres, "SELECT max(version) FROM orleans.schema_version"));
        Assert.Equal(13, await ScalarAsync<long>(postgres, "SELECT count(*) FROM orleans.OrleansQuery"));
    }

    [Fact]
    public async Task Prepare_RefusesATableThatANewerProgramMade()
    {
        var postgres = PostgresCluster.CreateDatabase();
        await ClusterSchema.PrepareAsync(postgres, Token);
        await ScalarAsync<int>(postgres, "INSERT INTO orleans.schema_version VALUES (99) RETURNING version");

        var refusal = await Assert.ThrowsAsync<JournalSchemaException>(() => ClusterSchema.PrepareAsync(postgres, Token));

        Assert.Contains("schema version 99; this program knows versions up to 1", refusal.Message);
    }

    [Fact]
    public async Task Prepare_SaysWhatIsWrongWithTheDatabase()
    {
        var postgres = new NpgsqlConnectionStringBuilder(PostgresCluster.CreateDatabase()) { Database = "absent", Password = "hidden" };

        var refusal = await Assert.ThrowsAsync<CommandException>(
            () => ClusterSchema.PrepareAsync(postgres.ConnectionString, Token));

        Assert.Contains("\"absent\" does not exist", refusal.Message);
        Assert.DoesNotContain("hidden", refusal.Message);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<T> ScalarAsync<T>(string postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }
}
