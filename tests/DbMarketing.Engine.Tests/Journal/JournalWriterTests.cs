using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Tests.Journal;

public sealed class JournalWriterTests : JournalWriterFixture
{
    /// <summary>Only reached when an answer never comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Append_GathersWhatArrivesDuringACommitIntoTheNext()
    {
        await using var writer = await StartAsync();
        var gate = Hold();
        var first = writer.AppendAsync(Write(writer, "ann", 1), Cancellation);
        await gate.Entered;
        var rest = Enumerable.Range(0, 10).Select(n => writer.AppendAsync(Write(writer, "c" + n, 1), Cancellation)).ToList();
        gate.Release();

        Assert.All(await Task.WhenAll(rest.Append(first)), result => Assert.Equal(AppendResult.Committed, result));
        Assert.Equal([1, 10], Store.Commits.Select(static writes => writes.Count));
    }

    [Fact]
    public async Task Append_KeepsCommitsWithinTheirLimits()
    {
        await using var writer = await StartAsync(options => (options.MaxWritesPerCommit, options.MaxBytesPerCommit) = (3, 100));
        var gate = Hold();
        var all = new List<Task<AppendResult>> { writer.AppendAsync(Write(writer, "ann", 1, bytes: 200), Cancellation) };
        await gate.Entered;
        all.AddRange(new[] { 60, 60, 10, 10, 10, 10 }.Select(
            (bytes, n) => writer.AppendAsync(Write(writer, "c" + n, 1, bytes), Cancellation)));
        gate.Release();
        await Task.WhenAll(all);

        Assert.Equal([1, 1, 3, 2], Store.Commits.Select(static writes => writes.Count));
    }

