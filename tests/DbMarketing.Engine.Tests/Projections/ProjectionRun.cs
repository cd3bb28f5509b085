using System.Globalization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Projections;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Projections;

/// <summary>A journal in memory with turns written by hand, and what it takes to run projections on it.</summary>
internal sealed class ProjectionRun
{
    private readonly Dictionary<int, LaneHead> _heads = [];
    private readonly Dictionary<string, (CustomerKey Key, long Sequence)> _customers = [];

    public ProjectionRun()
    {
        Journal = new VolatileJournalStore(Time);
        Store = new FaultyProjectionStore(new VolatileProjectionStore());
    }

    public ManualTimeProvider Time { get; } = new();

    public IJournalStore Journal { get; set; }

    public FaultyProjectionStore Store { get; }

    public ProjectionOptions Options { get; } = new() { RowsPerRead = 3, CommitInterval = TimeSpan.Zero, PublishInterval = TimeSpan.Zero };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ProjectionRunner Runner(IProjection projection, string owner = "one", ProjectionOptions? options = null) =>
        new(projection, Journal, Store, options ?? Options, owner, Time, NullLogger<ProjectionRunner>.Instance);

    /// <summary>One turn of one entry.</summary>
    public Task WriteAsync(string customer, int lane = 0) =>
        WriteAsync(customer, EntryCodec.WriteTurn([new LinkClosed { At = Time.GetUtcNow(), Other = "a:x", Refused = true }]), lane);

    public async Task WriteAsync(string customer, ReadOnlyMemory<byte> payload, int lane = 0)
    {
        var lease = (await Journal.AcquireLeaseAsync(LeaseNames.Lane(lane), "writer", TimeSpan.FromDays(1000), Cancellation))!;
        var head = _heads.TryGetValue(lane, out var known) ? known : await Journal.ReadLaneHeadAsync(lane, Cancellation);
        var isNew = !_customers.TryGetValue(customer, out var place);
        place = isNew ? (new CustomerKey(_customers.Count + 1), 1) : (place.Key, place.Sequence + 1);
        _customers[customer] = place;
        var write = new JournalWrite
        {
            Customer = CustomerId.Known(customer),
            Key = place.Key,
            NewCustomer = isNew,
            Sequence = place.Sequence,
            At = Time.GetUtcNow(),
            Payload = payload,
        };
        var result = await Journal.CommitAsync(lease, head, head.KeyNumber, [write], Cancellation);
        Assert.Equal(CommitKind.Committed, result.Kind);
        _heads[lane] = head with { Position = head.Position + 1, Commits = head.Commits + 1 };
        Time.Advance(TimeSpan.FromMilliseconds(1));
    }

    /// <summary>Turns of several customers in two lanes.</summary>
    public async Task WriteManyAsync(int turns)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            await WriteAsync(((turn * 7) % 5).ToString(CultureInfo.InvariantCulture), lane: turn % 2);
        }
    }

    /// <summary>Steps until nothing is left to fold, and saves.</summary>
    public static async Task CatchUpAsync(ProjectionRunner runner)
    {
        while (await runner.StepAsync(Cancellation))
        {
        }

        await runner.CommitAsync(Cancellation);
    }

    /// <summary>What a projection shows that is made from the first row, without anything saved.</summary>
    public async Task<string> RecountAsync()
    {
        var counts = new TurnCounts();
        await using var runner = new ProjectionRunner(
            counts, Journal, new VolatileProjectionStore(), Options, "recount", Time, NullLogger<ProjectionRunner>.Instance);
        await Journal.ReleaseLeaseAsync(
            await Journal.ReadLeaseAsync(LeaseNames.Projection(counts.Name), Cancellation)
                ?? new Lease(LeaseNames.Projection(counts.Name), "nobody", 0, default), Cancellation);
        await CatchUpAsync(runner);
        await runner.StopAsync(Cancellation);
        return counts.Picture;
    }
}
