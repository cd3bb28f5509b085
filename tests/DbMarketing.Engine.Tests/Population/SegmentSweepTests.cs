using System.Text;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Propensity;
using DbMarketing.Engine.Tests.Engines;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Population;

public sealed class SegmentSweepTests : EmbeddedEngineRun
{
    private static readonly CompiledPlaybook Vital = With("0.5");
    private static readonly CompiledPlaybook Narrow = With("0.2");

    private readonly RfmCounts _rfm = new();

    /// <summary>While it runs it owns the database, and so every lease of another owner is free.</summary>
    private EmbeddedEngine Engine { get; set; } = null!;

    /// <summary>Ten customers who spent 10 to 100: half of them are the better half.</summary>
    [Fact]
    public async Task Step_CountsEveryCustomerOfAFewAndSaysAsOfWhen()
    {
        var reference = await FillAsync(10);
        await using var sweep = Sweep("one", reference);
        var began = Time.GetUtcNow();

        await sweep.StepAsync(Cancellation);

        var found = sweep.Found!;
        Assert.Equal((Vital.Version, began, 10L, true), (found.Playbook, found.AsOf, found.Scanned, found.Whole));
        Assert.Equal(new MemberEstimate(5, 5, 5), found.MembersOf("vital"));
        Assert.Null(found.MembersOf("everybody"));
        Assert.Null(await Store.ReadLeaseAsync(LeaseNames.SegmentSweep, Cancellation));
    }

    [Fact]
    public async Task Step_LeavesOutTestsAndMergedIds()
    {
        var reference = await FillAsync(10);
        var visitor = CustomerId.Anonymous("v");
        await Engine.RecordAsync([Order(visitor, "v1", 1_000)], Cancellation);
        await Engine.RecordAsync([Page(CustomerId.Known("c10"), "m2") with { Link = visitor }], Cancellation);
        await Engine.RecordAsync([Marked(CustomerId.Known("t")), Order(CustomerId.Known("t"), "t1", 1_000)], Cancellation);
        while (await Engine.SweepOutboxAsync(Cancellation) > 0)
        {
            // A sweep delivers what the one before it found; the last finds nothing.
        }

        await using var sweep = Sweep("one", reference);
        await sweep.StepAsync(Cancellation);

        Assert.Equal((10L, 5L), (sweep.Found!.Scanned, sweep.Found.MembersOf("vital")!.Value.Members));
    }

    [Fact]
    public async Task Step_WaitsForFiguresAndForTheInterval()
    {
        var reference = await FillAsync(10);
        var counted = reference.Current.Population;
        reference.Renew(static held => held with { Population = null });
        await using var sweep = Sweep("one", reference);
        await sweep.StepAsync(Cancellation);
        Assert.Null(sweep.Found);

        reference.Renew(held => held with { Population = counted });
        await sweep.StepAsync(Cancellation);
        await Engine.RecordAsync([Order(CustomerId.Known("c1"), "again", 900)], Cancellation);
        Time.Advance(TimeSpan.FromSeconds(59));
        await sweep.StepAsync(Cancellation);
        Assert.Equal(5, sweep.Found!.MembersOf("vital")!.Value.Members);
        Time.Advance(TimeSpan.FromSeconds(1));
        await sweep.StepAsync(Cancellation);

        Assert.Equal((6, Time.GetUtcNow()), (sweep.Found.MembersOf("vital")!.Value.Members, sweep.Found.AsOf));
    }

    [Fact]
    public async Task Step_AfterAnotherPlaybookBeginsAtOnce()
    {
        var reference = await FillAsync(10);
        await using var sweep = Sweep("one", reference);
        await sweep.StepAsync(Cancellation);

        reference.Swap(reference.Current with { Playbook = Narrow });
        await sweep.StepAsync(Cancellation);

        Assert.Equal((Narrow.Version, 2L), (sweep.Found!.Playbook, sweep.Found.MembersOf("vital")!.Value.Members));
    }

    /// <summary>Goal: one count is of one playbook. Method: another one is activated while customers are read.</summary>
    [Fact]
    public async Task Step_DuringWhichThePlaybookChangesFindsNothingAndCountsByTheNewOneNext()
    {
        var reference = await FillAsync(10);
        var activating = new OpeningStore(Store) { Opened = number => Swap(reference, number == 8 ? Narrow : null) };
        await using var sweep = Sweep("one", reference, store: activating);

        await sweep.StepAsync(Cancellation);
        Assert.Null(sweep.Found);
        await sweep.StepAsync(Cancellation);

        Assert.Equal((Narrow.Version, 10L), (sweep.Found!.Playbook, sweep.Found.Scanned));
    }

