using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Tests.Journal;

/// <summary>What is held of the newest rows is what every storage would give back.</summary>
public abstract partial class JournalStoreTests
{
    [Fact]
    public async Task Tail_HoldsRowsAsTheyAreReadBack()
    {
        Time.Advance(TimeSpan.FromTicks(7));
        var (lease, head) = await BeginAsync();
        JournalWrite[] first = [First("k:ann", 1), Next("k:ann", 1, 0) with { Payload = default }, First("k:bob", 2)];
        JournalWrite[] second = [Next("k:ann", 1, 2), Next("k:bob", 2, 2)];
        var tail = new JournalTail(Store, 1_000);
        var after = await CommitAsync(lease, head, first);
        tail.Committed(head.Lane, head.Position, first);
        await CommitAsync(lease, after, second);
        tail.Committed(after.Lane, after.Position, second);

        // As many as there are, so that nothing is left to ask the storage for.
        var held = await tail.ReadLaneAsync(0, 0, 4, Cancellation);

        Assert.Equal((await Store.ReadLaneAsync(0, 0, 10, Cancellation)).Select(Text), held.Select(Text));
        Assert.Equal(4, held.Count);
    }

    private static string Text(JournalRow row) =>
        $"{row with { Payload = default, At = default }} {row.At:O} {Convert.ToHexString(row.Payload.Span)}";
}
