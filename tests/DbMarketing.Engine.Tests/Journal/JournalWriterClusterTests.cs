using DbMarketing.Engine.Journal;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Journal;

/// <summary>Several writers on one database: each has a lane, and loses it to one other at most.</summary>
public sealed class JournalWriterClusterTests : JournalWriterFixture
{
    [Fact]
    public async Task Cluster_GivesEachWriterALaneOfItsOwnAndRefusesOneTooMany()
    {
        await using var first = await StartAsync(InCluster);
        await using var store = OpenStore();
        await using var second = await StartAsync(InCluster, store);
        await using var third = Writer(store, Options(InCluster));

        var write = Write(second, "ann", 1);
        Assert.Equal(AppendResult.Committed, await second.AppendAsync(write, Cancellation));
        Assert.Equal(AppendResult.Committed, await first.AppendAsync(Write(first, "bob", 1), Cancellation));
        Assert.Equal((1L << 48) + 1, write.Key.Value);
        Assert.Single(await Store.ReadLaneAsync(0, 0, 10, Cancellation));
        Assert.Single(await Store.ReadLaneAsync(1, 0, 10, Cancellation));
        await Assert.ThrowsAsync<JournalInUseException>(() => third.StartAsync(Cancellation));

        static void InCluster(JournalWriterOptions options) => (options.Cluster, options.Lanes) = ("shop", 2);
    }

    [Fact]
    public async Task Cluster_MovesAWriterThatLostItsLaneToAFreeOne()
    {
        await using var writer = await StartAsync(options => options.Cluster = "shop");
        await writer.AppendAsync(Write(writer, "ann", 1), Cancellation);
        await TakeLaneAsync(0);

        var fault = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => writer.AppendAsync(Write(writer, "bob", 1), Cancellation));
        Assert.True(fault.TakenOver);
        Assert.Equal(AppendResult.Committed, await writer.AppendAsync(Write(writer, "bob", 1), Cancellation));
        Assert.Single(await Store.ReadLaneAsync(0, 0, 10, Cancellation));
        Assert.Single(await Store.ReadLaneAsync(1, 0, 10, Cancellation));
    }

    [Fact]
    public async Task Cluster_TellsFromTheLostLaneWhetherAnInterruptedCommitLanded()
    {
        await using var writer = await StartAsync(options => options.Cluster = "shop");
        var gate = Hold(async commit =>
        {
            await TakeLaneAsync(0);
            await commit();
            throw new JournalUnavailableException("The connection is gone.", knownNotCommitted: false);
        });
        var append = writer.AppendAsync(Write(writer, "ann", 1), Cancellation);
        await gate.Entered;
        gate.Release();

        Assert.True((await Assert.ThrowsAsync<JournalUnavailableException>(() => append)).TakenOver);
        Assert.Equal(AppendResult.Committed, await writer.AppendAsync(Write(writer, "ann", 1), Cancellation));
        Assert.Empty(await Store.ReadLaneAsync(0, 0, 10, Cancellation));
        Assert.Single(await Store.ReadLaneAsync(1, 0, 10, Cancellation));
    }

    [Theory]
    [InlineData(null, "shop")]
    [InlineData("shop", null)]
    [InlineData("shop", "mall")]
    public async Task Start_IsRefusedBesideAnotherModeOrAnotherCluster(string? running, string? starting)
    {
        await using var first = await StartAsync(options => options.Cluster = running);
        await using var store = OpenStore();
        await using var second = Writer(store, Options(options => options.Cluster = starting));

        var fault = await Assert.ThrowsAsync<JournalInUseException>(() => second.StartAsync(Cancellation));

        Assert.Contains(running is null ? "process" : "the cluster 'shop'", fault.Message, StringComparison.Ordinal);
    }

    private async Task TakeLaneAsync(int lane)
    {
        await Store.ReleaseLeaseAsync((await Store.ReadLeaseAsync(LeaseNames.Lane(lane), Cancellation))!, Cancellation);
        Assert.NotNull(await Store.AcquireLeaseAsync(LeaseNames.Lane(lane), "other 7 x", TimeSpan.FromSeconds(30), Cancellation));
    }

    /// <summary>
    /// The database ended the sessions of its engine, whose process stood still, and another took it meanwhile: the first commits nothing
    /// from then on, whatever it believes of its leases.
    /// </summary>
    [Theory]
    [InlineData(null, "shop")]
    [InlineData("shop", null)]
    [InlineData("shop", "mall")]
    public async Task Share_ThatWasLost_EndsTheCommitsOfAllWhoHadIt(string? before, string? after)
    {
        var standing = new ManualTimeProvider();
        await using var first = await StartAsync(options => options.Cluster = before, time: standing);
        await using var storeOfSecond = OpenStore();
        await using var second = before is null ? null : await StartAsync(options => options.Cluster = before, storeOfSecond, standing);
        BreakLocks();
        Time.Advance(TimeSpan.FromMinutes(1));
        await using var storeOfIntruder = OpenStore();
        await using var intruder = await StartAsync(options => options.Cluster = after, storeOfIntruder);

        foreach (var old in new[] { first, second }.OfType<JournalWriter>())
        {
            await Assert.ThrowsAsync<JournalUnavailableException>(() => old.AppendAsync(Write(old, "ann", 1), Cancellation));
            await Assert.ThrowsAsync<JournalUnavailableException>(() => old.AppendAsync(Write(old, "ann", 1), Cancellation));
        }

        Assert.Equal(AppendResult.Committed, await intruder.AppendAsync(Write(intruder, "ann", 1), Cancellation));
    }
}
