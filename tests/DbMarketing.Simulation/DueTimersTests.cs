using System.Globalization;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Simulation;

/// <summary>
/// "No purchase for 30 days", and a lag that is over by a model, on many customers, hardly any of them in memory, on a clock that stops
/// wherever somebody waits.
/// </summary>
public sealed class DueTimersTests : IDisposable
{
    private const int BatchSize = 1_000;

    private static readonly TimeSpan Lapse = TimeSpan.FromDays(30);
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    private static readonly EngineLimits Limits = new()
    {
        Activations = 5_000, IdleSweepInterval = Never, OutboxSweepInterval = Never, PlaybookSweepInterval = Never,
    };

    private static readonly ReferenceData ByRecency = ReferenceOf(SamplePlaybook.Field("recency", ConditionOperator.AtLeast, "\"30d\""));

    /// <summary>Everybody buys every 25 days or so, and whoever has not after some 60 has lapsed.</summary>
    private static readonly ReferenceData ByLag =
        ReferenceOf(SamplePlaybook.Field("lag.stage", ConditionOperator.EqualTo, "\"lapsed\"")) with
        {
            Lag = new()
            {
                Version = "aaaaaaaaaaaa", FittedAt = default, Customers = 100, Returned = 50, Gaps = 100,
                All = new(Math.Log(25), 0.2, 0.1, 0.3),
            },
        };

    private readonly SynchronizationContext? _outer = SynchronizationContext.Current;
    private readonly ManualTimeProvider _clock = new();
    private readonly VolatileJournal _journal = new();
    private SimulatedScheduler _scheduler = null!;
    private VolatileJournalStore _store = null!;
    private EmbeddedEngine _engine = null!;
    private ReferenceData _reference = ByRecency;
    private int _starts;

    // A context of the test runner would take continuations to threads of its own.
    public DueTimersTests() => SynchronizationContext.SetSynchronizationContext(null);

    /// <summary>Set SIMULATION_DUE for another number of customers, such as 1000000.</summary>
    private static int Customers { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("SIMULATION_DUE"), CultureInfo.InvariantCulture, out var given) ? given : 20_000;

    public void Dispose()
    {
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        SynchronizationContext.SetSynchronizationContext(_outer);
    }

    /// <summary>Goal: each turns once, at its own second, in order; a stop and a crash in between lose none and repeat none.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EachCustomer_TurnsOnceAtItsOwnSecond_ThroughAStopAndACrash(bool byLag)
    {
        _reference = byLag ? ByLag : ByRecency;
        var lapse = byLag ? WholeLapse() : Lapse;
        Start();
        var start = _clock.GetUtcNow();
        var first = start.AddHours(1);
        for (var from = 0; from < Customers; from += BatchSize)
        {
            var orders = Enumerable.Range(from, Math.Min(BatchSize, Customers - from))
                .Select(number => Order(number, first.AddSeconds(number) - lapse)).ToList();
            Run(() => _engine.RecordAsync(orders, CancellationToken.None));
        }

        Assert.Equal(start, _clock.GetUtcNow());
        RunUntil(first.AddSeconds(Customers / 3));
        Run(async () =>
        {
            await _engine.StopAsync(CancellationToken.None);
            return true;
        });
        Start();
        RunUntil(first.AddSeconds(Customers * 2 / 3));
        Start();
        RunUntil(first.AddSeconds(Customers));

        var rows = ReadReviews();
        var ids = Run(() => _store.ReadCustomersAsync(default, int.MaxValue, CancellationToken.None))
            .ToDictionary(static customer => customer.Key, static customer => customer.Id);
        var second = 0;
        foreach (var row in rows)
        {
            var entered = Assert.Single(Assert.IsType<Reviewed>(Assert.Single(EntryCodec.ReadTurn(row.Payload))).Entered);
            Assert.Equal((first.AddSeconds(second), first.AddSeconds(second)), (row.At, entered.At));
            Assert.Equal(Known(second), ids[row.Customer]);
            second++;
        }

        Assert.Equal(Customers, second);
    }

    /// <summary>The rows after those of the orders.</summary>
    private List<JournalRow> ReadReviews()
    {
        var rows = new List<JournalRow>();
        IReadOnlyList<JournalRow> page;
        do
        {
            page = Run(() => _store.ReadLaneAsync(0, Customers + rows.Count, BatchSize, CancellationToken.None));
            rows.AddRange(page);
        }
        while (JournalReads.IsFull(page, BatchSize));

        return rows;
    }

    private static ReferenceData ReferenceOf(Condition lapsed) => new(
        SamplePlaybook.Compile(SamplePlaybook.Source with { Segments = [new("lapsed", "Lapsed", lapsed)] }), new FixedPropensity());

    /// <summary>When a customer with one purchase has lapsed, in whole milliseconds.</summary>
    private static TimeSpan WholeLapse()
    {
        var lapsed = LagStages.Of(ByLag.Lag!.All.Forecast(default), LagPolicy.Default).Lapsed;
        return TimeSpan.FromMilliseconds(Math.Ceiling(lapsed.TotalMilliseconds));
    }

    private static AddressedInteraction Order(int number, DateTimeOffset at) => new(
        Known(number),
        new OrderCompleted { MessageId = "order", Source = "shop", OccurredAt = at, ReceivedAt = at, Amount = 10 });

    private static CustomerId Known(int number) => CustomerId.Known(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Starts a process; one that still runs crashes.</summary>
    private void Start()
    {
        _scheduler?.Crash();
        _store?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _scheduler = new SimulatedScheduler(new Random(++_starts));
        _store = new VolatileJournalStore(_clock, _journal);
        var writer = new JournalWriter(
            _store, new JournalWriterOptions { Owner = $"start-{_starts}", LeaseDuration = Never }, _clock, NullLogger<JournalWriter>.Instance,
            _scheduler);
        _engine = new EmbeddedEngine(
            _store, writer, new ReferenceSource(_reference), Limits, _clock,
            NullLoggerFactory.Instance, _scheduler);
        Run(async () =>
        {
            await _engine.StartAsync(CancellationToken.None);
            return true;
        });
    }

    private T Run<T>(Func<Task<T>> work)
    {
        var running = _scheduler.RunAsync(work);
        while (!running.IsCompleted)
        {
            Step();
        }

        return running.GetAwaiter().GetResult();
    }

    private void RunUntil(DateTimeOffset instant)
    {
        while (_scheduler.HasWork || _clock.NextDue <= instant)
        {
            Step();
        }
    }

    private void Step()
    {
        Assert.False(_scheduler.Strayed);
        if (_scheduler.HasWork)
        {
            _scheduler.RunOne();
        }
        else
        {
            _clock.AdvanceTo(_clock.NextDue!.Value);
        }
    }
}
