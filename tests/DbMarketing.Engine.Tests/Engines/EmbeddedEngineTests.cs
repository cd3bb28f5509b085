using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Engines;

/// <summary>The embedded engine's own limits and life cycle; what every engine must do is in the conformance suite.</summary>
public sealed class EmbeddedEngineTests : IAsyncDisposable
{
    private static readonly CustomerId One = CustomerId.Known("1");
    private static readonly CustomerId Two = CustomerId.Known("2");
    private readonly ManualTimeProvider _time = new();
    private readonly VolatileJournal _journal = new();
    private readonly List<EmbeddedEngine> _engines = [];
    private HeldStore _store = null!;
    private JournalWriter _writer = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _store?.LetGo();
        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
        }
    }

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
        var rows = await new VolatileJournalStore(_time, _journal).ReadLaneAsync(0, 0, int.MaxValue, Cancellation);
        Assert.Equal(100, rows.Sum(static row => EntryCodec.ReadTurn(row.Payload).Count));
    }

    [Fact]
    public async Task Start_IsRefused_WhileAnotherServesTheDatabase()
    {
        await StartAsync();
        await Assert.ThrowsAsync<JournalInUseException>(() => StartAsync());
    }

    /// <summary>Goal: no fault of the outbox, however strange, ends its sweeps or keeps a stop from giving the leases back.</summary>
    [Fact]
    public async Task SweepOutbox_AfterAnUnforeseenFault_SweepsAgain_AndTheStopIsClean()
    {
        var engine = await StartAsync();
        _store.OutboxFault = new FormatException("'x' is not a customer id");
        await engine.SweepOutboxAsync(Cancellation);
        _store.OutboxFault = null;
        var before = _store.OutboxReads;
        await engine.SweepOutboxAsync(Cancellation);
        Assert.True(_store.OutboxReads > before);
        _store.OutboxFault = new FormatException("'x' is not a customer id");
        await engine.SweepOutboxAsync(Cancellation);
        await engine.StopAsync(Cancellation);
        Assert.Null(await _store.ReadLeaseAsync(LeaseNames.Mode, Cancellation));
    }

    [Fact]
    public async Task Activations_StayWithinTheirLimit_AndLoseNothing()
    {
        var engine = await StartAsync(new EngineLimits { Activations = 2 });
        for (var i = 0; i < 20; i++)
        {
            await engine.RecordAsync([Page(CustomerId.Known($"{i % 5}"), $"m{i}")], Cancellation);
            Assert.InRange(engine.Statistics.Read().CustomersActive, 1, 2);
        }

        Assert.Equal(4, (await engine.ViewAsync(CustomerId.Known("0"), Cancellation))!.Sequence);
    }

    [Fact]
    public async Task Activations_AllBusy_RefuseAnotherCustomer()
    {
        var engine = await StartAsync(new EngineLimits { Activations = 1 });
        _store.Hold();
        var busy = engine.RecordAsync([Page(One, "m1")], Cancellation);
        await AssertOverloadedAsync(nameof(EngineLimits.Activations), () => engine.RecordAsync([Page(Two, "m2")], Cancellation));
        _store.LetGo();
        Assert.Equal([Verdict.Applied], await busy);
    }

    [Fact]
    public async Task Mailbox_Full_RefusesOneMore()
    {
        var engine = await StartAsync(new EngineLimits { MailboxCommands = 2 });
        _store.Hold();
        var first = engine.RecordAsync([Page(One, "m0")], Cancellation);
        await _store.Committing;
        var queued = Enumerable.Range(1, 2).Select(i => engine.RecordAsync([Page(One, $"m{i}")], Cancellation)).ToList();
        await AssertOverloadedAsync(nameof(EngineLimits.MailboxCommands), () => engine.RecordAsync([Page(One, "m9")], Cancellation));
        _store.LetGo();
        await Task.WhenAll([first, .. queued]);
    }

    /// <summary>Goal: a full commit queue is met before a turn is applied, so that it costs nobody a recovery, and reads go on.</summary>
    [Fact]
    public async Task CommitQueue_Full_RefusesTheTurn_AndKeepsTheState()
    {
        var engine = await StartAsync(queuedWrites: 1);
        await engine.RecordAsync([Page(One, "m0")], Cancellation);
        _store.Hold();
        var committing = _writer.AppendAsync(LedgerOnly(), Cancellation);
        await _store.Committing;
        var queued = _writer.AppendAsync(LedgerOnly(), Cancellation);
        var opened = _store.CustomersOpened;

        var full = await Assert.ThrowsAsync<EngineOverloadedException>(() => engine.RecordAsync([Page(One, "m1")], Cancellation));
        Assert.Equal(1, (await engine.ViewAsync(One, Cancellation))!.Sequence);
        var dry = await engine.DecideAsync(One, Decide("r") with { DryRun = true, Interactions = [Page(One, "m0")] }, Cancellation);
        _store.LetGo();
        await Task.WhenAll(committing, queued);

        Assert.Equal([Verdict.Applied], await engine.RecordAsync([Page(One, "m1")], Cancellation));
        Assert.Equal(2, (await engine.ViewAsync(One, Cancellation))!.Sequence);
        Assert.Equal([Verdict.Duplicate], dry.Verdicts);
        Assert.Equal(opened, _store.CustomersOpened);
        Assert.Contains(nameof(JournalWriterOptions.MaxQueuedWrites), full.Message, StringComparison.Ordinal);
    }

    /// <summary>Goal: a batch that meets one overloaded customer fails as a whole, and sent again counts every interaction once.</summary>
    [Fact]
    public async Task RecordOfABatch_WithAnOverloadedCustomer_FailsAsAWhole_AndARetryCountsOnce()
    {
        var engine = await StartAsync(new EngineLimits { MailboxCommands = 1 });
        _store.Hold();
        var first = engine.RecordAsync([Page(One, "m0")], Cancellation);
        await _store.Committing;
        var second = engine.RecordAsync([Page(One, "m1")], Cancellation);
        var batch = engine.RecordAsync([Page(Two, "m2"), Page(One, "m3")], Cancellation);
        _store.LetGo();
        await Task.WhenAll(first, second);
        await Assert.ThrowsAsync<EngineOverloadedException>(() => batch);

        Assert.Equal([Verdict.Duplicate, Verdict.Applied], await engine.RecordAsync([Page(Two, "m2"), Page(One, "m3")], Cancellation));
    }

    [Fact]
    public async Task CallsInFlight_AtTheLimit_RefuseOneMore()
    {
        var engine = await StartAsync(new EngineLimits { CallsInFlight = 1 });
        _store.Hold();
        var first = engine.RecordAsync([Page(One, "m0")], Cancellation);
        await AssertOverloadedAsync(nameof(EngineLimits.CallsInFlight), () => engine.ViewAsync(Two, Cancellation));
        _store.LetGo();
        await first;
    }

    [Fact]
    public async Task EvictIdle_LetsVisitorsGoBeforeKnownCustomers()
    {
        var engine = await StartAsync();
        await engine.RecordAsync([Page(One, "m1"), Page(CustomerId.Anonymous("x"), "m2")], Cancellation);
        _time.Advance(TimeSpan.FromMinutes(11));
        engine.EvictIdle();
        Assert.Equal(1, engine.Statistics.Read().CustomersActive);
        _time.Advance(TimeSpan.FromMinutes(31));
        engine.EvictIdle();
        Assert.Equal(0, engine.Statistics.Read().CustomersActive);
        Assert.Equal(1, (await engine.ViewAsync(One, Cancellation))!.Sequence);
    }

    [Fact]
    public async Task ACallThatThrows_FailsAlone()
    {
        var engine = await StartAsync();
        _store.Hold();
        var first = engine.RecordAsync([Page(One, "m0")], Cancellation);
        await _store.Committing;
        var before = engine.RecordAsync([Page(One, "m1")], Cancellation);
        var broken = engine.RecordAsync([Page(One, "m2"), new AddressedInteraction(One, null!)], Cancellation);
        var after = engine.RecordAsync([Page(One, "m3")], Cancellation);
        _store.LetGo();
        await Assert.ThrowsAsync<ArgumentNullException>(() => broken);
        Assert.Equal([Verdict.Applied, Verdict.Applied, Verdict.Applied], [.. await first, .. await before, .. await after]);
        Assert.Equal([Verdict.Applied], await engine.RecordAsync([Page(One, "m2")], Cancellation));
    }

    /// <summary>Goal: an id is known as long as the history is kept, also when the state has forgotten it.</summary>
    [Fact]
    public async Task Record_SaysDuplicate_ForAMessageOlderThanTheStateRemembers()
    {
        var engine = await StartAsync();
        var first = Page(One, "first");
        await engine.RecordAsync([first], Cancellation);
        _time.Advance(TimeSpan.FromSeconds(1));
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
        _time.Advance(TimeSpan.FromSeconds(1));
        await engine.RecordAsync([.. Enumerable.Range(0, StateLimits.RecentInteractions * 3).Select(i => Page(One, $"m{i}"))],
            Cancellation);
        var dry = await engine.DecideAsync(One, Decide("r") with { DryRun = true, Interactions = [first, Page(One, "new")] }, Cancellation);
        Assert.Equal([Verdict.Duplicate, Verdict.Applied], dry.Verdicts);
    }

    /// <summary>Goal: nobody is refused for being busy, and a long history is asked exactly, for every id of the turn in one reading.</summary>
    [Fact]
    public async Task Record_OfAHistoryTooLongToHold_StaysExact()
    {
        var engine = await StartAsync(new EngineLimits { ArchivedMessages = 50, RowsPerRead = 3 });
        var pages = Enumerable.Range(0, 400).Select(i => Page(One, $"m{i}")).ToList();
        foreach (var part in pages.Chunk(40))
        {
            await engine.RecordAsync(part, Cancellation);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var before = _store.CustomerReads;
        var verdicts = await engine.RecordAsync(
            [.. pages.Take(100), .. Enumerable.Range(0, 100).Select(i => Page(One, $"n{i}")), Page(One, "n5")], Cancellation);

        Assert.Equal(101, verdicts.Count(verdict => verdict == Verdict.Duplicate));
        Assert.Equal(100, verdicts.Count(verdict => verdict == Verdict.Applied));
        Assert.Equal(4, _store.CustomerReads - before);
        Assert.Equal([Verdict.Duplicate], await engine.RecordAsync([pages[7]], Cancellation));
    }

    [Fact]
    public async Task ArchivedIds_BeyondTheLimit_AreLoadedAgain_UntilAnotherCustomerLeaves()
    {
        var engine = await StartAsync(new EngineLimits { ArchivedIds = 350, KnownIdleTime = TimeSpan.FromMinutes(10) });
        var (one, two) = (Page(One, "first"), Page(Two, "first"));
        await engine.RecordAsync([one, two], Cancellation);
        _time.Advance(TimeSpan.FromSeconds(1));

        // One after the other, so that it is certain who is there first to keep its ids.
        await engine.RecordAsync([.. Enumerable.Range(0, 300).Select(i => Page(One, $"m{i}"))], Cancellation);
        await engine.RecordAsync([.. Enumerable.Range(0, 300).Select(i => Page(Two, $"m{i}"))], Cancellation);
        await CountReadsAsync(one);
        Assert.Equal(0, await CountReadsAsync(one));
        await CountReadsAsync(two);
        Assert.True(await CountReadsAsync(two) > 0);

        _time.Advance(TimeSpan.FromMinutes(6));
        await CountReadsAsync(two);
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(1, engine.EvictIdle());
        await CountReadsAsync(two);
        Assert.Equal(0, await CountReadsAsync(two));

        async Task<int> CountReadsAsync(AddressedInteraction again)
        {
            var before = _store.CustomerReads;
            Assert.Equal([Verdict.Duplicate], await engine.RecordAsync([again], Cancellation));
            return _store.CustomerReads - before;
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

    [Fact]
    public async Task Statistics_CountVerdictsAndKeepTheLatestDecisions()
    {
        var engine = await StartAsync();
        var page = Page(One, "m1");
        await engine.RecordAsync([page, page], Cancellation);
        var reply = await engine.DecideAsync(One, Decide("r"), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(1));
        var overview = engine.Statistics.Read();
        Assert.Equal((1, 1, 2.0, 1.0), (overview.Applied, overview.Duplicate, overview.InteractionsPerSecond, overview.DecisionsPerSecond));
        Assert.Equal(reply.Decision.Id, Assert.Single(engine.Statistics.ReadLatest(10)).Decision.Id);
    }

    private static async Task AssertOverloadedAsync(string setting, Func<Task> call)
    {
        var fault = await Assert.ThrowsAsync<EngineOverloadedException>(call);
        Assert.Contains("Engine:" + setting, fault.Message, StringComparison.Ordinal);
    }

    private async Task<EmbeddedEngine> StartAsync(EngineLimits? limits = null, int queuedWrites = 1_000)
    {
        _store = new HeldStore(new VolatileJournalStore(_time, _journal));
        _writer = new JournalWriter(
            _store, new JournalWriterOptions { Owner = JournalOwner.ForThisProcess().ToString(), MaxQueuedWrites = queuedWrites }, _time,
            NullLogger<JournalWriter>.Instance);
        var reference = new ReferenceSource(new ReferenceData(SamplePlaybook.Compiled, new FixedPropensity()));
        var engine = new EmbeddedEngine(_store, _writer, reference, limits ?? new EngineLimits(), _time, NullLoggerFactory.Instance);
        await engine.StartAsync(Cancellation);
        _engines.Add(engine);
        return engine;
    }

    private AddressedInteraction Page(CustomerId customer, string message) => new(
        customer, new PageViewed { MessageId = message, Source = "shop", OccurredAt = _time.GetUtcNow(), ReceivedAt = _time.GetUtcNow(),
            Name = "Home" });

    private JournalWrite LedgerOnly() => new()
    {
        Customer = default, Key = default, Ledger = [new LedgerDelta("shop", _time.GetUtcNow(), VerdictKind.Rejected, "test", 1)],
    };

    private static DecideCommand Decide(string requestId) => new()
    {
        Request = new DecisionRequest { Channel = "web", Placements = [new PlacementRequest("home-hero")], RequestId = requestId,
            SessionId = "visit" },
    };

    /// <summary>Holds commits until the test lets them go.</summary>
    private sealed class HeldStore(IJournalStore inner) : DelegatingJournalStore(inner)
    {
        private readonly TaskCompletionSource _committing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? _held;

        /// <summary>Completes when a commit has begun while they are held.</summary>
        public Task Committing => _committing.Task;

        public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void LetGo() => _held?.TrySetResult();

        /// <summary>What a look into the outbox meets; null lets it through.</summary>
        public Exception? OutboxFault { get; set; }

        public int OutboxReads { get; private set; }

        public override Task<IReadOnlyList<OutboxItem>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken)
        {
            OutboxReads++;
            return OutboxFault is null
                ? base.ReadOutboxAsync(after, limit, cancellationToken)
                : Task.FromException<IReadOnlyList<OutboxItem>>(OutboxFault);
        }

        public int CustomerReads { get; private set; }

        public int CustomersOpened { get; private set; }

        public override Task<CustomerOpening?> OpenCustomerAsync(CustomerId customer, CancellationToken cancellationToken)
        {
            CustomersOpened++;
            return base.OpenCustomerAsync(customer, cancellationToken);
        }

        public override Task<IReadOnlyList<JournalRow>> ReadCustomerAsync(
            CustomerKey customer, long after, long before, int limit, bool newestFirst, CancellationToken cancellationToken)
        {
            CustomerReads++;
            return base.ReadCustomerAsync(customer, after, before, limit, newestFirst, cancellationToken);
        }

        public override async Task<CommitResult> CommitAsync(
            Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken)
        {
            if (_held is { } held)
            {
                _committing.TrySetResult();
                await held.Task;
            }

            return await base.CommitAsync(lease, expected, newKeyNumber, writes, cancellationToken);
        }
    }
}