    /// <summary>Goal: of many customers a sample is looked at, always the same, and the interval is said.</summary>
    [Fact]
    public async Task Step_OfManyCustomersEstimatesFromASample()
    {
        var reference = await FillAsync(3_000);
        await using var sweep = Sweep("one", reference, new() { SegmentSweepCustomers = 1_000, SegmentSweepPerSecond = 100_000 });

        await sweep.StepAsync(Cancellation);

        // Four standard deviations of the binomial about 1,000 of 3,000.
        Assert.InRange(sweep.Found!.Scanned, 897, 1_103);
        Assert.Equal((false, 3_000L), (sweep.Found.Whole, sweep.Found.Customers));
        var members = sweep.Found.MembersOf("vital")!.Value;
        Assert.InRange(members.Members, members.Low, members.High);
        Assert.InRange(members.High - members.Low, 150, 200);
        Assert.InRange(1_500, members.Low - 60, members.High + 60);
    }

    /// <summary>Goal: whoever serves finds the storage free. Method: so many customers are opened within so many seconds.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Step_KeepsToItsPaceAndRestsLongerAfterALongSweep()
    {
        var reference = await FillAsync(100);
        var opening = new OpeningStore(Store);
        await using var sweep = Sweep("one", reference, new() { SegmentSweepPerSecond = 1 }, opening);
        var began = Time.GetUtcNow();
        var step = sweep.StepAsync(Cancellation);
        while (!step.IsCompleted)
        {
            Cancellation.ThrowIfCancellationRequested();
            Assert.InRange(opening.Count, 0, 5 + (int)(Time.GetUtcNow() - began).TotalSeconds);
            Time.Advance(Time.NextDue is null ? TimeSpan.Zero : TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        await step;
        var took = sweep.Found!.EndedAt - began;
        Assert.InRange(took, TimeSpan.FromSeconds(98), TimeSpan.FromSeconds(100));
        Time.AdvanceTo(sweep.Found.EndedAt + (4 * took) - TimeSpan.FromSeconds(1));
        await sweep.StepAsync(Cancellation);
        Assert.Equal(100, opening.Count);
    }

    [Fact]
    public async Task Step_OfANodeWithoutTheLeaseFollowsWhatTheOwnerFound()
    {
        var reference = await FillAsync(10);
        await Engine.StopAsync(Cancellation);
        await using var owner = Sweep("one", reference);
        await using var other = Sweep("two", reference);
        var lease = await Store.AcquireLeaseAsync(LeaseNames.SegmentSweep, "one", TimeSpan.FromSeconds(10), Cancellation);
        await other.StepAsync(Cancellation);
        Assert.Null(other.Found);

        await owner.StepAsync(Cancellation);
        await other.StepAsync(Cancellation);

        Assert.NotNull(lease);
        Assert.Equal(owner.Found!.MembersOf("vital"), other.Found!.MembersOf("vital"));
        Assert.Equal(1, (await SweptSegments.FindAsync(Store, Cancellation))!.Revision);
    }

    /// <summary>Goal: two that count together do not undo each other. Method: the lease is lost while customers are read.</summary>
    [Fact]
    public async Task Step_ThatLosesItsLeaseLeavesTheCountToTheOther()
    {
        var reference = await FillAsync(10);
        await Engine.StopAsync(Cancellation);
        await using var other = Sweep("two", reference);
        var opening = new OpeningStore(Store);
        opening.Opened = number =>
        {
            if (number == 8)
            {
                Time.Advance(TimeSpan.FromSeconds(11));
                other.StepAsync(Cancellation).GetAwaiter().GetResult();
                Store.AcquireLeaseAsync(LeaseNames.SegmentSweep, "two", TimeSpan.FromSeconds(10), Cancellation).GetAwaiter().GetResult();
            }
        };
        await using var slow = Sweep("one", reference, store: opening);

        await slow.StepAsync(Cancellation);
        Assert.Null(slow.Found);
        await slow.StepAsync(Cancellation);

        Assert.Equal((10L, other.Found!.AsOf), (slow.Found!.Scanned, slow.Found.AsOf));
    }

    /// <summary>A count that a newer program stored is made anew.</summary>
    [Fact]
    public async Task Step_ReplacesACountThatThisProgramCannotRead()
    {
        var reference = await FillAsync(10);
        await Store.WriteDocumentAsync(
            new("sweep", "segments", Time.GetUtcNow(), Encoding.UTF8.GetBytes("""{"newer":true}""")), 0, Cancellation);
        await using var sweep = Sweep("one", reference);

        await sweep.StepAsync(Cancellation);

        Assert.Equal((10L, 2L), (sweep.Found!.Scanned, (await SweptSegments.FindAsync(Store, Cancellation))!.Revision));
    }

    /// <summary>Goal: all others are counted, who was left out is said, and the log is not filled with it.</summary>
    [Fact]
    public async Task Step_LeavesOutACustomerThatCannotBeReadAndSaysSoOnce()
    {
        var reference = await FillAsync(10);
        Store.Unreadable = CustomerId.Known("c10");
        var log = new RecordedLog<SegmentSweep>();
        await using var sweep = Sweep("one", reference, log: log);
        for (var count = 0; count < 3; count++)
        {
            await sweep.StepAsync(Cancellation);
            Assert.Equal((9L, 1L, 4L), (sweep.Found!.Scanned, sweep.Found.Unreadable, sweep.Found.MembersOf("vital")!.Value.Members));
            Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.StartsWith("Error: 1 customers cannot be read", Assert.Single(log.Lines), StringComparison.Ordinal);
        Store.Unreadable = null;
        await sweep.StepAsync(Cancellation);
        Assert.Equal((10L, 0L), (sweep.Found!.Scanned, sweep.Found.Unreadable));
    }

    /// <summary>Goal: a fault of the storage, which is none of a customer, ends neither the loop nor fills the log.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Loop_OutlivesAFaultAndLeavesItAloneForTheInterval()
    {
        var reference = await FillAsync(10);
        var opening = new OpeningStore(Store) { Opened = static _ => throw new JournalUnavailableException("A planted fault.") };
        await using var sweep = Sweep("one", reference, store: opening);
        sweep.Start();
        while (opening.Count == 0 || Time.NextDue is null)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        opening.Opened = null;
        var opened = opening.Count;
        for (var look = 0; look < 20; look++)
        {
            Time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        Assert.Equal(opened, opening.Count);
        while (sweep.Found is null)
        {
            Cancellation.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        await sweep.StopAsync(Cancellation);
        Assert.Equal(10, sweep.Found.Scanned);
    }

    private static CompiledPlaybook With(string share) => SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Segments =
        [
            new("everybody", "Everybody", SamplePlaybook.Field("known", ConditionOperator.EqualTo, "true")),
            new("vital", "Vital", SamplePlaybook.Field("revenue.topShare", ConditionOperator.AtMost, share)),
        ],
    });

    private static void Swap(ReferenceSource reference, CompiledPlaybook? playbook) =>
        reference.Swap(reference.Current with { Playbook = playbook ?? reference.Current.Playbook });

    private SegmentSweep Sweep(
        string owner, ReferenceSource reference, ProjectionOptions? options = null, IJournalStore? store = null,
        ILogger<SegmentSweep>? log = null) => new(
            new CustomerScan(store ?? Store, Quiet, Time), Store, reference, options ?? new(), owner, Time,
            log ?? NullLogger<SegmentSweep>.Instance);

    /// <summary>So many customers, each of whom spent ten more than the one before, and figures that count them.</summary>
    private async Task<ReferenceSource> FillAsync(int customers)
    {
        Playbook = Vital;
        Engine = await StartAsync(Quiet with { DuePollInterval = TimeSpan.FromDays(1) }, queuedWrites: 10_000);
        await Engine.RecordAsync(
            [.. Enumerable.Range(1, customers).Select(i => Order(CustomerId.Known($"c{i}"), $"o{i}", 10 * i))], Cancellation);
        await using var runner = new ProjectionRunner(
            _rfm, Store, new VolatileProjectionStore(), new ProjectionOptions { PublishInterval = TimeSpan.Zero }, "test", Time,
            NullLogger<ProjectionRunner>.Instance);
        while (await runner.StepAsync(Cancellation))
        {
        }

        var rules = new CrossSellCounts(static () => RuleThresholds.Default);
        rules.Publish(Time.GetUtcNow());
        return new(new(Vital, new FixedPropensity()) { Population = _rfm.Figures, CrossSell = rules.Figures });
    }

    private AddressedInteraction Order(CustomerId customer, string id, int amount) => new(
        customer, new OrderCompleted { MessageId = id, Source = "shop", OccurredAt = Time.GetUtcNow(), ReceivedAt = Time.GetUtcNow(),
            OrderId = id, Amount = amount });

    private AddressedInteraction Marked(CustomerId customer)
    {
        var page = Page(customer, "test");
        return page with { Interaction = page.Interaction with { Test = true } };
    }

    /// <summary>Counts the customers that are opened, and tells of each.</summary>
    private sealed class OpeningStore(IJournalStore inner) : DelegatingJournalStore(inner)
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Action<int>? Opened { get; set; }

        public override Task<CustomerOpening?> OpenCustomerAsync(CustomerId customer, int tailRows, CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref _count);
            Opened?.Invoke(number);
            return base.OpenCustomerAsync(customer, tailRows, cancellationToken);
        }
    }
}
