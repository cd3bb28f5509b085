using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Engines;

public sealed class DueSweepTests : EmbeddedEngineRun
{
    private static readonly TimeSpan Lapse = TimeSpan.FromDays(30);

    public DueSweepTests() => Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Segments = [new("lapsed", "Lapsed", SamplePlaybook.Field("recency", ConditionOperator.AtLeast, "\"30d\""))],
    });

    [Fact]
    public async Task Due_OfACustomerWhoLeftMemory_IsReviewedAtItsInstant_AndItsFollowersHear()
    {
        var engine = await StartAsync();
        var bought = Time.GetUtcNow();
        await engine.RecordAsync([Order(One, "o1")], Cancellation);
        await EvictAllAsync(engine);
        var heard = await HearAsync(engine, One);

        await SweepAtAsync(bought + Lapse);

        var change = await heard.WaitAsync(Cancellation);
        Assert.Equal((2L, false, true), (change.Sequence, change.Recorded, change.Reviewed));
        var row = (await RowsAsync())[^1];
        var reviewed = Assert.IsType<Reviewed>(Assert.Single(EntryCodec.ReadTurn(row.Payload)));
        Assert.Equal([("lapsed", bought + Lapse)], reviewed.Entered.Select(static entered => (entered.Segment, entered.At)));
        Assert.Equal(bought + Lapse, row.At);
        var segment = Assert.Single((await engine.ViewAsync(One, Cancellation))!.Segments);
        Assert.Equal(("lapsed", bought + Lapse), (segment.Id, segment.Since));
    }

    [Fact]
    public async Task Due_WhileNoProcessRan_IsReviewedAtTheNextStart_WithItsOwnInstant()
    {
        var engine = await StartAsync();
        var bought = Time.GetUtcNow();
        await engine.RecordAsync([Order(One, "o1")], Cancellation);
        await engine.StopAsync(Cancellation);
        Time.Advance(TimeSpan.FromDays(31));

        engine = await StartAsync();

        await SettleAsync();
        Assert.Equal([bought + Lapse], (await ChangesAsync()).Select(static change => change.At));
        await engine.StopAsync(Cancellation);
        await StartAsync();
        await SettleAsync();
        Assert.Single(await ChangesAsync());
    }

    /// <summary>Goal: a turn that comes before the sweep does not take the instant for its own.</summary>
    [Fact]
    public async Task Due_IsCaughtUpByATurnThatComesFirst()
    {
        var engine = await StartAsync(Quiet with { DuePollInterval = TimeSpan.FromDays(1) });
        var bought = Time.GetUtcNow();
        await engine.RecordAsync([Order(One, "o1")], Cancellation);
        await engine.StopAsync(Cancellation);
        Time.Advance(TimeSpan.FromDays(40));
        engine = await StartAsync();

        await engine.RecordAsync([Order(One, "o2")], Cancellation);
        await SettleAsync();

        Assert.Equal([bought + Lapse, Time.GetUtcNow()], (await ChangesAsync()).Select(static change => change.At).Order());
    }

    [Fact]
    public async Task Due_ThatCouldNotBeCommitted_IsTakenUpAgain_AndRecordedOnce()
    {
        var engine = await StartAsync();
        var bought = Time.GetUtcNow();
        await engine.RecordAsync([Order(One, "o1"), Order(Two, "o2")], Cancellation);
        Store.CommitFault = new JournalUnavailableException("The disk is full.", knownNotCommitted: true);
        var failed = Store.CommitsRefused;
        await SweepAtAsync(bought + Lapse);
        await failed.WaitAsync(Cancellation);
        Store.CommitFault = null;

        await SettleAsync();

        Assert.Equal([bought + Lapse, bought + Lapse], (await ChangesAsync()).Select(static change => change.At));
    }

    [Fact(Timeout = 60_000)]
    public async Task Due_OfACustomerThatCannotBeRead_IsAskedEverMoreSeldom_AndKeepsNobodyElse()
    {
        var engine = await StartAsync();
        var bought = Time.GetUtcNow();
        await engine.RecordAsync([Order(One, "o1"), Order(Two, "o2")], Cancellation);
        await EvictAllAsync(engine);
        Store.Unreadable = One;
        await SweepAtAsync(bought + Lapse);
        while (!(await ChangesAsync()).Any())
        {
            await DrainsEndAsync();
        }

        var before = Store.CustomersOpened;

        for (var second = 0; second < 600; second++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await DrainsEndAsync();
        }

        // After 1, 2, 4 … 256 seconds, and once for the other customer.
        Assert.InRange(Store.CustomersOpened - before, 3, 11);
        Assert.Equal([bought + Lapse], (await ChangesAsync()).Select(static change => change.At));
        Store.Unreadable = null;
        await SettleAsync();
        Assert.Equal([bought + Lapse, bought + Lapse], (await ChangesAsync()).Select(static change => change.At));
    }

    [Fact]
    public async Task Due_BeyondItsPace_WaitsInOrder()
    {
        var engine = await StartAsync(Quiet with { DuePerSecond = 1, ReviewsAtOnce = 1 });
        var bought = Time.GetUtcNow();
        await engine.RecordAsync([.. Enumerable.Range(0, 5).Select(number => Order(CustomerId.Known($"{number}"), $"o{number}"))], Cancellation);

        await SweepAtAsync(bought + Lapse);
        await SettleAsync();

        Assert.Equal(Enumerable.Range(0, 5).Select(_ => bought + Lapse), (await ChangesAsync()).Select(static change => change.At));
        var turns = (await RowsAsync()).Skip(5).Select(static row => row.At).ToList();
        Assert.Equal(turns.Order(), turns);
        // The first two may share an instant: a quiet second leaves room for one more.
        Assert.True(turns[^1] - turns[0] >= TimeSpan.FromSeconds(3), string.Join(", ", turns));
    }

    private AddressedInteraction Order(CustomerId customer, string message) => new(
        customer,
        new OrderCompleted { MessageId = message, Source = "shop", OccurredAt = Time.GetUtcNow(), ReceivedAt = Time.GetUtcNow(), Amount = 5 });

    private static async Task<Task<CustomerChanged>> HearAsync(EmbeddedEngine engine, CustomerId customer)
    {
        var heard = new TaskCompletionSource<CustomerChanged>(TaskCreationOptions.RunContinuationsAsynchronously);
        await engine.FollowAsync(customer, heard.SetResult, Cancellation);
        return heard.Task;
    }

    /// <summary>
    /// Moves the clock to an instant. The last minute is gone from timer to timer, each time until the sweeps have armed the next: a sweep
    /// that is still at its pass while the clock moves on would wait for an instant after the one that is meant.
    /// </summary>
    private async Task SweepAtAsync(DateTimeOffset instant)
    {
        for (var next = instant.AddMinutes(-1); next < instant; next = Time.NextDue is { } due && due < instant ? due : instant)
        {
            Time.AdvanceTo(next);
            await DrainsEndAsync();
        }

        Time.AdvanceTo(instant);
    }

    /// <summary>Moves the clock until nothing is due any more.</summary>
    private async Task SettleAsync()
    {
        while ((await Store.ReadDueAsync(default(DuePlace), Time.GetUtcNow(), 1, Cancellation)).Count > 0)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await DrainsEndAsync();
        }
    }

    private async Task<IReadOnlyList<JournalRow>> RowsAsync() => await Store.ReadLaneAsync(0, 0, int.MaxValue, Cancellation);

    private async Task<IEnumerable<SegmentChange>> ChangesAsync() => (await RowsAsync())
        .SelectMany(static row => EntryCodec.ReadTurn(row.Payload)).OfType<Reviewed>()
        .SelectMany(static reviewed => reviewed.Entered.Concat(reviewed.Left)).ToList();
}
