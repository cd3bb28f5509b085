using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Journal;

/// <summary>What every storage of the journal must do; run for each of them.</summary>
public abstract class JournalStoreTests : IAsyncLifetime
{
    protected static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    protected ManualTimeProvider Time { get; } = new();

    protected IJournalStore Store { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Another store on the same data, as another process would open it.</summary>
    protected abstract IJournalStore Open();

    /// <summary>Makes every lease run out.</summary>
    protected virtual Task ExpireLeasesAsync()
    {
        Time.Advance(Duration + TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }

    public virtual async ValueTask InitializeAsync()
    {
        Store = Open();
        await Store.InitializeAsync(Cancellation);
    }

    public virtual async ValueTask DisposeAsync() => await Store.DisposeAsync();

    [Fact]
    public async Task Initialize_OfAnExistingSchemaKeepsWhatIsThere()
    {
        var (lease, head) = await BeginAsync();
        await CommitAsync(lease, head, First("k:ann", 1));

        await using var second = Open();
        await second.InitializeAsync(Cancellation);

        Assert.NotNull(await second.OpenCustomerAsync(CustomerId.Known("ann"), 1_000, Cancellation));
    }

    [Fact]
    public async Task Lease_IsRenewedByItsOwnerInTheSameEpochAndRefusedToOthers()
    {
        var first = await Store.AcquireLeaseAsync("sweep", "one", Duration, Cancellation);
        var renewed = await Store.AcquireLeaseAsync("sweep", "one", Duration, Cancellation);
        var refused = await Store.AcquireLeaseAsync("sweep", "two", Duration, Cancellation);

        Assert.Equal(1, first!.Epoch);
        Assert.Equal(1, renewed!.Epoch);
        Assert.Null(refused);
        Assert.Equal("one", (await Store.ReadLeaseAsync("sweep", Cancellation))!.Owner);
    }

    [Fact]
    public async Task Lease_IsTakenOverInTheNextEpochWhenExpiredOrReleased()
    {
        await Store.AcquireLeaseAsync("sweep", "one", Duration, Cancellation);
        await ExpireLeasesAsync();
        Assert.Null(await Store.ReadLeaseAsync("sweep", Cancellation));
        var second = await Store.AcquireLeaseAsync("sweep", "two", Duration, Cancellation);
        await Store.ReleaseLeaseAsync(second!, Cancellation);
        var third = await Store.AcquireLeaseAsync("sweep", "three", Duration, Cancellation);

        Assert.Equal(2, second!.Epoch);
        Assert.Equal(3, third!.Epoch);
    }

    [Fact]
    public async Task Mode_IsHeldByOneStoreAndFreeAtOnceWhenItsProcessEnds()
    {
        var first = Open();
        Assert.NotNull(await first.AcquireLeaseAsync(LeaseNames.Mode, "one", Duration, Cancellation));
        Assert.NotNull(await first.AcquireLeaseAsync(LeaseNames.Lane(0), "one", Duration, Cancellation));
        Assert.Null(await Store.AcquireLeaseAsync(LeaseNames.Mode, "two", Duration, Cancellation));

        await first.DisposeAsync();

        Assert.Equal(2, (await Store.AcquireLeaseAsync(LeaseNames.Mode, "two", Duration, Cancellation))!.Epoch);
        // Once for the share that was taken over, which ends all lanes, and once for the lane itself.
        Assert.Equal(3, (await Store.AcquireLeaseAsync(LeaseNames.Lane(0), "two", Duration, Cancellation))!.Epoch);
    }

    /// <summary>A process that stops its engine and keeps its store open does not hold the database.</summary>
    [Fact]
    public async Task Mode_IsFreeAtOnceWhenItIsReleasedAndTheStoreStaysOpen()
    {
        await using var first = Open();
        var lease = await first.AcquireLeaseAsync(LeaseNames.Mode, "one", Duration, Cancellation);
        Assert.NotNull(await first.AcquireLeaseAsync(LeaseNames.Mode, "one", Duration, Cancellation));
        await first.ReleaseLeaseAsync(lease!, Cancellation);

        Assert.NotNull(await Store.AcquireLeaseAsync(LeaseNames.Mode, "two", Duration, Cancellation));
    }

    [Fact]
    public async Task Commit_GivesRowsDensePositionsInOrderAndMovesTheHead()
    {
        var (lease, head) = await BeginAsync();
        head = await CommitAsync(lease, head, First("k:ann", 1), First("a:bob", 2), Next("k:ann", 1, 2));
        head = await CommitAsync(lease, head, Next("a:bob", 2, 2), Next("k:ann", 1, 3));

        Assert.Equal(new LaneHead(0, 5, 2, 2), head);
        Assert.Equal(head, await Store.ReadLaneHeadAsync(0, Cancellation));
        var rows = await Store.ReadLaneAsync(0, 1, 3, Cancellation);
        Assert.Equal([(2L, 2L, 1L), (3, 1, 2), (4, 2, 2)], rows.Select(row => (row.Position, row.Customer.Value, row.Sequence)));
        Assert.Equal("""[{"n":2}]""", Encoding.UTF8.GetString(rows[1].Payload.Span));
        Assert.Equal(Time.GetUtcNow(), rows[1].At);
        Assert.Equal([0], await Store.ReadLanesAsync(Cancellation));
    }

    [Fact]
    public async Task Commit_OfCountsAloneMovesNoPosition()
    {
        var (lease, head) = await BeginAsync();
        var write = new JournalWrite { Customer = default, Key = default, Ledger = [Count(VerdictKind.Rejected, "too_long", 2)] };
        head = await CommitAsync(lease, head, write);

        Assert.Equal(new LaneHead(0, 0, 0, 1), head);
        Assert.Equal(head, await Store.ReadLaneHeadAsync(0, Cancellation));
    }

    [Fact]
    public async Task Commit_WithATakenSequenceRollsAllBackAndNamesTheLosers()
    {
        var (lease, head) = await BeginAsync();
        head = await CommitAsync(lease, head, First("k:ann", 1), First("k:bob", 2));

        JournalWrite[] writes = [Next("k:bob", 2, 2), Next("k:ann", 1, 1), First("k:cid", 3)];
        var result = await Store.CommitAsync(lease, head, 3, writes, Cancellation);

        Assert.Equal(CommitKind.Conflict, result.Kind);
        Assert.Equal([1], result.Losers);
        Assert.Equal(head, await Store.ReadLaneHeadAsync(0, Cancellation));
        Assert.Null(await Store.OpenCustomerAsync(CustomerId.Known("cid"), 1_000, Cancellation));
        Assert.Equal(2, (await Store.ReadLaneAsync(0, 0, 10, Cancellation)).Count);
    }

    [Fact]
    public async Task Commit_OfACustomerThatIsRegisteredNamesTheLoser()
    {
        var (lease, head) = await BeginAsync();
        head = await CommitAsync(lease, head, First("k:ann", 1));

        JournalWrite[] writes = [First("k:bob", 2), First("k:ann", 3), First("k:cid", 1)];
        var result = await Store.CommitAsync(lease, head, 3, writes, Cancellation);

        Assert.Equal(CommitKind.Conflict, result.Kind);
        Assert.Equal([1, 2], result.Losers);
    }

    [Fact]
    public async Task Commit_InAnEarlierEpochOrOnAMovedHeadIsFenced()
    {
        var (lease, head) = await BeginAsync();
        var moved = await CommitAsync(lease, head, First("k:ann", 1));
        var stale = await Store.CommitAsync(lease, head, 2, [First("k:bob", 2)], Cancellation);
        await ExpireLeasesAsync();
        await Store.AcquireLeaseAsync(LeaseNames.Lane(0), "two", Duration, Cancellation);
        var zombie = await Store.CommitAsync(lease, moved, 2, [First("k:bob", 2)], Cancellation);

        Assert.Equal(CommitKind.Fenced, stale.Kind);
        Assert.Equal(CommitKind.Fenced, zombie.Kind);
        Assert.Null(await Store.OpenCustomerAsync(CustomerId.Known("bob"), 1_000, Cancellation));
    }

    [Fact]
    public async Task Open_GivesTheSnapshotAndTheRowsAfterIt()
    {
        var (lease, head) = await BeginAsync();
        await CommitAsync(lease, head, First("k:ann", 1), Next("k:ann", 1, 2), Next("k:ann", 1, 3), First("k:bob", 2));
        await Store.WriteSnapshotsAsync([Snapshot(1, 2), Snapshot(2, 1)], Cancellation);

        var opening = await Store.OpenCustomerAsync(CustomerId.Known("ann"), 1_000, Cancellation);

        Assert.Equal(new CustomerKey(1), opening!.Key);
        Assert.Equal(2, opening.Snapshot!.Sequence);
        Assert.Equal("""{"sequence":2}""", Encoding.UTF8.GetString(opening.Snapshot.Payload.Span));
        Assert.Equal([3L], opening.Tail.Select(row => row.Sequence));
        Assert.Empty((await Store.OpenCustomerAsync(CustomerId.Known("ann"), 0, Cancellation))!.Tail);
        Assert.Null(await Store.OpenCustomerAsync(CustomerId.Anonymous("ann"), 1_000, Cancellation));
    }

    [Fact]
    public async Task WriteSnapshots_NeverMovesOneBack()
    {
        var (lease, head) = await BeginAsync();
        await CommitAsync(lease, head, First("k:ann", 1));
        await Store.WriteSnapshotsAsync([Snapshot(1, 5)], Cancellation);
        await Store.WriteSnapshotsAsync([Snapshot(1, 4)], Cancellation);

        Assert.Equal(5, (await Store.OpenCustomerAsync(CustomerId.Known("ann"), 1_000, Cancellation))!.Snapshot!.Sequence);
    }

    [Fact]
    public async Task ReadCustomer_PagesBothWays()
    {
        var (lease, head) = await BeginAsync();
        var writes = Enumerable.Range(2, 9).Select(sequence => Next("k:ann", 1, sequence)).Prepend(First("k:ann", 1)).ToArray();
        await CommitAsync(lease, head, writes);
        var key = new CustomerKey(1);

        var oldest = await Store.ReadCustomerAsync(key, 2, long.MaxValue, 3, newestFirst: false, Cancellation);
        var newest = await Store.ReadCustomerAsync(key, 0, 9, 3, newestFirst: true, Cancellation);

        Assert.Equal([3L, 4, 5], oldest.Select(row => row.Sequence));
        Assert.Equal([8L, 7, 6], newest.Select(row => row.Sequence));
    }

    [Fact]
    public async Task FindCustomers_ByIdentifierGivesEachOnce()
    {
        var (lease, head) = await BeginAsync();
        var phone = new Identifier("phone", "+821012345678");
        await CommitAsync(
            lease, head, First("k:ann", 1) with { Identifiers = [phone, new("email", "a@example.com")] },
            Next("k:ann", 1, 2) with { Identifiers = [phone] }, First("k:bob", 2) with { Identifiers = [phone] });

        Assert.Equal([CustomerId.Known("ann"), CustomerId.Known("bob")], await Store.FindCustomersAsync(phone, 10, Cancellation));
        Assert.Single(await Store.FindCustomersAsync(phone, 1, Cancellation));
        Assert.Empty(await Store.FindCustomersAsync(phone with { Kind = "email" }, 10, Cancellation));
        Assert.Equal(CustomerId.Known("bob"), await Store.FindCustomerAsync(new(2), Cancellation));
        Assert.Null(await Store.FindCustomerAsync(new(3), Cancellation));
    }

    [Fact]
    public async Task ReadCustomers_PagesInKeyOrder()
    {
        var (lease, head) = await BeginAsync();
        await CommitAsync(lease, head, First("k:cid", 3), First("k:ann", 1), First("a:bob", 2));

        var page = await Store.ReadCustomersAsync(new(1), 10, Cancellation);

        Assert.Equal([new(new(2), CustomerId.Anonymous("bob")), new CustomerListing(new(3), CustomerId.Known("cid"))], page);
    }

    [Fact]
    public async Task Outbox_KeepsEachOwedStepOnceUntilItIsDelivered()
    {
        var (lease, head) = await BeginAsync();
        var owed = new OutboxChange("a:visitor", "link", Owed: true);
        head = await CommitAsync(
            lease, head, First("k:ann", 1) with { Outbox = [owed] },
            Next("k:ann", 1, 2) with { Outbox = [owed, owed with { Step = "absorb" }] });
        var items = await Store.ReadOutboxAsync(0, 10, Cancellation);
        await CommitAsync(lease, head, Next("k:ann", 1, 3) with { Outbox = [owed with { Owed = false }] });

        Assert.Equal(["link", "absorb"], items.Select(item => item.Step));
        Assert.All(items, item => Assert.Equal((CustomerId.Known("ann"), "a:visitor"), (item.Customer, item.Target)));
        Assert.Equal(items[1], Assert.Single(await Store.ReadOutboxAsync(0, 10, Cancellation)));
        Assert.Empty(await Store.ReadOutboxAsync(items[1].Id, 10, Cancellation));
    }

    [Fact]
    public async Task Due_IsReadInOrder_AndHoldsTheLastChangeOfEachCustomer()
    {
        var (lease, head) = await BeginAsync();
        var at = Time.GetUtcNow();
        head = await CommitAsync(
            lease, head,
            First("k:ann", 1) with { Due = new(at.AddDays(2)) }, First("k:bob", 2) with { Due = new(at.AddDays(1)) },
            First("k:cid", 3) with { Due = new(at.AddDays(1)) }, First("k:dan", 4) with { Due = new(at) }, First("k:eve", 5));
        await CommitAsync(
            lease, head,
            Next("k:ann", 1, 2) with { Due = new(at.AddDays(3)) }, Next("k:ann", 1, 3) with { Due = new(at.AddDays(1)) },
            Next("k:dan", 4, 2) with { Due = new(null) }, Next("k:bob", 2, 2));

        var due = await Store.ReadDueAsync(default(DuePlace), at.AddDays(1), 10, Cancellation);

        Assert.Equal(
            [Item(1, "k:ann"), Item(2, "k:bob"), Item(3, "k:cid")], due);
        Assert.Equal([Item(2, "k:bob")], await Store.ReadDueAsync(due[0].Place, at.AddDays(9), 1, Cancellation));
        Assert.Empty(await Store.ReadDueAsync(default(DuePlace), at.AddDays(1).AddMilliseconds(-1), 10, Cancellation));
        Assert.Equal(at.AddDays(1), await Store.ReadDueAsync(new CustomerKey(1), Cancellation));
        Assert.Null(await Store.ReadDueAsync(new CustomerKey(4), Cancellation));

        DueItem Item(long key, string id) => new(new(at.AddDays(1), new(key)), CustomerId.Parse(id));
    }

    [Fact]
    public async Task Due_IsNotChangedByACommitThatDidNotLand()
    {
        var (lease, head) = await BeginAsync();
        var at = Time.GetUtcNow();
        head = await CommitAsync(lease, head, First("k:ann", 1) with { Due = new(at) });

        var conflict = await Store.CommitAsync(lease, head, 1, [Next("k:ann", 1, 1) with { Due = new(null) }], Cancellation);
        var fenced = await Store.CommitAsync(
            lease, head with { Commits = 7 }, 1, [Next("k:ann", 1, 2) with { Due = new(null) }], Cancellation);

        Assert.Equal((CommitKind.Conflict, CommitKind.Fenced), (conflict.Kind, fenced.Kind));
        Assert.Equal(at, await Store.ReadDueAsync(new CustomerKey(1), Cancellation));
    }

    [Fact]
    public async Task Ledger_AddsUpWithinTheHoursAsked()
    {
        var (lease, head) = await BeginAsync();
        var applied = Count(VerdictKind.Applied, "", 3);
        head = await CommitAsync(lease, head, First("k:ann", 1) with { Ledger = [applied, Count(VerdictKind.Duplicate, "", 1)] });
        await CommitAsync(lease, head, Next("k:ann", 1, 2) with { Ledger = [applied, applied with { Hour = applied.Hour.AddHours(1) }] });

        var rows = await Store.ReadLedgerAsync(applied.Hour, applied.Hour.AddHours(1), Cancellation);

        Assert.Equal([applied with { Count = 6 }, Count(VerdictKind.Duplicate, "", 1)], rows);
    }

    [Fact]
    public async Task Document_IsWrittenOnlyOnTheExpectedRevision()
    {
        var document = new Document("playbook", "v1", Time.GetUtcNow(), "{}"u8.ToArray());

        Assert.True(await Store.WriteDocumentAsync(document, 0, Cancellation));
        Assert.False(await Store.WriteDocumentAsync(document, 0, Cancellation));
        Assert.True(await Store.WriteDocumentAsync(document with { Body = "[]"u8.ToArray() }, 1, Cancellation));
        Assert.True(await Store.WriteDocumentAsync(document, null, Cancellation));
        Assert.True(await Store.WriteDocumentAsync(document with { Id = "v2", At = document.At.AddDays(1) }, null, Cancellation));
        Assert.False(await Store.WriteDocumentAsync(document with { Id = "v3" }, 4, Cancellation));

        var read = await Store.ReadDocumentAsync("playbook", "v1", Cancellation);
        Assert.Equal((3L, "{}", document.At), (read!.Revision, Encoding.UTF8.GetString(read.Body.Span), read.At));
        Assert.Equal((2, 0), (
            await Store.CountDocumentsAsync("playbook", Cancellation), await Store.CountDocumentsAsync("none", Cancellation)));
        Assert.Equal(["v2", "v1"], (await Store.ReadDocumentsAsync("playbook", 10, Cancellation)).Select(found => found.Id));
        await Store.DeleteDocumentAsync("playbook", "v1", Cancellation);
        Assert.Null(await Store.ReadDocumentAsync("playbook", "v1", Cancellation));
    }

    [Fact]
    public async Task Commit_KeepsIdsAndPayloadsOfAnyScript()
    {
        var (lease, head) = await BeginAsync();
        var id = CustomerId.Known("고객 ' \" \\ 😀");
        var payload = """[{"name":"김하루 \u0000 'quoted' \\ 😀"}]"""u8.ToArray();
        await CommitAsync(lease, head, First(id.ToString(), 1) with { Payload = payload });

        var opening = await Store.OpenCustomerAsync(id, 1_000, Cancellation);

        Assert.Equal(payload, opening!.Tail[0].Payload.ToArray());
        Assert.Equal(id, await Store.FindCustomerAsync(new(1), Cancellation));
    }

    protected async Task<(Lease Lease, LaneHead Head)> BeginAsync(string owner = "one")
    {
        var lease = await Store.AcquireLeaseAsync(LeaseNames.Lane(0), owner, Duration, Cancellation);
        return (lease!, await Store.ReadLaneHeadAsync(0, Cancellation));
    }

    protected async Task<LaneHead> CommitAsync(Lease lease, LaneHead head, params JournalWrite[] writes)
    {
        var keyNumber = Math.Max(head.KeyNumber, writes.Max(static write => write.Key.Value));
        var result = await Store.CommitAsync(lease, head, keyNumber, writes, Cancellation);
        Assert.Equal(CommitKind.Committed, result.Kind);
        var rows = writes.Count(static write => write.Sequence > 0);
        return head with { Position = head.Position + rows, KeyNumber = keyNumber, Commits = head.Commits + 1 };
    }

    protected JournalWrite First(string id, long key) => Next(id, key, 1) with { NewCustomer = true };

    protected JournalWrite Next(string id, long key, long sequence) => new()
    {
        Customer = CustomerId.Parse(id),
        Key = new(key),
        Sequence = sequence,
        At = Time.GetUtcNow(),
        Payload = Encoding.UTF8.GetBytes($$"""[{"n":{{sequence}}}]"""),
    };

    protected static StoredSnapshot Snapshot(long key, long sequence) =>
        new(new(key), sequence, Encoding.UTF8.GetBytes($$"""{"sequence":{{sequence}}}"""));

    private static LedgerDelta Count(VerdictKind kind, string code, long count) =>
        new("web", new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero), kind, code, count);
}
