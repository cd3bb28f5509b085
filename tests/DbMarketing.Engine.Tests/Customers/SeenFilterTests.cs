using System.Security.Cryptography;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Tests.Customers;

public sealed class SeenFilterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Goal: the rate of the slow path and the bytes of a customer, at three lengths of history.</summary>
    [Theory]
    [InlineData(10_000, 40_001, 0)]
    [InlineData(100_000, SeenFilter.LargeBytes + 1, 0)]
    [InlineData(1_000_000, SeenFilter.LargeBytes + 1, 0.03)]
    public void MightContain_IsTrueOfAllThatWereAdded_AndOfFewOthers(int count, int bytes, double rate)
    {
        var filter = new SeenFilter();
        var hashes = Hashes(count, 1);
        Array.ForEach(hashes, filter.Add);
        var maybe = Hashes(20_000, 2).Count(filter.MightContain) / 20_000.0;
        TestContext.Current.SendDiagnosticMessage($"{count} ids: {filter.Capture().Length} bytes, {maybe:P3} of new ids undecided");
        Assert.All(hashes.Where((_, place) => place % 97 == 0), hash => Assert.True(filter.MightContain(hash)));
        Assert.InRange(maybe, 0, rate + 0.0005);
        Assert.Equal(bytes, filter.Capture().Length);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(SeenFilter.MaxListed)]
    [InlineData(SeenFilter.MaxListed + 1)]
    [InlineData(SeenFilter.MaxListed * 2)]
    public void Capture_IsTheSame_WhateverTheOrderAndHoweverItWasMerged(int count)
    {
        var hashes = Hashes(count, 3);
        var whole = Of(hashes);
        var (early, late) = (Of(hashes.AsSpan(0, count * 2 / 3)), Of(hashes.AsSpan(count / 3)));
        var (one, other, back) = (new SeenFilter(), new SeenFilter(), new SeenFilter());
        one.Merge(early.Capture());
        one.Merge(late.Capture());
        other.Merge(late.Capture());
        other.Merge(early.Capture());
        back.Merge(whole.Capture());
        Array.Reverse(hashes);

        Assert.Equal(whole.Capture(), Of(hashes).Capture());
        Assert.Equal(whole.Capture(), one.Capture());
        Assert.Equal(whole.Capture(), other.Capture());
        Assert.Equal(whole.Capture(), back.Capture());
    }

    /// <summary>Goal: a snapshot with the filter of an older version, and a merge that has one, still know what they had seen.</summary>
    [Fact]
    public void Snapshot_WithAnOlderFilter_StillKnowsItsIds()
    {
        var state = InteractionSets.Fold(CustomerId.Known("c"), Enumerable.Range(0, 300).Select(Page));
        var snapshot = state.CaptureSnapshot();
        var older = snapshot with { Recent = snapshot.Recent! with { Filter = OldFilterOf(Enumerable.Range(0, 300).Select(Page)) } };
        var read = CustomerState.FromSnapshot(SnapshotCodec.Read(SnapshotCodec.Write(older))!);
        read.Apply(new InteractionRecorded { At = Noon, EffectiveAt = Page(300).OccurredAt, Interaction = Page(300) });
        var again = CustomerState.FromSnapshot(SnapshotCodec.Read(SnapshotCodec.Write(read.CaptureSnapshot()))!);
        var survivor = new CustomerState(CustomerId.Known("a"));
        survivor.Apply(CustomerMerge.Absorb(survivor, null, again.CaptureSnapshot(), null, Noon).Entry!);

        foreach (var customer in new[] { read, again, survivor })
        {
            Assert.All(Enumerable.Range(0, 200), number => Assert.True(IsUndecided(customer, number)));
            Assert.InRange(Enumerable.Range(1_000, 1_000).Count(number => IsUndecided(customer, number)), 0, 100);
        }
    }

    private static bool IsUndecided(CustomerState state, int number) =>
        Recorder.Decide(state, null, Page(number), InteractionSets.Reference, Noon).NeedsHistory;

    private static ulong HashOf(PageViewed page) => MessageArchive.IdsOf(page).Single();

    private static PageViewed Page(int number) => new()
    {
        MessageId = $"m{number}", Source = "web", OccurredAt = Noon.AddMinutes(number), ReceivedAt = Noon.AddMinutes(number),
    };

    private static byte[] OldFilterOf(IEnumerable<PageViewed> pages)
    {
        var bits = new byte[512];
        foreach (var hash in pages.Select(HashOf))
        {
            for (var probe = 0; probe < 4; probe++)
            {
                var bit = (int)(hash >> (probe * 12)) & 0xFFF;
                bits[bit >> 3] |= (byte)(1 << (bit & 7));
            }
        }

        return bits;
    }

    private static SeenFilter Of(ReadOnlySpan<ulong> hashes)
    {
        var filter = new SeenFilter();
        foreach (var hash in hashes)
        {
            filter.Add(hash);
        }

        return filter;
    }

    private static ulong[] Hashes(int count, byte purpose)
    {
        var hashes = new ulong[count];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        for (var number = 0; number < count; number++)
        {
            SHA256.HashData([purpose, .. BitConverter.GetBytes(number)], digest);
            hashes[number] = BitConverter.ToUInt64(digest);
        }

        return hashes;
    }
}
