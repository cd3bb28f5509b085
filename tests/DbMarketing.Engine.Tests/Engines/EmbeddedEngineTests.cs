using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Tests.Population;

namespace DbMarketing.Engine.Tests.Engines;

/// <summary>The embedded engine's own limits and life cycle; what every engine must do is in the conformance suite.</summary>
public sealed class EmbeddedEngineTests : EmbeddedEngineRun
{
    [Fact]
    public async Task Record_IsRefused_AfterTheStop()
    {
        var engine = await StartAsync();
        await engine.StopAsync(Cancellation);
        await Assert.ThrowsAsync<EngineOverloadedException>(() => engine.RecordAsync([Page(One, "m1")], Cancellation));
    }

    [Fact]
    public async Task Stop_AnswersWhatIsInFlight_AndLosesNothing()
    {
        var engine = await StartAsync();
        var calls = Enumerable.Range(0, 100).Select(i => engine.RecordAsync([Page(CustomerId.Known($"{i % 9}"), $"m{i}")],
            Cancellation)).ToList();
        await engine.StopAsync(Cancellation);
        await Task.WhenAll(calls);
        var rows = await new VolatileJournalStore(Time, Journal).ReadLaneAsync(0, 0, int.MaxValue, Cancellation);
        Assert.Equal(100, rows.SelectMany(static row => EntryCodec.ReadTurn(row.Payload)).OfType<InteractionRecorded>().Count());
    }

    [Fact]
    public async Task Start_IsRefused_WhileAnotherServesTheDatabase()
    {
        await StartAsync();
        await Assert.ThrowsAsync<JournalInUseException>(() => StartAsync());
    }

    /// <summary>Goal: a screen that asks after every turn has the customer's future drawn once.</summary>
    [Fact]
    public async Task View_KeepsTheFutureWhileNothingIsBought()
    {
        var engine = await StartAsync();
        Reference.Renew(static held => held with { Lifetime = Lifetimes.Figures() });
        var order = new OrderCompleted
        {
            MessageId = "o1", Source = "shop", OccurredAt = Time.GetUtcNow(), ReceivedAt = Time.GetUtcNow(), Amount = 10,
        };
        await engine.RecordAsync([new(One, order)], Cancellation);
        var first = (await engine.ViewAsync(One, Cancellation))!;
        await engine.RecordAsync([Page(One, "m1")], Cancellation);
        var second = (await engine.ViewAsync(One, Cancellation))!;

        Assert.Equal((1L, 2L), (first.Sequence, second.Sequence));
        Assert.NotNull(first.Lifetime);
        Assert.Same(first.Lifetime, second.Lifetime);
    }

    /// <summary>Goal: no fault of the outbox, however strange, ends its sweeps or keeps a stop from giving the leases back.</summary>
    [Fact]
    public async Task SweepOutbox_AfterAnUnforeseenFault_SweepsAgain_AndTheStopIsClean()
    {
        var engine = await StartAsync();
        Store.OutboxFault = new FormatException("'x' is not a customer id");
        await engine.SweepOutboxAsync(Cancellation);
        Store.OutboxFault = null;
        var before = Store.OutboxReads;
        await engine.SweepOutboxAsync(Cancellation);
        Assert.True(Store.OutboxReads > before);
        Store.OutboxFault = new FormatException("'x' is not a customer id");
        await engine.SweepOutboxAsync(Cancellation);
        await engine.StopAsync(Cancellation);
        Assert.Null(await Store.ReadLeaseAsync(LeaseNames.Mode, Cancellation));
    }

    /// <summary>Goal: a sweep that looked before a merge was asked for does not answer for it.</summary>
    [Fact]
    public async Task SweepOutbox_WhileAnotherRuns_LooksAgain()
    {
        var engine = await StartAsync();
        Store.HoldLooks();
        var running = engine.SweepOutboxAsync(Cancellation);
        await Store.Looking;
        var looks = Store.OutboxReads;
        var next = engine.SweepOutboxAsync(Cancellation);
        Store.LetGo();
        await Task.WhenAll(running, next);
        Assert.True(Store.OutboxReads > looks);
    }

    [Theory]
    [InlineData("""{"version":1,"id":"k:1","sequence":2""")]
    [InlineData("""{"version":1,"id":"k:1","sequence":2,"recent":{}}""")]
    [InlineData("""{"version":1,"id":"k:1","sequence":2,"mergedInto":"nobody"}""")]
    [InlineData("""{"version":1,"id":"k:2","sequence":2}""")]
    public async Task Recovery_FoldsAllRows_WhenTheSnapshotIsNoneOfTheCustomer(string snapshot)
    {
        var engine = await StartAsync();
        for (var message = 1; message <= 3; message++)
        {
            await engine.RecordAsync([Page(One, $"m{message}")], Cancellation);
        }

        var key = (await Store.OpenCustomerAsync(One, 0, Cancellation))!.Key;
        await Store.WriteSnapshotsAsync([new StoredSnapshot(key, 2, Encoding.UTF8.GetBytes(snapshot))], Cancellation);
        await EvictAllAsync(engine);

        Assert.Equal([Verdict.Duplicate], await engine.RecordAsync([Page(One, "m1")], Cancellation));
        Assert.Equal(3, (await engine.ViewAsync(One, Cancellation))!.Sequence);
    }