    [Fact]
    public async Task Append_BeyondTheWritesThatMayWaitIsRefused_RoomThatWasReservedAmongThem()
    {
        await using var writer = await StartAsync(options => options.MaxQueuedWrites = 2);
        var gate = Hold();
        var first = writer.AppendAsync(Write(writer, "ann", 1), Cancellation);
        await gate.Entered;
        var second = writer.AppendAsync(Write(writer, "bob", 1), Cancellation);
        var room = writer.Reserve();
        var refused = await Assert.ThrowsAsync<EngineOverloadedException>(() => writer.AppendAsync(Write(writer, "cid", 1), Cancellation));
        room.Dispose();
        room.Dispose();
        using var again = writer.Reserve();
        Assert.Throws<EngineOverloadedException>(writer.Reserve);
        var third = writer.AppendAsync(Write(writer, "dan", 1), again, Cancellation);
        gate.Release();

        await Task.WhenAll(first, second, third);
        Assert.Contains("MaxQueuedWrites", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_WhenTheBytesThatMayWaitAreThereIsRefused_ButNotWhatHasRoom()
    {
        await using var writer = await StartAsync(options => options.MaxQueuedBytes = 100);
        var gate = Hold();
        var first = writer.AppendAsync(Write(writer, "ann", 1), Cancellation);
        await gate.Entered;
        using var room = writer.Reserve();
        var second = writer.AppendAsync(Write(writer, "bob", 1, bytes: 100), Cancellation);
        var refused = await Assert.ThrowsAsync<EngineOverloadedException>(
            () => writer.AppendAsync(Write(writer, "cid", 1, bytes: 1), Cancellation));
        var third = writer.AppendAsync(Write(writer, "dan", 1, bytes: 50), room, Cancellation);
        gate.Release();

        await Task.WhenAll(first, second, third);
        Assert.Contains("MaxQueuedBytes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_ThatLosesIsToldAndTheRestLands()
    {
        await using var writer = await StartAsync();
        var ann = Write(writer, "ann", 1);
        await writer.AppendAsync(ann, Cancellation);
        var gate = Hold();
        var before = writer.AppendAsync(Write(writer, "bob", 1), Cancellation);
        await gate.Entered;
        var winner = writer.AppendAsync(Write(writer, "cid", 1), Cancellation);
        var loser = writer.AppendAsync(ann with { NewCustomer = false }, Cancellation);
        var follower = writer.AppendAsync(ann with { NewCustomer = false, Sequence = 2 }, Cancellation);
        gate.Release();

        Assert.Equal(AppendResult.Committed, await before);
        Assert.Equal(AppendResult.Committed, await winner);
        Assert.Equal(AppendResult.Conflict, await loser);
        Assert.Equal(AppendResult.Conflict, await follower);
        Assert.Equal(3, (await Store.ReadLaneHeadAsync(0, Cancellation)).Position);
    }

    [Fact]
    public async Task Append_OfAnInterruptedCommitThatLandedIsCommitted()
    {
        await using var writer = await StartAsync();
        Store.OnCommit = async commit =>
        {
            await commit();
            throw new JournalUnavailableException("connection lost", knownNotCommitted: false);
        };
        Assert.Equal(AppendResult.Committed, await writer.AppendAsync(Write(writer, "ann", 1), Cancellation));

        Store.OnCommit = static commit => commit();
        Assert.Equal(AppendResult.Committed, await writer.AppendAsync(Write(writer, "bob", 1), Cancellation));
        Assert.Equal(2, (await Store.ReadLaneHeadAsync(0, Cancellation)).Position);
    }

    [Fact]
    public async Task Append_OfAnInterruptedCommitThatDidNotLandFailsAsKnown()
    {
        await using var writer = await StartAsync();
        var write = Write(writer, "ann", 1);
        Store.OnCommit = static _ => throw new JournalUnavailableException("connection lost", knownNotCommitted: false);
        var fault = await Assert.ThrowsAsync<JournalUnavailableException>(() => writer.AppendAsync(write, Cancellation));
        Assert.True(fault.KnownNotCommitted);

        Store.OnCommit = static commit => commit();
        Assert.Equal(AppendResult.Committed, await writer.AppendAsync(write, Cancellation));
    }

    [Fact]
    public async Task Append_WhoseOutcomeCannotBeLearntFailsAsUnknownAndTheNextGoesOnFromTheRealHead()
    {
        await using var writer = await StartAsync(options => options.ResolveTimeout = TimeSpan.Zero);
        Store.OnCommit = async commit =>
        {
            await commit();
            Store.Down = new JournalUnavailableException("the server is down");
            throw new JournalUnavailableException("connection lost", knownNotCommitted: false);
        };
        var fault = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => writer.AppendAsync(Write(writer, "ann", 1), Cancellation));
        Assert.False(fault.KnownNotCommitted);

        (Store.Down, Store.OnCommit) = (null, static commit => commit());
        Assert.Equal(AppendResult.Committed, await writer.AppendAsync(Write(writer, "bob", 1), Cancellation));
        Assert.Equal([1L, 2], (await Store.ReadLaneAsync(0, 0, 10, Cancellation)).Select(static row => row.Position));
    }

    /// <summary>A full disk fails the COMMIT of the lease as well, whose outcome is then unknown too.</summary>
    [Fact]
    public async Task Append_WhileTheLeaseCannotBeWrittenFailsAsKnownAndALaterOneLands()
    {
        await using var writer = await StartAsync(options => options.ResolveTimeout = TimeSpan.Zero);
        Store.Down = new JournalUnavailableException("the disk is full", knownNotCommitted: false);
        Store.OnCommit = static _ => throw new JournalUnavailableException("the disk is full", knownNotCommitted: false);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => writer.AppendAsync(Write(writer, "ann", 1), Cancellation));
        var fault = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => writer.AppendAsync(Write(writer, "bob", 1), Cancellation).WaitAsync(Patience, Cancellation));
        Assert.True(fault.KnownNotCommitted);

        (Store.Down, Store.OnCommit) = (null, static commit => commit());
        Assert.Equal(AppendResult.Committed, await writer.AppendAsync(Write(writer, "cid", 1), Cancellation).WaitAsync(Patience, Cancellation));
    }

    [Fact]
    public async Task Append_AfterAStoreThatFailedInAnUnforeseenWayLands()
    {
        await using var writer = await StartAsync(options => options.ResolveTimeout = TimeSpan.Zero);
        Store.Down = new InvalidOperationException("the connection is not open");
        Time.Advance(TimeSpan.FromSeconds(11));
        await writer.AppendAsync(Write(writer, "ann", 1), Cancellation).WaitAsync(Patience, Cancellation);

        Store.OnCommit = static _ => throw new JournalUnavailableException("connection lost", knownNotCommitted: false);
        await Assert.ThrowsAsync<JournalUnavailableException>(
            () => writer.AppendAsync(Write(writer, "bob", 1), Cancellation).WaitAsync(Patience, Cancellation));

        (Store.Down, Store.OnCommit) = (null, static commit => commit());
        Assert.Equal(AppendResult.Committed, await writer.AppendAsync(Write(writer, "cid", 1), Cancellation).WaitAsync(Patience, Cancellation));
    }

    [Fact]
    public async Task Append_BehindAFailedCommitFailsTooAndALaterOneLands()
    {
        await using var writer = await StartAsync();
        var gate = Hold(static _ => throw new JournalUnavailableException("disk full"));
        var first = writer.AppendAsync(Write(writer, "ann", 1), Cancellation);
        await gate.Entered;
        var behind = writer.AppendAsync(Write(writer, "bob", 1), Cancellation);
        gate.Release();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => first);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => behind);
        Assert.Equal(AppendResult.Committed, await writer.AppendAsync(Write(writer, "cid", 1), Cancellation));
    }

    [Fact]
    public async Task Append_AfterATakeOverFailsUntilTheLaneIsFreeAgain()
    {
        await using var writer = await StartAsync(options => (options.Cluster, options.Lanes) = ("shop", 1));
        await writer.AppendAsync(Write(writer, "ann", 1), Cancellation);
        var lane = LeaseNames.Lane(0);
        await Store.ReleaseLeaseAsync((await Store.ReadLeaseAsync(lane, Cancellation))!, Cancellation);
        var other = await Store.AcquireLeaseAsync(lane, "other 7 x", TimeSpan.FromSeconds(30), Cancellation);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => writer.AppendAsync(Write(writer, "bob", 1), Cancellation));
        var fault = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => writer.AppendAsync(Write(writer, "bob", 1), Cancellation));
        Assert.Contains("process 7 on other", fault.Message, StringComparison.Ordinal);

        await Store.ReleaseLeaseAsync(other!, Cancellation);
        Assert.Equal(AppendResult.Committed, await writer.AppendAsync(Write(writer, "bob", 1), Cancellation));
    }

    [Fact]
    public async Task Start_OfASecondProcessIsRefusedByNameOfTheFirst()
    {
        await using var writer = await StartAsync(options => options.Owner = "desk-1 4711 abc http://desk-1:5080");
        await using var store = OpenStore();
        await using var second = Writer(store, new JournalWriterOptions());

        var fault = await Assert.ThrowsAsync<JournalInUseException>(() => second.StartAsync(Cancellation));

        Assert.Equal(4711, fault.Holder!.ProcessId);
        Assert.Contains("process 4711 on desk-1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("--to http://desk-1:5080", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lease_IsRenewedForAsLongAsTheWriterRuns()
    {
        await using var writer = await StartAsync();
        for (var renewal = 0; renewal < 20; renewal++)
        {
            // The append is behind the renewal in the writer's one loop.
            Time.Advance(TimeSpan.FromSeconds(11));
            await writer.AppendAsync(Write(writer, "c" + renewal, 1), Cancellation);
            Assert.Equal(1, (await Store.ReadLeaseAsync(LeaseNames.Lane(0), Cancellation))?.Epoch);
            Assert.Equal(1, (await Store.ReadLeaseAsync(LeaseNames.Mode, Cancellation))?.Epoch);
        }
    }

    [Fact]
    public async Task Stop_CommitsWhatWaitsAndGivesTheLeasesBack()
    {
        var writer = await StartAsync();
        var gate = Hold();
        var first = writer.AppendAsync(Write(writer, "ann", 1), Cancellation);
        await gate.Entered;
        var second = writer.AppendAsync(Write(writer, "bob", 1), Cancellation);
        var stop = writer.StopAsync(Cancellation);
        gate.Release();
        await stop;

        Assert.Equal([AppendResult.Committed, AppendResult.Committed], await Task.WhenAll(first, second));
        Assert.Null(await Store.ReadLeaseAsync(LeaseNames.Mode, Cancellation));
        Assert.Null(await Store.ReadLeaseAsync(LeaseNames.Lane(0), Cancellation));
        await Assert.ThrowsAsync<JournalUnavailableException>(
            () => writer.AppendAsync(new JournalWrite { Customer = default, Key = default }, Cancellation));
    }

    [Fact]
    public async Task AllocateKey_GoesOnAfterTheRegisteredKeys()
    {
        var first = await StartAsync();
        var write = Write(first, "ann", 1);
        await first.AppendAsync(write, Cancellation);
        await first.StopAsync(Cancellation);

        await using var second = await StartAsync();

        Assert.Equal(1, write.Key.Value);
        Assert.Equal(2, second.AllocateKey().Value);
    }
}
