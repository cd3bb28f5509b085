using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;

namespace DbMarketing.Simulation;

/// <summary>
/// All that outlives a crash: the clock, the stored journal, the dice, and the clients. Everything runs on one thread, and every
/// choice is drawn from the seed, so a seed replays exactly.
/// </summary>
internal sealed class World
{
    private const int StepsMax = 400_000;
    private readonly SimulatedScheduler _clients;
    private readonly double _crash;
    private int _starts;

    /// <param name="tamper">Wraps the storage of each process, to plant a bug.</param>
    public World(int seed, Func<IJournalStore, IJournalStore>? tamper = null)
    {
        Random = new Random(seed);
        Tamper = tamper ?? (static store => store);
        Faults = new Faults(Refused: Random.NextDouble() * 0.05, Unknown: Random.NextDouble() * 0.2, Slow: Random.NextDouble() * 0.3);
        _crash = Random.NextDouble() * 0.002;
        _clients = new SimulatedScheduler(Random);
        Process = new SimulatedProcess(this, ++_starts);
    }

    public Random Random { get; }

    public ManualTimeProvider Clock { get; } = new();

    public VolatileJournal Journal { get; } = new();

    public Func<IJournalStore, IJournalStore> Tamper { get; }

    public Faults Faults { get; private set; }

    public SimulatedProcess Process { get; private set; }

    public ReferenceData Reference { get; } = SimulatedPlaybook.Reference;

    /// <summary>How many times the process was started.</summary>
    public int Starts => _starts;

    public ulong NextSeed() => unchecked((ulong)Random.NextInt64());

    /// <summary>Runs client work, with faults and crashes, until all of it has ended.</summary>
    public void Run(params Func<Task>[] work)
    {
        var running = Task.WhenAll(work.Select(_clients.RunAsync).ToList());
        RunUntil(running, crashes: true);
    }

    /// <summary>Ends all faults, and runs some last work undisturbed.</summary>
    public void RunHealed(Func<Task> work)
    {
        Faults = Faults.None;
        RunUntil(_clients.RunAsync(work), crashes: false);
    }

    /// <summary>Drops the process and starts another on the same storage.</summary>
    public void Restart()
    {
        // Both are synchronous in memory: nothing of the world runs between the end of one process and the start of the next.
        Process.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Process = new SimulatedProcess(this, ++_starts);
    }

    private void RunUntil(Task work, bool crashes)
    {
        for (var step = 0; !work.IsCompleted; step++)
        {
            if (step > StepsMax)
            {
                throw new InvalidOperationException(
                    $"No end after {StepsMax} steps, {_starts} starts, at {Clock.GetUtcNow():O}: something waits for what never comes.");
            }

            if (_clients.Strayed || Process.Scheduler.Strayed)
            {
                throw new InvalidOperationException("Work came from another thread: this run would not replay.");
            }

            if (Process.Started.IsFaulted || (crashes && Random.NextDouble() < _crash))
            {
                Restart();
            }

            Step();
        }

        work.GetAwaiter().GetResult();
    }

    private void Step()
    {
        if (_clients.HasWork && (!Process.Scheduler.HasWork || Random.Next(4) == 0))
        {
            _clients.RunOne();
        }
        else if (Process.Scheduler.HasWork)
        {
            Process.Scheduler.RunOne();
        }
        else
        {
            Clock.AdvanceTo(Clock.NextDue ?? throw new InvalidOperationException("Nothing is left to do, and nobody has ended."));
        }
    }
}

/// <summary>Two offers of two groups with caps that a short run reaches.</summary>
internal static class SimulatedPlaybook
{
    public const int PresentedMax = 2;
    public const int WebMax = 3;
    public static readonly TimeSpan PresentedWindow = TimeSpan.FromDays(7);
    public static readonly TimeSpan WebWindow = TimeSpan.FromDays(1);
    public static readonly TimeSpan Lapse = TimeSpan.FromMinutes(90);
    public static readonly TimeSpan Recently = TimeSpan.FromMinutes(40);

    public static CompiledPlaybook Compiled { get; } = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        ReservationTime = TimeSpan.FromMinutes(5),
        Suppressions =
        [
            new()
            {
                Id = "shown-often", Outcome = Engine.Customers.ContactOutcome.Presented, Scope = SuppressionScope.Offer,
                Window = PresentedWindow, Count = PresentedMax, Pause = TimeSpan.FromDays(3),
            },
        ],
        ChannelLimits = [new("web-daily", "web", WebMax, WebWindow)],
        Segments =
        [
            new("buyers", "Buyers", SamplePlaybook.Field("purchases.count", ConditionOperator.AtLeast, "1")),
            new("lapsed", "Lapsed", SamplePlaybook.Field("recency", ConditionOperator.AtLeast, "\"90m\"")),
            new("here", "Here", SamplePlaybook.Field("session.open", ConditionOperator.EqualTo, "true")),
            new("cooling", "Cooling", new()
            {
                All =
                [
                    SamplePlaybook.Field("recency", ConditionOperator.AtLeast, "\"40m\""), new() { Not = new() { Segment = "lapsed" } },
                ],
            }),
            new("due", "Due", SamplePlaybook.Field("lag.stage", ConditionOperator.In, "[\"due\",\"overdue\"]")),
        ],
    });

    /// <summary>The playbook, and a model by which everybody buys once an hour or so.</summary>
    public static ReferenceData Reference { get; } = new(Compiled, new FixedPropensity())
    {
        Lag = new()
        {
            Version = "aaaaaaaaaaaa", FittedAt = default, Customers = 100, Returned = 50, Gaps = 100,
            All = new(Math.Log(1 / 24.0), 0.3, 0.1, 0.2),
        },
    };
}
