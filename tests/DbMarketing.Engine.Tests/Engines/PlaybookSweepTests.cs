using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Engines;

public sealed class PlaybookSweepTests : EmbeddedEngineRun
{
    private const int Customers = 25;

    private static readonly EngineLimits Small = new() { ReviewsAtOnce = 4, PlaybookReviewsPerSecond = 4 };

    private static readonly CompiledPlaybook Next = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Segments = [new("known", "Known", SamplePlaybook.Field("known", ConditionOperator.EqualTo, "true"))],
    });

    [Fact]
    public async Task AnotherPlaybook_IsFollowedByEveryCustomer_AlsoThoseNotInMemory()
    {
        var engine = await StartAsync(Small);
        await FillAsync(engine);
        await EvictIdleAsync(engine);

        Reference.Swap(Reference.Current with { Playbook = Next });
        await SweepAsync(Next);

        foreach (var customer in await Store.ReadCustomersAsync(default, 100, Cancellation))
        {
            var snapshot = await engine.CaptureAsync(customer.Id, Cancellation);
            Assert.Equal(["known"], snapshot.LastReview!.Memberships.Select(static membership => membership.Segment));
        }
    }

    [Fact]
    public async Task AJournalThatKnowsNoReviews_IsAnnouncedOnce()
    {
        // Rows as they were before there were reviews.
        await using (var store = new VolatileJournalStore(Time, Journal))
        {
            var lease = await store.AcquireLeaseAsync(LeaseNames.Lane(0), "old", TimeSpan.FromSeconds(1), Cancellation);
            await store.CommitAsync(
                lease!, await store.ReadLaneHeadAsync(0, Cancellation), 1,
                [
                    new JournalWrite
                    {
                        Customer = One, Key = new(1), NewCustomer = true, Sequence = 1, At = Time.GetUtcNow(),
                        Payload = EntryCodec.WriteTurn([new LinkRequested { At = Time.GetUtcNow(), Other = "a:x", Explicit = false }]),
                    },
                ],
                Cancellation);
        }

        Time.Advance(TimeSpan.FromSeconds(2));
        await StartAsync(Small);
        await SweepAsync(Playbook);
        await SweepAsync(Playbook);

        var rows = await Store.ReadLaneAsync(0, 0, 100, Cancellation);
        var reviewed = Assert.Single(rows.SelectMany(static row => EntryCodec.ReadTurn(row.Payload)).OfType<Reviewed>());
        Assert.Equal((Playbook.Version, new Standing()), (reviewed.Version, reviewed.Is));
    }

    [Fact]
    public async Task ARollBack_IsFollowed_ThoughItsPlaybookWasSweptBefore()
    {
        var engine = await StartAsync(Small);
        await FillAsync(engine);
        Reference.Swap(Reference.Current with { Playbook = Next });
        while (await ProgressAsync() is not { Customers: > 4, EndedAt: null } progress || progress.Playbook != Next.Version)
        {
            await PassTimeAsync();
        }

        Reference.Swap(Reference.Current with { Playbook = Playbook });
        while (await ProgressAsync() is not { } progress || progress.Playbook != Playbook.Version)
        {
            await PassTimeAsync();
        }

        await SweepAsync(Playbook);

        foreach (var customer in await Store.ReadCustomersAsync(default, 100, Cancellation))
        {
            var snapshot = await engine.CaptureAsync(customer.Id, Cancellation);
            Assert.Equal(Playbook.Version, snapshot.LastReview!.Version);
        }
    }

    /// <summary>Goal: turns that were taken by a version nobody swept for leave nothing behind.</summary>
    [Fact]
    public async Task AVersionThatWasActiveBetween_IsUndone_ThoughTheProcessStartsUnderTheOneBefore()
    {
        var engine = await StartAsync(Small);
        using (var library = new PlaybookLibrary(Store, Reference, Time))
        {
            await library.ActivateAsync(Playbook, "test", Cancellation);
            await FillAsync(engine);
            await library.ActivateAsync(Next, "test", Cancellation);
            await engine.RecordAsync([Page(CustomerId.Known("3"), "between")], Cancellation);
            Assert.Equal(Next.Version, (await engine.CaptureAsync(CustomerId.Known("3"), Cancellation)).LastReview!.Version);
            await engine.StopAsync(Cancellation);
        }

        engine = await StartAsync(Small);
        using var again = new PlaybookLibrary(Store, Reference, Time);
        await again.ActivateAsync(Playbook, "test", Cancellation);
        for (var pass = 0; pass < 1_000 && await ProgressAsync() is not { Activation: 3, EndedAt: not null }; pass++)
        {
            await PassTimeAsync();
        }

        Assert.Equal(Playbook.Version, (await engine.CaptureAsync(CustomerId.Known("3"), Cancellation)).LastReview!.Version);
    }

    [Fact]
    public async Task AStop_LeavesAPlace_FromWhichTheNextStartGoesOn()
    {
        var engine = await StartAsync(Small);
        await FillAsync(engine);
        Reference.Swap(Reference.Current with { Playbook = Next });
        while (await ProgressAsync() is not { Customers: > 4 } progress || progress.Playbook != Next.Version)
        {
            await PassTimeAsync();
        }

        await engine.StopAsync(Cancellation);
        var before = await ProgressAsync();
        Assert.Null(before!.EndedAt);

        Playbook = Next;
        await StartAsync(Small);
        await SweepAsync(Next);

        var after = await ProgressAsync();
        Assert.Equal((before.StartedAt, (long)Customers), (after!.StartedAt, after.Customers));
        var rows = await Store.ReadLaneAsync(0, 0, 1_000, Cancellation);
        Assert.Equal(Customers, rows.SelectMany(static row => EntryCodec.ReadTurn(row.Payload)).OfType<Reviewed>()
            .Count(static reviewed => reviewed.Version == Next.Version));
    }

    private async Task FillAsync(EmbeddedEngine engine)
    {
        await engine.RecordAsync([.. Enumerable.Range(0, Customers).Select(number => Page(CustomerId.Known($"{number}"), "m"))], Cancellation);
        await SweepAsync(Playbook);
    }

    private async Task EvictIdleAsync(EmbeddedEngine engine)
    {
        Time.Advance(TimeSpan.FromMinutes(31));
        await DrainsEndAsync();
        engine.EvictIdle();
        Assert.Equal(0, engine.Statistics.Read().CustomersActive);
    }

    private Task<PlaybookSweepProgress?> ProgressAsync() => PlaybookSweepProgress.ReadAsync(Store, Cancellation);

    private async Task SweepAsync(CompiledPlaybook playbook)
    {
        while (await ProgressAsync() is not { EndedAt: not null } progress || progress.Playbook != playbook.Version)
        {
            await PassTimeAsync();
        }
    }

    private async Task PassTimeAsync()
    {
        Time.Advance(TimeSpan.FromMilliseconds(50));
        await DrainsEndAsync();
    }
}
