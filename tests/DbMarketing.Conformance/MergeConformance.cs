using System.Collections.Concurrent;
using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Conformance;

/// <summary>
/// Ids that turn out to be one person: whatever the order, the traffic and the crashes in between, the end is the state that one id
/// would have had from the start.
/// </summary>
public abstract class MergeConformance : IAsyncLifetime
{
    private const int Senders = 50;

    /// <summary>Milliseconds after which a test that hangs has failed; it takes a twentieth of them.</summary>
    private const int Patience = 600_000;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected EngineUnderTest Under { get; private set; } = null!;

    /// <summary>How many pairs of ids to merge; an engine on a slow storage takes fewer.</summary>
    protected virtual int Pairs => 1_000;

    /// <summary>How many chains of three to six ids to merge besides.</summary>
    protected virtual int Chains => 200;

    /// <summary>How many times the engine crashes meanwhile, each time after a number of commits that is drawn.</summary>
    protected virtual int Crashes => 30;

    private ICustomerEngine Engine => Under.Engine;

    protected abstract Task<EngineUnderTest> StartAsync();

    public virtual async ValueTask InitializeAsync() => Under = await StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await (Under?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Link_MovesAVisitorsHistoryToTheKnownCustomer()
    {
        var (known, visitor) = (CustomerId.Known("1"), CustomerId.Anonymous("x"));
        await Engine.RecordAsync([Happenings.Order(visitor, "m1", 10)], Cancellation);
        await Engine.RecordAsync([Happenings.Order(known, "m2", 5) with { Link = visitor }], Cancellation);
        await Under.SettleAsync();
        Assert.Equal(known, await Engine.ResolveAsync(visitor, Cancellation));
        Assert.Equal(15m, (await Engine.ViewAsync(visitor, Cancellation))!.Rfm.Monetary);
        Assert.Empty(await Under.Store.ReadOutboxAsync(0, 10, Cancellation));
    }

    [Fact]
    public async Task Link_IsRefused_WhenTheVisitorBelongsToSomebodyElse()
    {
        var visitor = CustomerId.Anonymous("x");
        await Engine.RecordAsync([Happenings.Order(CustomerId.Known("1"), "m1", 1) with { Link = visitor }], Cancellation);
        await Under.SettleAsync();
        await Engine.RecordAsync([Happenings.Order(CustomerId.Known("2"), "m2", 2) with { Link = visitor }], Cancellation);
        await Under.SettleAsync();
        Assert.Equal(CustomerId.Known("1"), await Engine.ResolveAsync(visitor, Cancellation));
        Assert.Equal(2m, (await Engine.ViewAsync(CustomerId.Known("2"), Cancellation))!.Rfm.Monetary);
    }

    /// <summary>Goal: whoever asks, nobody absorbs more ids than the limit; those refused stay customers of their own.</summary>
    [Fact]
    public async Task Link_IsRefused_BeyondTheAliasesOfOneCustomer()
    {
        var (first, second) = (CustomerId.Known("1"), CustomerId.Known("2"));
        for (var i = 0; i < StateLimits.Aliases; i++)
        {
            var owner = i < StateLimits.Aliases / 2 ? first : second;
            await Engine.RecordAsync([Happenings.Page(owner, $"m{i}") with { Link = CustomerId.Anonymous($"v{i}") }], Cancellation);
            await Under.SettleAsync();
        }

        // Both together have one too many: the second itself. Each may still have another of its own.
        await Engine.RecordAsync([Happenings.Alias(first, "merge", second)], Cancellation);
        await Under.SettleAsync();
        Assert.Equal(second, await Engine.ResolveAsync(second, Cancellation));

        var asking = CustomerId.Anonymous("asking");
        for (var i = StateLimits.Aliases / 2; i < StateLimits.Aliases; i++)
        {
            await Engine.RecordAsync([Happenings.Page(first, $"n{i}") with { Link = CustomerId.Anonymous($"w{i}") }], Cancellation);
            await Under.SettleAsync();
        }

        await Engine.RecordAsync([Happenings.Alias(asking, "ask", first)], Cancellation);
        await Engine.RecordAsync([Happenings.Page(first, "last") with { Link = CustomerId.Anonymous("last") }], Cancellation);
        await Under.SettleAsync();
        Assert.Equal(asking, await Engine.ResolveAsync(asking, Cancellation));
        Assert.Equal(StateLimits.Aliases, (await Under.CaptureAsync(first)).Links!.Aliases.Count);
        Assert.Empty(await Under.Store.ReadOutboxAsync(0, 10, Cancellation));
    }

    [Fact]
    public async Task Merge_KnowsTheMessagesOfBoth()
    {
        var (known, visitor) = (CustomerId.Known("1"), CustomerId.Anonymous("x"));
        var order = Happenings.Order(visitor, "m1", 10);
        await Engine.RecordAsync([order], Cancellation);
        await Engine.RecordAsync([Happenings.Page(known, "m2") with { Link = visitor }], Cancellation);
        await Under.SettleAsync();
        Assert.Equal([Verdict.Duplicate], await Engine.RecordAsync([order], Cancellation));
    }

    /// <summary>
    /// Method: pairs and chains of ids, linked in a random order, with all kinds of interactions sent to any of them at any time,
    /// repeated when a crash cut them off. Each crash falls after a number of commits that is drawn, wherever the merges then are.
    /// </summary>
    [Fact(Timeout = Patience)]
    public async Task Merge_EndsAsOneIdFromTheStart_ThroughTrafficAndCrashes()
    {
        var random = new Random(20261122);
        var people = Enumerable.Range(0, Pairs + Chains)
            .Select(number => new MergingPerson($"p{number}", number < Pairs ? 2 : 3 + random.Next(4), random)).ToList();
        var work = people.SelectMany(static person => person.Work).OrderBy(_ => random.Next()).ToList();
        foreach (var chunk in work.Chunk((work.Count / Crashes) + 1))
        {
            var refusing = Under.RefuseAfter(random.Next(1, 40));
            var sending = SendAsync(chunk.Chunk(10));
            await Task.WhenAny(refusing, sending);
            await Under.CrashAsync();
            await sending;
        }

        await SendAsync(work.Chunk(20));
        await Under.SettleAsync();
        await AssertOneAsync(people);
    }

    /// <summary>Method: the same small merge again and again, each time one commit further before the crash, until none is left.</summary>
    [Fact]
    public async Task Merge_EndsAsOneIdFromTheStart_WhicheverCommitIsTheLastBeforeACrash()
    {
        var people = new List<MergingPerson>();
        for (var (commits, crashed) = (1, true); crashed; commits++)
        {
            var person = new MergingPerson($"after{commits}", 4, new Random(5));
            people.Add(person);
            var refusing = Under.RefuseAfter(commits);
            foreach (var interaction in person.Work)
            {
                if (!refusing.IsCompleted)
                {
                    await TrySendAsync(interaction);
                    await Under.SettleAsync();
                }
            }

            crashed = refusing.IsCompleted;
            await Under.CrashAsync();
            await SendAsync([person.Work]);
            await Under.SettleAsync();
        }

        Assert.InRange(people.Count, 20, 200);
        await AssertOneAsync(people);
    }

    /// <summary>
    /// Method: a loser brings an id that its survivor had asked for by itself, and whose own link is taken up only then.
    /// </summary>
    [Fact]
    public async Task Link_Ends_WhenItsIdComesWithALoserThatHadAbsorbedIt()
    {
        var (first, second, visitor) = (CustomerId.Known("1"), CustomerId.Known("2"), CustomerId.Anonymous("x"));
        await Engine.RecordAsync([Happenings.Page(second, "m1") with { Link = visitor }], Cancellation);
        await Under.SettleAsync();
        await Engine.RecordAsync(
            [Happenings.Alias(first, "m2", second), Happenings.Page(first, "m3") with { Link = visitor }], Cancellation);
        await Under.SettleAsync();

        var links = (await Under.CaptureAsync(first)).Links!;
        Assert.Equal(2, links.Aliases.Count);
        Assert.Empty(links.Pending);
        Assert.Empty((await new JournalVerifier(Under.Store).RunAsync(null, Cancellation)).Faults);
    }

    /// <summary>Method: links at random, many at once, with a crash now and then; each graph is linked from several senders.</summary>
    [Fact(Timeout = Patience)]
    public async Task Link_LeavesNothingOpen_WhateverTheGraph()
    {
        var random = new Random(20261127);
        var graphs = Enumerable.Range(0, Chains).Select(number => new LinkGraph(number, random)).ToList();
        var work = graphs.SelectMany(static graph => graph.Links).OrderBy(_ => random.Next()).ToList();
        foreach (var chunk in work.Chunk((work.Count / Crashes) + 1))
        {
            var refusing = Under.RefuseAfter(random.Next(1, 100));
            var sending = SendAsync(chunk.Chunk(3));
            await Task.WhenAny(refusing, sending);
            await Under.CrashAsync();
            await sending;
        }

        await Under.SettleAsync();
        Assert.Empty(await Under.Store.ReadOutboxAsync(0, 10, Cancellation));
        foreach (var id in graphs.SelectMany(static graph => graph.Ids))
        {
            var state = await Under.CaptureAsync(id);
            Assert.Empty(state.Links?.Pending ?? []);
            Assert.Null(state.UndeliveredExtract);
        }

        Assert.Empty((await new JournalVerifier(Under.Store).RunAsync(null, Cancellation)).Faults);
    }

    /// <summary>
    /// Many senders at once, each until acknowledged. What was refused has another turn after the rest; once every commit is refused, it
    /// is for the next engine.
    /// </summary>
    private Task SendAsync(IEnumerable<IReadOnlyList<AddressedInteraction>> batches)
    {
        var waiting = new ConcurrentQueue<IReadOnlyList<AddressedInteraction>>(batches);
        return Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAsync(waiting)));
    }

    private async Task SendAsync(ConcurrentQueue<IReadOnlyList<AddressedInteraction>> waiting)
    {
        while (waiting.TryDequeue(out var batch))
        {
            var replaced = Under.Replaced;
            try
            {
                await Engine.RecordAsync(batch, Cancellation);
            }
            catch (Exception exception) when (exception is JournalUnavailableException or EngineOverloadedException)
            {
                waiting.Enqueue(batch);
                await Task.Yield();
                await (Under.Refuses ? replaced.WaitAsync(Cancellation) : Task.CompletedTask);
            }
        }
    }

    private async Task TrySendAsync(AddressedInteraction interaction)
    {
        try
        {
            await Engine.RecordAsync([interaction], Cancellation);
        }
        catch (JournalUnavailableException)
        {
            // The storage refuses from here on; the next engine gets it again.
        }
    }

    private async Task AssertOneAsync(IReadOnlyList<MergingPerson> people)
    {
        Assert.Empty(await Under.Store.ReadOutboxAsync(0, 10, Cancellation));
        await SendAsync(people.Chunk(20).Select(some => some.SelectMany(static person => person.AsOne).ToList()));
        foreach (var person in people)
        {
            foreach (var id in person.Ids)
            {
                Assert.Equal(person.Survivor, await Engine.ResolveAsync(id, Cancellation));
            }

            Assert.Equal(
                Canonical(await Under.CaptureAsync(person.Whole)), Canonical(await Under.CaptureAsync(person.Survivor)));
            Assert.Equal(
                person.Ids.Where(id => id != person.Survivor).Select(static id => id.ToString()).Order(StringComparer.Ordinal),
                (await Under.CaptureAsync(person.Survivor)).Links!.Aliases.Order(StringComparer.Ordinal));
        }
    }

    /// <summary>
    /// The whole state less what tells how it came to be: the id's own name, the number of turns (merging takes some), the ids
    /// absorbed, and decisions, whose ids name the customer that they were made for; no decision is made here.
    /// </summary>
    private static string Canonical(CustomerSnapshot state) => Encoding.UTF8.GetString(
        SnapshotCodec.Write(state with
        {
            Id = "", Sequence = 0, Links = null, Decisions = null, LastReview = Counted(state.LastReview),
        }));

    /// <summary>What was announced, without when: the ids took other turns.</summary>
    public static LastReview? Counted(LastReview? review) => review is null ? null : new()
    {
        Standing = review.Standing,
        Memberships = [.. review.Memberships.Select(static membership => membership with { Since = default })],
    };
}
