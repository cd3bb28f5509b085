using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Segments;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Journal;

public sealed class JournalVerifierTests : IAsyncDisposable
{
    private static readonly CustomerId Ann = CustomerId.Known("ann");

    private readonly ManualTimeProvider _time = new();
    private readonly VolatileJournalStore _store;
    private LaneHead _head = new(0, 0, 0, 0);

    public JournalVerifierTests() => _store = new VolatileJournalStore(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Run_OfASoundJournalCountsAndFindsNoFault()
    {
        await CommitAsync(
            Turn(Ann, 1, 1, applied: 2, View("m1"), View("m2")), Turn(CustomerId.Anonymous("x"), 2, 1, applied: 1, View("m1")));
        await CommitAsync(Turn(Ann, 1, 2, applied: 1, View("m3")));
        await SnapshotAsync(2, View("m1"), View("m2"), View("m3"));

        var report = await RunAsync();

        Assert.Empty(report.Faults);
        Assert.True(report.Ok);
        Assert.Equal((2, 0, 4, 3, 1), (report.Customers, report.Merged, report.Interactions, report.Rows, report.Snapshots));
    }

    [Fact]
    public async Task Run_OfASnapshotThatIsNotTheFoldReportsIt()
    {
        await CommitAsync(Turn(Ann, 1, 1, applied: 1, View("m1")));
        await SnapshotAsync(1, View("m1"), View("m2"));
        Assert.Contains("differs from the fold", Assert.Single((await RunAsync()).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfASnapshotAheadOfTheRowsReportsIt()
    {
        await CommitAsync(Turn(Ann, 1, 1, applied: 1, View("m1")));
        await SnapshotAsync(2, View("m1"), View("m2"));
        Assert.Contains("its rows end at 1", Assert.Single((await RunAsync()).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAnInteractionHeldTwiceReportsIt()
    {
        await CommitAsync(Turn(Ann, 1, 1, applied: 1, View("m1")));
        await CommitAsync(Turn(Ann, 1, 2, applied: 1, View("m1")));
        Assert.Contains("twice", Assert.Single((await RunAsync()).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfALedgerThatDoesNotAddUpReportsIt()
    {
        await CommitAsync(Turn(Ann, 1, 1, applied: 5, View("m1")));
        Assert.Contains("counts 5", Assert.Single((await RunAsync()).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfASequenceWithAHoleReportsIt()
    {
        await CommitAsync(Turn(Ann, 1, 1, applied: 1, View("m1")));
        await CommitAsync(Turn(Ann, 1, 3, applied: 1, View("m2")));
        Assert.Contains("from sequence 1 to 3", Assert.Single((await RunAsync()).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfARowThatCannotBeReadReportsItsPlace()
    {
        await CommitAsync(Turn(Ann, 1, 1, applied: 0) with { Payload = """[{"entry":"unheard"}]"""u8.ToArray() });
        Assert.Contains("lane 0, position 1", Assert.Single((await RunAsync()).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfARowOfNobodyReportsIt()
    {
        await CommitAsync(Turn(Ann, 1, 1, applied: 0) with { NewCustomer = false });
        Assert.Contains("0 rows belong to registered customers", Assert.Single((await RunAsync()).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfASnapshotWithAnOlderFilter_ComparesAllElse()
    {
        var views = Enumerable.Range(0, StateLimits.RecentInteractions + 1).Select(number => View($"m{number}")).ToArray<Entry>();
        await CommitAsync(Turn(Ann, 1, 1, applied: views.Length, views));
        await SnapshotAsync(1, WithOlderFilter, views);
        Assert.Empty((await RunAsync()).Faults);
        await SnapshotAsync(1, snapshot => WithOlderFilter(snapshot) with { Test = true }, views);
        Assert.Contains("differs from the fold", Assert.Single((await RunAsync()).Faults), StringComparison.Ordinal);

        static CustomerSnapshot WithOlderFilter(CustomerSnapshot snapshot) =>
            snapshot with { Recent = snapshot.Recent! with { Filter = new byte[512] } };
    }

    [Fact]
    public async Task Run_OfOpenMergesThatTheOutboxOwes_FindsNoFault()
    {
        await CommitAsync(
            Turn(Ann, 1, 1, applied: 0, Wish()) with { Outbox = [new("a:x", "link", true), new("a:y", "link", true)] },
            Turn(CustomerId.Anonymous("z"), 2, 1, applied: 0, Merged()) with { Outbox = [new("k:ann", "absorb", true)] });
        Assert.Empty((await RunAsync()).Faults);
    }

    [Fact]
    public async Task Run_OfOpenMergesThatTheOutboxDoesNotOweReportsThem()
    {
        await CommitAsync(
            Turn(Ann, 1, 1, applied: 0, Wish()) with { Outbox = [new("k:bob", "absorb", true)] },
            Turn(CustomerId.Anonymous("z"), 2, 1, applied: 0, Merged()));
        Assert.Equal(
            [
                "Customer 1 has an open link that the outbox does not owe.",
                "Customer 2 has a merge to hand over that the outbox does not owe.",
                "Row 1 of the outbox owes the hand-over of a merge that the journal does not have open.",
            ],
            (await RunAsync()).Faults.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_OfReviewsAsTheTurnShouldHaveMadeThem_FindsNoFault()
    {
        await CommitReviewedAsync(static reviewed => reviewed);
        Assert.Empty((await RunAsync()).Faults);
    }

    [Fact]
    public async Task Run_OfASegmentThatWasNotAnnounced_OrWronglySo_ReportsBoth()
    {
        await CommitReviewedAsync(reviewed => reviewed with { Entered = [new("buyers", reviewed.At, null)] });
        Assert.Equal(
            ["Customer 1 should be in segment 'here', and is not.", "Customer 1 should not be in segment 'buyers', and is."],
            (await RunAsync()).Faults.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_UnderAPlaybookThatNewerChecksRefuse_StillComparesReviews()
    {
        var odd = new Segment("odd", "Odd", SamplePlaybook.Field("no.such", ConditionOperator.AtLeast, "1"));
        await CommitReviewedAsync(static reviewed => reviewed with { Entered = [] }, odd);
        Assert.Equal("Customer 1 should be in segment 'here', and is not.", Assert.Single((await RunAsync()).Faults));
    }

    [Fact]
    public async Task Run_OfAStandingThatIsNotThatOfTheState_ReportsIt()
    {
        await CommitReviewedAsync(static reviewed => reviewed with { Is = new Standing { Orders = 3 } });
        Assert.Contains("should stand at", Assert.Single((await RunAsync()).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfADueIndexThatComesTooLate_OrIsNotThatOfTheRows_ReportsIt()
    {
        await CommitReviewedAsync(static reviewed => reviewed with { DueAt = reviewed.DueAt!.Value.AddDays(1) });
        Assert.Contains("changes at", Assert.Single((await RunAsync()).Faults), StringComparison.Ordinal);
        await CommitAsync(Turn(Ann, 1, 2, applied: 0, new AbsorbDelivered { At = _time.GetUtcNow(), Survivor = "k:b" }) with { Due = new(null) });
        Assert.Contains(
            (await RunAsync()).Faults, static fault => fault.StartsWith("Customer 1 is due at no instant by the due index", StringComparison.Ordinal));
    }

    /// <summary>One turn with its review, changed, under a stored playbook.</summary>
    private async Task CommitReviewedAsync(Func<Reviewed, Reviewed> change, params Segment[] more)
    {
        var here = new Segment("here", "Here", SamplePlaybook.Field("session.open", ConditionOperator.EqualTo, "true"));
        var playbook = PlaybookLoader.LoadStored(CompiledPlaybook.Write(SamplePlaybook.Source with
        {
            Segments = [.. SamplePlaybook.Source.Segments, here, .. more],
        })).Playbook!;
        await _store.WriteDocumentAsync(new("playbook", playbook.Version, _time.GetUtcNow(), playbook.Document), 0, Cancellation);
        var state = new CustomerState(Ann);
        state.Apply(View("m1"));
        state.EndTurn(1);
        var reviewed = change(new Review(state, SamplePlaybook.Reference(playbook)).Conclude(_time.GetUtcNow())!);
        await CommitAsync(Turn(Ann, 1, 1, applied: 1, View("m1"), reviewed) with { Due = new(reviewed.DueAt) });
    }

    private LinkRequested Wish() => new() { At = _time.GetUtcNow(), Other = "a:x", Explicit = false };

    private MergedInto Merged() => new()
    {
        At = _time.GetUtcNow(), Survivor = "k:ann", Extract = new CustomerState(CustomerId.Anonymous("z")).CaptureSnapshot(),
    };

    private Task<VerificationReport> RunAsync() => new JournalVerifier(_store).RunAsync(null, Cancellation);

    private async Task CommitAsync(params JournalWrite[] writes)
    {
        var lease = await _store.AcquireLeaseAsync(LeaseNames.Lane(0), "one", TimeSpan.FromSeconds(30), Cancellation);
        _head = await _store.ReadLaneHeadAsync(0, Cancellation);
        Assert.Equal(CommitKind.Committed, (await _store.CommitAsync(lease!, _head, 10, writes, Cancellation)).Kind);
    }

    private Task SnapshotAsync(long sequence, params Entry[] entries) => SnapshotAsync(sequence, static snapshot => snapshot, entries);

    private Task SnapshotAsync(long sequence, Func<CustomerSnapshot, CustomerSnapshot> change, params Entry[] entries)
    {
        var state = new CustomerState(Ann);
        foreach (var entry in entries)
        {
            state.Apply(entry);
        }

        state.EndTurn(sequence);
        return _store.WriteSnapshotsAsync([new(new(1), sequence, SnapshotCodec.Write(change(state.CaptureSnapshot())))], Cancellation);
    }

    private JournalWrite Turn(CustomerId customer, long key, long sequence, int applied, params Entry[] entries) => new()
    {
        Customer = customer,
        Key = new(key),
        NewCustomer = sequence == 1,
        Sequence = sequence,
        At = _time.GetUtcNow(),
        Payload = EntryCodec.WriteTurn(entries),
        Ledger = [new("web", _time.GetUtcNow(), VerdictKind.Applied, "", applied)],
    };

    private InteractionRecorded View(string messageId) => new()
    {
        At = _time.GetUtcNow(),
        EffectiveAt = _time.GetUtcNow(),
        Interaction = new PageViewed
        {
            MessageId = messageId,
            Source = "web",
            OccurredAt = _time.GetUtcNow(),
            ReceivedAt = _time.GetUtcNow(),
        },
    };
}
