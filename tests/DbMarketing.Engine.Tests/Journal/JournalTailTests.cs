using DbMarketing.Engine.Journal;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Journal;

public sealed class JournalTailTests : JournalWriterFixture
{
    private readonly CountingStore _counting;

    public JournalTailTests() => _counting = new(Store);

    [Fact]
    public async Task Read_TakesWhatTheWriterCommittedFromMemory()
    {
        var tail = new JournalTail(_counting, 1_000);
        await using var writer = await StartAsync(tail);
        await AppendAsync(writer, "ann", "bob", "cid");

        Assert.Equal([1L, 2], await PositionsAsync(tail, 0, 2));
        Assert.Equal([2L, 3], await PositionsAsync(tail, 1, 2));
        Assert.Equal(0, _counting.RowsRead);
        Assert.Equal(0, _counting.Reads);
    }

    [Fact]
    public async Task Read_GoesOnInTheStorageWhereMemoryEnds()
    {
        var tail = new JournalTail(_counting, 1_000);
        await using var writer = await StartAsync(tail);
        await AppendAsync(writer, "ann", "bob");
        await using var other = await StartAsync(tail: null);
        await AppendAsync(other, "cid", "dan");

        Assert.Equal([1L, 2, 3, 4], await PositionsAsync(tail, 0, 10));
        Assert.Equal(2, _counting.RowsRead);
    }

    [Fact]
    public async Task Read_OfWhatOneFollowerReadAsksForNoRowAgain()
    {
        var tail = new JournalTail(_counting, 1_000);
        await using var writer = await StartAsync(tail: null);
        await AppendAsync(writer, "ann", "bob", "cid");

        Assert.Equal([1L, 2, 3], await PositionsAsync(tail, 0, 10));
        Assert.Equal([1L, 2, 3], await PositionsAsync(tail, 0, 10));
        Assert.Equal([2L, 3], await PositionsAsync(tail, 1, 10));
        Assert.Equal(3, _counting.RowsRead);
    }

    [Fact]
    public async Task Hold_OfMoreThanItsBytesForgetsTheOldest()
    {
        var tail = new JournalTail(_counting, 50);
        await using var writer = await StartAsync(tail);
        await AppendAsync(writer, "ann", "bob", "cid", "dan");

        Assert.Equal([3L, 4], await PositionsAsync(tail, 2, 2));
        Assert.Equal(0, _counting.RowsRead);
        Assert.Equal([1L, 2, 3, 4], await PositionsAsync(tail, 0, 4));
        Assert.Equal(4, _counting.RowsRead);
        Assert.Equal([3L, 4], await PositionsAsync(tail, 2, 2));
        Assert.Equal(4, _counting.RowsRead);
    }

    [Fact]
    public async Task Hold_OfRowsBeyondAGapForgetsThoseBefore()
    {
        var tail = new JournalTail(_counting, 60);
        await using var writer = await StartAsync(tail: null);
        await AppendAsync(writer, "ann", "bob", "cid", "dan", "eve");
        await PositionsAsync(tail, 0, 2);
        await PositionsAsync(tail, 3, 2);

        var before = _counting.RowsRead;
        Assert.Equal([4L, 5], await PositionsAsync(tail, 3, 2));
        Assert.Equal(before, _counting.RowsRead);
        Assert.Equal([1L, 2, 3, 4, 5], await PositionsAsync(tail, 0, 5));
        Assert.Equal(before + 5, _counting.RowsRead);
    }

    /// <summary>Goal: after a failover to a standby that was behind, followers get the rows that are there now.</summary>
    [Fact]
    public async Task Commit_BehindWhatIsHeldForgetsTheRowsThatWereLost()
    {
        var tail = new JournalTail(_counting, 1_000);
        await using var writer = await StartAsync(tail: null);
        await AppendAsync(writer, "ann", "bob", "cid");
        var lost = Write(writer, "lost", 1);
        tail.Committed(0, 0, [lost, lost, lost, lost]);
        tail.Committed(0, 2, [Write(writer, "cid", 1)]);

        var rows = await tail.ReadLaneAsync(0, 0, 2, Cancellation);

        Assert.DoesNotContain(lost.Key, rows.Select(static row => row.Customer));
        Assert.Equal(2, _counting.RowsRead);
    }

    [Fact]
    public async Task Commit_OfRowsThatAFollowerReadAlreadyKeepsThem()
    {
        var tail = new JournalTail(_counting, 1_000);
        await using var writer = await StartAsync(tail: null);
        var write = Write(writer, "ann", 1);
        await writer.AppendAsync(write, Cancellation);
        await PositionsAsync(tail, 0, 10);
        tail.Committed(0, 0, [write]);

        Assert.Equal([1L], await PositionsAsync(tail, 0, 1));
        Assert.Equal(1, _counting.RowsRead);
    }

    [Fact]
    public async Task Hold_OfNothingReadsTheStorageAlone()
    {
        var tail = new JournalTail(_counting, 0);
        await using var writer = await StartAsync(tail);
        await AppendAsync(writer, "ann", "bob");

        Assert.Equal([1L, 2], await PositionsAsync(tail, 0, 2));
        Assert.Equal([1L, 2], await PositionsAsync(tail, 0, 2));
        Assert.Equal(4, _counting.RowsRead);
    }

    [Fact]
    public async Task Read_EndsWithTheRowThatFillsIt()
    {
        var tail = new JournalTail(_counting, 3 * JournalReads.Bytes);
        await using var writer = await StartAsync(tail);
        foreach (var id in (string[])["ann", "bob", "cid"])
        {
            await writer.AppendAsync(Write(writer, id, 1, bytes: JournalReads.Bytes), Cancellation);
        }

        Assert.Equal([1L], await PositionsAsync(tail, 0, 10));
        Assert.Equal([2L], await PositionsAsync(tail, 1, 10));
    }

    private async Task<JournalWriter> StartAsync(JournalTail? tail)
    {
        BreakLocks();
        Time.Advance(TimeSpan.FromMinutes(2));
        var writer = new JournalWriter(
            Store, Options(null), Time, NullLogger<JournalWriter>.Instance, tail: tail);
        await writer.StartAsync(Cancellation);
        return writer;
    }

    private static async Task AppendAsync(JournalWriter writer, params string[] customers)
    {
        foreach (var id in customers)
        {
            Assert.Equal(AppendResult.Committed, await writer.AppendAsync(Write(writer, id, 1), Cancellation));
        }
    }

    private static async Task<IEnumerable<long>> PositionsAsync(JournalTail tail, long after, int limit) =>
        (await tail.ReadLaneAsync(0, after, limit, Cancellation)).Select(static row => row.Position);

    private sealed class CountingStore(IJournalStore inner) : DelegatingJournalStore(inner)
    {
        public int Reads { get; private set; }

        public int RowsRead { get; private set; }

        public override async Task<IReadOnlyList<JournalRow>> ReadLaneAsync(
            int lane, long after, int limit, CancellationToken cancellationToken)
        {
            var rows = await base.ReadLaneAsync(lane, after, limit, cancellationToken);
            (Reads, RowsRead) = (Reads + 1, RowsRead + rows.Count);
            return rows;
        }
    }
}
