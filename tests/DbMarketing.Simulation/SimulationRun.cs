using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Simulation;

/// <summary>One run of one seed, from the first client to the last check.</summary>
internal static class SimulationRun
{
    private const int Clients = 3;
    private const int OperationsPerClient = 12;

    /// <summary>What was violated; empty for a run in which everything held.</summary>
    public static IReadOnlyList<Violation> Run(int seed, Func<IJournalStore, IJournalStore>? tamper = null) =>
        Alone(() => RunAlone(new World(seed, tamper)));

    /// <summary>The journal that a seed ends with, as text: equal for equal courses.</summary>
    public static string Trace(int seed) => Alone(() =>
    {
        var world = new World(seed);
        RunAlone(world);
        var rows = new VolatileJournalStore(world.Clock, world.Journal).ReadLaneAsync(0, 0, int.MaxValue, CancellationToken.None);
        return string.Join('\n', rows.Result.Select(static row =>
            $"{row.Position} {row.Customer} {Encoding.UTF8.GetString(row.Payload.Span)}"));
    });

    private static T Alone<T>(Func<T> run)
    {
        var outer = SynchronizationContext.Current;
        try
        {
            // A context of the test runner would take continuations to threads of its own.
            SynchronizationContext.SetSynchronizationContext(null);
            return run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private static List<Violation> RunAlone(World world)
    {
        var acknowledged = new Acknowledgements();
        var clients = Enumerable.Range(1, Clients).Select(number => new Client(world, number, acknowledged));
        world.Run([.. clients.Select<Client, Func<Task>>(static client => () => client.RunAsync(OperationsPerClient))]);
        var violations = new List<Violation>();
        world.RunHealed(async () => violations.AddRange(await CheckAsync(world, acknowledged)));

        // Once more after a start from nothing but the storage, and after a clean stop.
        world.Restart();
        world.RunHealed(async () => violations.AddRange(await CheckAsync(world, acknowledged)));
        world.RunHealed(() => world.Process.Scheduler.RunAsync(() => world.Process.Engine.StopAsync(CancellationToken.None)));
        world.Restart();
        world.RunHealed(async () => violations.AddRange(await CheckAsync(world, acknowledged)));
        return violations;
    }

    /// <summary>Waits until no merge is unfinished, and nothing is due that was not taken up, except what an index forgot.</summary>
    private static async Task SettleAsync(World world)
    {
        while (await world.Process.CallAsync(async engine => new[] { await engine.SweepOutboxAsync(CancellationToken.None) }) is not [0])
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Clock, CancellationToken.None);
        }

        while ((await world.Process.Store.ReadDueAsync(default(DuePlace), world.Clock.GetUtcNow(), 1, CancellationToken.None)).Count > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Clock, CancellationToken.None);
        }
    }

    private static async Task<IEnumerable<Violation>> CheckAsync(World world, Acknowledgements acknowledged)
    {
        await world.Process.Started;
        await SettleAsync(world);
        var now = world.Clock.GetUtcNow();
        var journal = await StoredJournal.ReadAsync(world.Process.Store);
        var recovered = new Dictionary<CustomerId, CustomerSnapshot>();
        foreach (var customer in journal.Customers.Keys)
        {
            recovered[customer] = await world.Process.CallAsync(engine => engine.CaptureAsync(customer, CancellationToken.None))
                ?? throw new InvalidOperationException("The healed engine did not answer.");
        }

        return Invariants.Check(journal, acknowledged, recovered, now);
    }
}