    [Fact]
    public async Task Activations_StayWithinTheirLimit_AndLoseNothing()
    {
        var engine = await StartAsync(Quiet with { Activations = 2 });
        for (var i = 0; i < 20; i++)
        {
            await engine.RecordAsync([Page(CustomerId.Known($"{i % 5}"), $"m{i}")], Cancellation);
            await DrainsEndAsync();
            Assert.InRange(engine.Statistics.Read().CustomersActive, 1, 2);
        }

        Assert.Equal(4, (await engine.ViewAsync(CustomerId.Known("0"), Cancellation))!.Sequence);
    }

    [Fact]
    public async Task Activations_AllBusy_RefuseAnotherCustomer()
    {
        var engine = await StartAsync(Quiet with { Activations = 1 });
        Store.Hold();
        var busy = engine.RecordAsync([Page(One, "m1")], Cancellation);
        await AssertOverloadedAsync(nameof(EngineLimits.Activations), () => engine.RecordAsync([Page(Two, "m2")], Cancellation));
        Store.LetGo();
        Assert.Equal([Verdict.Applied], await busy);
    }

    [Fact]
    public async Task Mailbox_Full_RefusesOneMore()
    {
        var engine = await StartAsync(Quiet with { MailboxCommands = 2 });
        Store.Hold();
        var first = engine.RecordAsync([Page(One, "m0")], Cancellation);
        await Store.Committing;
        var queued = Enumerable.Range(1, 2).Select(i => engine.RecordAsync([Page(One, $"m{i}")], Cancellation)).ToList();
        await AssertOverloadedAsync(nameof(EngineLimits.MailboxCommands), () => engine.RecordAsync([Page(One, "m9")], Cancellation));
        Store.LetGo();
        await Task.WhenAll([first, .. queued]);
    }

    /// <summary>Goal: a full commit queue is met before a turn is applied, so that it costs nobody a recovery, and reads go on.</summary>
    [Fact]
    public async Task CommitQueue_Full_RefusesTheTurn_AndKeepsTheState()
    {
        var engine = await StartAsync(queuedWrites: 1);
        await engine.RecordAsync([Page(One, "m0")], Cancellation);
        Store.Hold();
        var committing = Writer.AppendAsync(LedgerOnly(), Cancellation);
        await Store.Committing;
        var queued = Writer.AppendAsync(LedgerOnly(), Cancellation);
        var opened = Store.CustomersOpened;

        var full = await Assert.ThrowsAsync<EngineOverloadedException>(() => engine.RecordAsync([Page(One, "m1")], Cancellation));
        Assert.Equal(1, (await engine.ViewAsync(One, Cancellation))!.Sequence);
        var dry = await engine.DecideAsync(One, Decide("r") with { DryRun = true, Interactions = [Page(One, "m0")] }, Cancellation);
        Store.LetGo();
        await Task.WhenAll(committing, queued);

        Assert.Equal([Verdict.Applied], await engine.RecordAsync([Page(One, "m1")], Cancellation));
        Assert.Equal(2, (await engine.ViewAsync(One, Cancellation))!.Sequence);
        Assert.Equal([Verdict.Duplicate], dry.Verdicts);
        Assert.Equal(opened, Store.CustomersOpened);
        Assert.Contains(nameof(JournalWriterOptions.MaxQueuedWrites), full.Message, StringComparison.Ordinal);
    }

    /// <summary>Goal: a batch that meets one overloaded customer fails as a whole, and sent again counts every interaction once.</summary>
    [Fact]
    public async Task RecordOfABatch_WithAnOverloadedCustomer_FailsAsAWhole_AndARetryCountsOnce()
    {
        var engine = await StartAsync(Quiet with { MailboxCommands = 1 });
        Store.Hold();
        var first = engine.RecordAsync([Page(One, "m0")], Cancellation);
        await Store.Committing;
        var second = engine.RecordAsync([Page(One, "m1")], Cancellation);
        var batch = engine.RecordAsync([Page(Two, "m2"), Page(One, "m3")], Cancellation);
        Store.LetGo();
        await Task.WhenAll(first, second);
        await Assert.ThrowsAsync<EngineOverloadedException>(() => batch);

        Assert.Equal([Verdict.Duplicate, Verdict.Applied], await engine.RecordAsync([Page(Two, "m2"), Page(One, "m3")], Cancellation));
    }

