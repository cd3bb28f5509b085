using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Engines;

/// <summary>Snapshots that are kept apart from the journal, and so may outlive it.</summary>
public sealed class KeptSnapshotTests
{
    private static readonly CustomerId Customer = CustomerId.Known("1");
    private readonly ManualTimeProvider _time = new();
    private readonly KeptSnapshots _snapshots = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    public async Task ASnapshotOfTheJournalSparesItsRows(int turns)
    {
        var journal = new VolatileJournal();
        await RecordAsync(journal, turns, "m");
        var rest = await RecordAsync(journal, 3, "n");

        var recovered = await RecoverAsync(journal);

        Assert.Equal(turns, recovered.SnapshotSequence);
        Assert.Equal(rest, SnapshotCodec.Write(recovered.State.CaptureSnapshot()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task ASnapshotOfAnEarlierJournalIsNotBelieved(int turnsOfTheNext)
    {
        await RecordAsync(new VolatileJournal(), 4, "m");
        var stale = _snapshots.Kept!;
        _time.Advance(TimeSpan.FromMinutes(1));
        var journal = new VolatileJournal();
        var state = await RecordAsync(journal, turnsOfTheNext, "n");
        _snapshots.Kept = stale;

        var recovered = await RecoverAsync(journal);

        Assert.Equal(0, recovered.SnapshotSequence);
        Assert.Equal(state, SnapshotCodec.Write(recovered.State.CaptureSnapshot()));
    }

    [Fact]
    public async Task ASnapshotOfAnotherKeyIsNotBelieved()
    {
        var journal = new VolatileJournal();
        var state = await RecordAsync(journal, 4, "m");
        _snapshots.Kept = _snapshots.Kept! with { Key = new CustomerKey(77) };

        var recovered = await RecoverAsync(journal);

        Assert.Equal(0, recovered.SnapshotSequence);
        Assert.Equal(state, SnapshotCodec.Write(recovered.State.CaptureSnapshot()));
    }

    [Fact]
    public async Task Codec_ReadsWhatItWrote_AndTakesWhatIsNoneForNone()
    {
        await RecordAsync(new VolatileJournal(), 4, "m");
        var kept = _snapshots.Kept!;
        var bytes = SnapshotCodec.WriteKept(kept);

        var read = SnapshotCodec.ReadKept(bytes)!;

        Assert.Equal((kept.Key, kept.At), (read.Key, read.At));
        Assert.Equal(bytes, SnapshotCodec.WriteKept(read));
        Assert.Null(SnapshotCodec.ReadKept(SnapshotCodec.Write(kept.Snapshot)));
        Assert.Null(SnapshotCodec.ReadKept(SnapshotCodec.WriteKept(kept with { Snapshot = kept.Snapshot with { Version = 0 } })));
    }

    private Task<ActiveCustomer> RecoverAsync(VolatileJournal journal) =>
        ActiveCustomer.RecoverAsync(Customer, new VolatileJournalStore(_time, journal), _snapshots, rowsPerRead: 2, Cancellation);

    /// <summary>Takes turns on a node that leaves after them; the bytes of the state that it leaves.</summary>
    private async Task<byte[]> RecordAsync(VolatileJournal journal, int turns, string messages)
    {
        var store = new VolatileJournalStore(_time, journal);
        var options = new JournalWriterOptions { Owner = JournalOwner.ForThisProcess().ToString() };
        var writer = new JournalWriter(store, options, _time, NullLogger<JournalWriter>.Instance);
        var reference = new ReferenceSource(new ReferenceData(SamplePlaybook.Compiled, new FixedPropensity()));
        var limits = new EngineLimits { TurnsForLeavingSnapshot = 4 };
        using var node = new CustomerNode(store, writer, reference, limits, _time, NullLoggerFactory.Instance, snapshots: _snapshots);
        await node.StartAsync(Cancellation);
        var actor = new CustomerActor(Customer, node.Host);
        for (var turn = 1; turn <= turns; turn++)
        {
            var page = new PageViewed
            {
                MessageId = $"{messages}{turn}", Source = "shop", OccurredAt = _time.GetUtcNow(), ReceivedAt = _time.GetUtcNow(),
                Name = "Home",
            };
            var call = new RecordCall([new AddressedInteraction(Customer, page)]);
            Assert.True(actor.TryPost(call));
            await call.Reply;
        }

        await actor.RetireAsync(Cancellation);
        actor.Leave();
        await node.StopAsync();
        return SnapshotCodec.Write((await ActiveCustomer.RecoverAsync(Customer, store, null, 50, Cancellation)).State.CaptureSnapshot());
    }

    private sealed class KeptSnapshots : ISnapshotStore
    {
        public KeptSnapshot? Kept { get; set; }

        public Task<KeptSnapshot?> ReadAsync(CustomerId customer, CancellationToken cancellationToken) => Task.FromResult(Kept);

        public Task WriteAsync(IReadOnlyList<KeptSnapshot> snapshots, CancellationToken cancellationToken)
        {
            Kept = snapshots[^1];
            return Task.CompletedTask;
        }
    }
}
