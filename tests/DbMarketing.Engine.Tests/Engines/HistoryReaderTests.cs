using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Tests.Engines;

/// <summary>What needs a customer's history: ids older than the state remembers, and a recovery.</summary>
public sealed class HistoryReaderTests : EmbeddedEngineRun
{
    /// <summary>Goal: an id is known as long as the history is kept, also when the state has forgotten it.</summary>
    [Fact]
    public async Task Record_SaysDuplicate_ForAMessageOlderThanTheStateRemembers()
    {
        var engine = await StartAsync();
        var first = Page(One, "first");
        await engine.RecordAsync([first], Cancellation);
        Time.Advance(TimeSpan.FromSeconds(1));
        await engine.RecordAsync([.. Enumerable.Range(0, StateLimits.RecentInteractions * 3).Select(i => Page(One, $"m{i}"))],
            Cancellation);
        Assert.Equal([Verdict.Duplicate], await engine.RecordAsync([first], Cancellation));
    }

    /// <summary>Goal: a dry run says of its interactions what a real one would.</summary>
    [Fact]
    public async Task DecideDry_SaysDuplicate_ForAMessageOlderThanTheStateRemembers()
    {
        var engine = await StartAsync();
        var first = Page(One, "first");
        await engine.RecordAsync([first], Cancellation);
        Time.Advance(TimeSpan.FromSeconds(1));
        await engine.RecordAsync([.. Enumerable.Range(0, StateLimits.RecentInteractions * 3).Select(i => Page(One, $"m{i}"))],
            Cancellation);
        var dry = await engine.DecideAsync(One, Decide("r") with { DryRun = true, Interactions = [first, Page(One, "new")] }, Cancellation);
        Assert.Equal([Verdict.Duplicate, Verdict.Applied], dry.Verdicts);
    }

    /// <summary>
    /// Goal: nobody is refused for being busy, and a long history is asked exactly, for every id of the turn in one reading.
    /// </summary>
    [Fact]
    public async Task Record_OfAHistoryTooLongToHold_StaysExact()
    {
        var engine = await StartAsync(Quiet with { ArchivedMessages = 50, RowsPerRead = 3 });
        var pages = Enumerable.Range(0, 400).Select(i => Page(One, $"m{i}")).ToList();
        foreach (var part in pages.Chunk(40))
        {
            await engine.RecordAsync(part, Cancellation);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        var before = Store.CustomerReads;
        var verdicts = await engine.RecordAsync(
            [.. pages.Take(100), .. Enumerable.Range(0, 100).Select(i => Page(One, $"n{i}")), Page(One, "n5")], Cancellation);

        Assert.Equal(101, verdicts.Count(verdict => verdict == Verdict.Duplicate));
        Assert.Equal(100, verdicts.Count(verdict => verdict == Verdict.Applied));
        Assert.Equal(4, Store.CustomerReads - before);
        Assert.Equal([Verdict.Duplicate], await engine.RecordAsync([pages[7]], Cancellation));
    }

    /// <summary>
    /// Goal: however many customers ask for their histories, only so many are read in a second; the others wait, and are answered.
    /// </summary>
    [Fact]
    public async Task HistoryLoads_BeyondTheirRate_WaitForTheNextSecond()
    {
        var engine = await StartAsync(Quiet with { HistoryLoadsPerSecond = 1 });
        var (one, two) = (Page(One, "first"), Page(Two, "first"));
        await engine.RecordAsync([one, two], Cancellation);
        Time.Advance(TimeSpan.FromSeconds(1));
        await engine.RecordAsync(
            [.. Enumerable.Range(0, 300).SelectMany(i => new[] { Page(One, $"m{i}"), Page(Two, $"m{i}") })], Cancellation);
        Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([Verdict.Duplicate], await engine.RecordAsync([one], Cancellation));
        var reads = Store.CustomerReads;
        var waiting = engine.RecordAsync([two], Cancellation);
        while (Time.NextDue > Time.GetUtcNow() + TimeSpan.FromSeconds(1))
        {
            await Task.Yield();
        }

        Assert.Equal((false, reads), (waiting.IsCompleted, Store.CustomerReads));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([Verdict.Duplicate], await waiting);
    }

    /// <summary>Goal: a customer whose snapshots were lost is recovered in pages.</summary>
    [Fact]
    public async Task Recovery_OfALongTail_ReadsItInPages()
    {
        var engine = await StartAsync(Quiet with { RowsPerRead = 3, TurnsPerSnapshot = 1_000, TurnsForLeavingSnapshot = 1_000 });
        for (var i = 0; i < 10; i++)
        {
            await engine.RecordAsync([Page(One, $"m{i}")], Cancellation);
        }

        await EvictAllAsync(engine);
        var reads = Store.CustomerReads;

        Assert.Equal(10, (await engine.ViewAsync(One, Cancellation))!.Sequence);
        Assert.Equal(3, Store.CustomerReads - reads);
    }

    [Fact]
    public async Task ArchivedIds_BeyondTheLimit_AreLoadedAgain_UntilAnotherCustomerLeaves()
    {
        var engine = await StartAsync(Quiet with
        {
            // The test alone lets customers go.
            ArchivedIds = 350, KnownIdleTime = TimeSpan.FromMinutes(10), IdleSweepInterval = TimeSpan.FromDays(1),
        });
        var (one, two) = (Page(One, "first"), Page(Two, "first"));
        await engine.RecordAsync([one, two], Cancellation);
        Time.Advance(TimeSpan.FromSeconds(1));

        // One after the other, so that it is certain who is there first to keep its ids.
        await engine.RecordAsync([.. Enumerable.Range(0, 300).Select(i => Page(One, $"m{i}"))], Cancellation);
        await engine.RecordAsync([.. Enumerable.Range(0, 300).Select(i => Page(Two, $"m{i}"))], Cancellation);
        await CountReadsAsync(one);
        Assert.Equal(0, await CountReadsAsync(one));
        await CountReadsAsync(two);
        Assert.True(await CountReadsAsync(two) > 0);

        Time.Advance(TimeSpan.FromMinutes(6));
        do
        {
            await CountReadsAsync(two);
            Time.Advance(TimeSpan.FromMinutes(6));
        }
        while (engine.EvictIdle() == 0);

        await CountReadsAsync(two);
        Assert.Equal(0, await CountReadsAsync(two));

        async Task<int> CountReadsAsync(AddressedInteraction again)
        {
            var before = Store.CustomerReads;
            Assert.Equal([Verdict.Duplicate], await engine.RecordAsync([again], Cancellation));
            return Store.CustomerReads - before;
        }
    }

    [Fact]
    public async Task Decide_FindsARequest_OlderThanTheStateRemembers()
    {
        var engine = await StartAsync();
        var first = await engine.DecideAsync(One, Decide("first"), Cancellation);
        for (var i = 0; i < StateLimits.Requests * 2; i++)
        {
            await engine.DecideAsync(One, Decide($"r{i}"), Cancellation);
        }

        var again = await engine.DecideAsync(One, Decide("first"), Cancellation);
        Assert.True(again.Duplicate);
        Assert.Equal(first.Decision.Id, again.Decision.Id);
    }
}