    [Fact]
    public async Task CallsInFlight_AtTheLimit_RefuseOneMore()
    {
        var engine = await StartAsync(Quiet with { CallsInFlight = 1 });
        Store.Hold();
        var first = engine.RecordAsync([Page(One, "m0")], Cancellation);
        await AssertOverloadedAsync(nameof(EngineLimits.CallsInFlight), () => engine.ViewAsync(Two, Cancellation));
        Store.LetGo();
        await first;
    }

    [Fact]
    public async Task EvictIdle_LetsVisitorsGoBeforeKnownCustomers()
    {
        var engine = await StartAsync();
        await engine.RecordAsync([Page(One, "m1"), Page(CustomerId.Anonymous("x"), "m2")], Cancellation);
        await DrainsEndAsync();
        Time.Advance(TimeSpan.FromMinutes(11));
        engine.EvictIdle();
        Assert.Equal(1, engine.Statistics.Read().CustomersActive);
        await EvictAllAsync(engine);
        Assert.Equal(1, (await engine.ViewAsync(One, Cancellation))!.Sequence);
    }

    [Fact]
    public async Task ACallThatThrows_FailsAlone()
    {
        var engine = await StartAsync();
        Store.Hold();
        var first = engine.RecordAsync([Page(One, "m0")], Cancellation);
        await Store.Committing;
        var before = engine.RecordAsync([Page(One, "m1")], Cancellation);
        var broken = engine.RecordAsync([Page(One, "m2"), new AddressedInteraction(One, null!)], Cancellation);
        var after = engine.RecordAsync([Page(One, "m3")], Cancellation);
        Store.LetGo();
        await Assert.ThrowsAsync<ArgumentNullException>(() => broken);
        Assert.Equal([Verdict.Applied, Verdict.Applied, Verdict.Applied], [.. await first, .. await before, .. await after]);
        Assert.Equal([Verdict.Applied], await engine.RecordAsync([Page(One, "m2")], Cancellation));
    }

    /// <summary>Goal: a call that cannot be counted never reaches a customer, whose next call is answered.</summary>
    [Fact]
    public async Task ACallThatCannotSayItsCost_FailsAtOnce_AndAlone()
    {
        var engine = await StartAsync();
        await Assert.ThrowsAsync<InvalidDataException>(() => Actors.AskAsync(One, new PricelessCall(), Cancellation));
        Assert.Equal([Verdict.Applied], await engine.RecordAsync([Page(One, "m1")], Cancellation));
    }

    [Fact]
    public async Task Batch_CallsNoMoreCustomersAtOnceThanItsLimit_AndAnswersAll()
    {
        var engine = await StartAsync(Quiet with { CustomersAtOnce = 2 });
        var customers = Enumerable.Range(0, 9).Select(static number => CustomerId.Known($"{number}")).ToList();
        Store.Hold();
        var recording = engine.RecordAsync([.. customers.Select(customer => Page(customer, "m"))], Cancellation);
        await Store.Committing;
        Assert.InRange(engine.Statistics.Read().CustomersActive, 1, 2);
        Store.LetGo();

        Assert.All(await recording, static verdict => Assert.Equal(Verdict.Applied, verdict));
        Assert.Equal(9, engine.Statistics.Read().CustomersActive);
    }

    [Fact]
    public async Task Statistics_CountVerdictsAndKeepTheLatestDecisions()
    {
        var engine = await StartAsync();
        var page = Page(One, "m1");
        await engine.RecordAsync([page, page], Cancellation);
        var reply = await engine.DecideAsync(One, Decide("r"), Cancellation);
        Time.Advance(TimeSpan.FromSeconds(1));
        var overview = engine.Statistics.Read();
        Assert.Equal((1, 1, 2.0, 1.0), (overview.Applied, overview.Duplicate, overview.InteractionsPerSecond, overview.DecisionsPerSecond));
        Assert.Equal(reply.Decision.Id, Assert.Single(engine.Statistics.ReadLatest(10)).Decision.Id);
    }

    private static async Task AssertOverloadedAsync(string setting, Func<Task> call)
    {
        var fault = await Assert.ThrowsAsync<EngineOverloadedException>(call);
        Assert.Contains("Engine:" + setting, fault.Message, StringComparison.Ordinal);
    }

    private JournalWrite LedgerOnly() => new()
    {
        Customer = default, Key = default, Ledger = [new LedgerDelta("shop", Time.GetUtcNow(), VerdictKind.Rejected, "test", 1)],
    };

    private sealed class PricelessCall : CustomerCall<bool>
    {
        internal override int Cost => throw new InvalidDataException();

        internal override ValueTask<bool> AnswerAsync(Turn turn) => new(true);
    }
}
