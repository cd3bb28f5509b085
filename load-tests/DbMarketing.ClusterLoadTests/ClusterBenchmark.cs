using System.Diagnostics;
using System.Globalization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.LoadTests;
using DbMarketing.Silo;
using DbMarketing.Silo.Hosting;
using DbMarketing.Web.Hosting;

namespace DbMarketing.ClusterLoadTests;

/// <summary>
/// Durable interactions on one silo and on two, beside the floors on the same silos, in turn. The load generator is a node of its own,
/// so every call crosses a process.
/// </summary>
internal sealed class ClusterBenchmark(string postgres, TimeSpan length, int rounds)
{
    private const int Customers = 20_000;
    private const int Callers = 256;
    private const int BatchSize = 100;
    private const int BatchCallers = 16;

    private static readonly byte[] s_interaction = new byte[300];
    private long _messages;

    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        var lines = new List<Line>();
        List<SiloProcess> silos = [];
        try
        {
            for (var count = 1; count <= 2; count++)
            {
                silos.Add(await SiloProcess.StartAsync(postgres, count, cancellationToken));
                await MeasureAsync(count, lines, cancellationToken);
            }
        }
        finally
        {
            silos.ForEach(static silo => silo.Dispose());
        }

        return new Report(lines);
    }

    private async Task MeasureAsync(int silos, List<Line> lines, CancellationToken cancellationToken)
    {
        using var node = await StartNodeAsync(cancellationToken);
        await MeasureAsync(node, silos, lines);
        await node.StopAsync(cancellationToken);
    }

    private async Task MeasureAsync(IHost node, int silos, List<Line> lines)
    {
        var grains = node.Services.GetRequiredService<IGrainFactory>();
        var engine = node.Services.GetRequiredService<ICustomerEngine>();
        Task BareAsync(Random random) => grains.GetGrain<IBareGrain>(Key(random)).RecordAsync(s_interaction);
        Task StateAsync(Random random) => grains.GetGrain<IStateGrain>(Key(random)).RecordAsync(s_interaction);
        Task SingleAsync(Random random) => engine.RecordAsync([View(random)], CancellationToken.None);
        Task BatchAsync(Random random) =>
            engine.RecordAsync([.. Enumerable.Range(0, BatchSize).Select(_ => View(random))], CancellationToken.None);

        List<double> bare = [], state = [], singles = [], batches = [];
        for (var round = -1; round < rounds; round++)
        {
            var (b, s, one, many) = (
                await PerSecondAsync(Callers, BareAsync), await PerSecondAsync(Callers, StateAsync),
                await PerSecondAsync(Callers, SingleAsync), BatchSize * await PerSecondAsync(BatchCallers, BatchAsync));
            if (round < 0)
            {
                // The first round activates the grains and warms everything up.
                continue;
            }

            bare.Add(b);
            state.Add(s);
            singles.Add(one);
            batches.Add(many);
        }

        var on = silos == 1 ? "1 silo" : $"{silos} silos";
        lines.Add(new Line($"{on}: bare grain calls", Report.Median(bare), "1/s", null, null, null));
        lines.Add(new Line($"{on}: grains that write their state on each event", Report.Median(state), "1/s", null, null, null));
        lines.Add(new Line(
            $"{on}: durable interactions, one a call", Report.Median(singles), "1/s", Report.Median(state), "state on each event", 3));
        lines.Add(new Line(
            $"{on}: durable interactions, batches of 100", Report.Median(batches), "1/s", Report.Median(state), "state on each event", 3));
    }

    private async Task<double> PerSecondAsync(int callers, Func<Random, Task> callAsync)
    {
        var calls = 0L;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            var random = new Random(caller);
            while (watch.Elapsed < length)
            {
                await callAsync(random);
                Interlocked.Increment(ref calls);
            }
        }));
        return calls / watch.Elapsed.TotalSeconds;
    }

    private async Task<IHost> StartNodeAsync(CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder();
        Logs.Configure(builder.Logging);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(new EngineLimits()).AddSingleton(new ClusterTimings());
        ClusterNode.Add(builder, new ClusterOptions { Role = NodeRole.Web, Web = new() { Urls = [] }, Postgres = postgres });
        var node = builder.Build();
        await node.StartAsync(cancellationToken);
        return node;
    }

    private AddressedInteraction View(Random random)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(CustomerId.Known(Key(random)), new ProductViewed
        {
            MessageId = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Interlocked.Increment(ref _messages)}"),
            Source = "load",
            OccurredAt = now,
            ReceivedAt = now,
            Product = new ProductLine("p1", 1, 9.99m, "toys.bricks", null),
        });
    }

    private static string Key(Random random) => string.Create(CultureInfo.InvariantCulture, $"c{random.Next(Customers)}");
}
