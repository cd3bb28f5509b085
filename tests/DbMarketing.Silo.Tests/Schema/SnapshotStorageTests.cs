using System.Globalization;
using System.Text;
using DbMarketing.Silo.Grains;
using DbMarketing.Testing;
using Npgsql;
using Orleans.Storage;

namespace DbMarketing.Silo.Tests.Schema;

/// <summary>The provider for grain state on the project's own tables.</summary>
public sealed class SnapshotStorageTests : IAsyncLifetime
{
    private const string StateName = "state";

    private string _postgres = null!;
    private RunningSilo _silo = null!;

    private IGrainStorage Storage => _silo.Snapshots;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _postgres = PostgresCluster.CreateDatabase();
        _silo = await RunningSilo.StartAsync(_postgres, Token);
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task FirstWrites_AtOnce_LeaveOneRowAndOneWinner()
    {
        for (var round = 0; round < 20; round++)
        {
            var grain = Grain($"k:{round}");
            using var together = new Barrier(8);
            var writes = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Factory.StartNew(
                async () =>
                {
                    together.SignalAndWait(Token);
                    return await WriteAsync(grain, State(writer, etag: null));
                },
                Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

            Assert.Single(writes, written => written is null);
            Assert.All(writes.Where(written => written is not null), fault => Assert.IsType<InconsistentStateException>(fault));
            Assert.Equal("1", (await ReadAsync(grain)).ETag);
        }

        Assert.Equal(20, await RowsAsync());
    }

    [Fact]
    public async Task Write_TakesOnlyTheVersionThatWasReadLast()
    {
        var grain = Grain("k:1");
        Assert.Null(await WriteAsync(grain, State(1, etag: null)));
        var etag = (await ReadAsync(grain)).ETag;

        Assert.Null(await WriteAsync(grain, State(2, etag)));
        Assert.IsType<InconsistentStateException>(await WriteAsync(grain, State(3, etag)));

        var read = await ReadAsync(grain);
        Assert.Equal(("2", 2, true), (read.ETag, NumberOf(read), read.RecordExists));
    }

    [Fact]
    public async Task Clear_KeepsTheVersion_SoThatAStaleWriteIsRefused()
    {
        var grain = Grain("k:1");
        Assert.Null(await WriteAsync(grain, State(1, etag: null)));
        var (clearing, stale) = (await ReadAsync(grain), await ReadAsync(grain));

        await Storage.ClearStateAsync(StateName, grain, clearing);

        Assert.IsType<InconsistentStateException>(await WriteAsync(grain, stale));
        Assert.False((await ReadAsync(grain)).RecordExists);
        Assert.Null(await WriteAsync(grain, clearing));
        Assert.Equal("3", (await ReadAsync(grain)).ETag);
    }

    [Fact]
    public async Task Write_AfterTheRowIsGoneIsRefused()
    {
        var grain = Grain("k:1");
        Assert.Null(await WriteAsync(grain, State(1, etag: null)));
        var late = await ReadAsync(grain);
        await ExecuteAsync("DELETE FROM orleans.OrleansStorage");

        Assert.IsType<InconsistentStateException>(await WriteAsync(grain, late));
        Assert.Equal(0, await RowsAsync());
    }

    [Fact]
    public async Task Keys_ThatLookLikeOneNumberStayApart()
    {
        string[] keys = ["k:00004", "k:0004", "k:4", "k:face", "k:FACE"];
        for (var i = 0; i < keys.Length; i++)
        {
            Assert.Null(await WriteAsync(Grain(keys[i]), State(i, etag: null)));
        }

        Assert.Equal(5, await RowsAsync());
        for (var i = 0; i < keys.Length; i++)
        {
            Assert.Equal(i, NumberOf(await ReadAsync(Grain(keys[i]))));
        }
    }

    [Fact]
    public async Task LongestKey_Fits()
    {
        var grain = Grain("k:" + new string('한', 256));

        Assert.Null(await WriteAsync(grain, State(7, etag: null)));

        Assert.Equal(7, NumberOf(await ReadAsync(grain)));
    }

    private static GrainId Grain(string key) => GrainId.Create("customer", key);

    private static GrainState<SnapshotBytes> State(int number, string? etag) => new(
        new SnapshotBytes(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture))), etag);

    private async Task<GrainState<SnapshotBytes>> ReadAsync(GrainId grain)
    {
        var state = new GrainState<SnapshotBytes>();
        await Storage.ReadStateAsync(StateName, grain, state);
        return state;
    }

    /// <summary>Null when it was written; else the fault.</summary>
    private async Task<Exception?> WriteAsync(GrainId grain, GrainState<SnapshotBytes> state) =>
        await Record.ExceptionAsync(() => Storage.WriteStateAsync(StateName, grain, state));

    private async Task<long> RowsAsync()
    {
        await using var source = NpgsqlDataSource.Create(_postgres);
        await using var command = source.CreateCommand("SELECT count(*) FROM orleans.OrleansStorage");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_postgres);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static int NumberOf(GrainState<SnapshotBytes> state) => int.Parse(state.State!.Utf8.Span, CultureInfo.InvariantCulture);
}
