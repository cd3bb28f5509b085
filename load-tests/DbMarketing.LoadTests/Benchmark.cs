using System.Diagnostics;
using System.Text;

namespace DbMarketing.LoadTests;

/// <summary>
/// Measures the product beside its floors in one run, in turn, so that what the machine does meanwhile touches both alike. The
/// load generator shares the machine with the server.
/// </summary>
internal sealed class Benchmark(BenchmarkOptions options) : IAsyncDisposable
{
    private const int BatchSize = 100;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("dbmarketing-load-").FullName;

    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        var lines = new List<Line>();
        if (options.LifetimeOnly)
        {
            return new Report([.. LifetimeFits.Run(1_000_000, cancellationToken), .. LifetimeFits.Run(20_000_000, cancellationToken)]);
        }

        if (options.LifetimeLiveOnly)
        {
            var playbook = Path.Combine(AppContext.BaseDirectory, "playbook");
            return new Report(
            [
                .. LifetimePopulation.Run(1_000_000, playbook, cancellationToken),
                .. LifetimePopulation.Run(20_000_000, playbook, cancellationToken),
            ]);
        }

        if (!options.InProcessOnly)
        {
            await MeasureServerAsync("SQLite", ["--data", Path.Combine(_folder, "sqlite")], BareSqliteAsync, lines, cancellationToken);
        }

        if (options is { InProcessOnly: false, Postgres: { } postgres })
        {
            await MeasureServerAsync("PostgreSQL", ["--postgres", postgres], BarePostgresAsync, lines, cancellationToken);
        }

        var (median, p99) = DecideInProcess.Run(options.Length * 2, DateTimeOffset.UnixEpoch.AddYears(56));
        lines.Add(new Line("decide in process, 2,500 offers x 10 conditions, median", median, "ms", null, null, null));
        lines.Add(new Line("decide in process, 2,500 offers x 10 conditions, p99", p99, "ms", null, null, 1));
        await MeasureReviewsAsync(lines, cancellationToken);
        return new Report(lines);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private Task<double> BareSqliteAsync(int round, CancellationToken cancellationToken) => Task.FromResult(
        BareSqliteJournal.RowsPerSecond(Path.Combine(_folder, $"bare-{round}.db"), options.Length, options.Customers));

    private Task<double> BarePostgresAsync(int round, CancellationToken cancellationToken) =>
        BarePostgresJournal.RowsPerSecondAsync(options.Postgres!, options.Length, options.Customers, cancellationToken);

    private async Task MeasureReviewsAsync(List<Line> lines, CancellationToken cancellationToken)
    {
        var (recording, review) = ReviewInProcess.Run(Path.Combine(AppContext.BaseDirectory, "playbook"), options.Rounds);
        lines.Add(new Line("review of a turn, sample playbook's segments, mean", review, "us", recording, "recording alone", null));
        lines.AddRange(OrdersInProcess.Run(Path.Combine(AppContext.BaseDirectory, "playbook"), options.Rounds));
        List<double> medians = [], tails = [], most = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            var path = Path.Combine(_folder, $"due-{round}.db");
            var errors = await DueInProcess.RunAsync(path, (int)Math.Ceiling(options.Length.TotalSeconds), cancellationToken);
            medians.Add(errors.Median);
            tails.Add(errors.P99);
            most.Add(errors.Most);
        }

        lines.Add(new Line("1,000 due a second, from the instant to the follower, median", Report.Median(medians), "ms", null, null, null));
        lines.Add(new Line("1,000 due a second, from the instant to the follower, p99", Report.Median(tails), "ms", null, null, null));
        lines.Add(new Line("1,000 due a second, from the instant to the follower, most", Report.Median(most), "ms", null, null, 1_000));
    }

    private async Task MeasureServerAsync(
        string database, string[] storage, Func<int, CancellationToken, Task<double>> bareAsync, List<Line> lines,
        CancellationToken cancellationToken)
    {
        using var server = await ServedProgram.StartAsync(storage, cancellationToken);
        await using var floor = await ParseOnlyServer.StartAsync(cancellationToken);
        using var http = new HttpClient { BaseAddress = server.Url };
        using var floorHttp = new HttpClient { BaseAddress = floor.Url };
        await WarmAsync(http, floorHttp, cancellationToken);
        List<double> bare = [], batches = [], parsed = [], singles = [], decides = [], decideTimes = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            bare.Add(await bareAsync(round, cancellationToken));
            batches.Add(BatchSize * (await BatchesAsync(http, cancellationToken)).PerSecond);
            parsed.Add((await SinglesAsync(floorHttp, cancellationToken)).PerSecond);
            singles.Add((await SinglesAsync(http, cancellationToken)).PerSecond);
            var (perSecond, times) = await DecidesAsync(http, cancellationToken);
            decides.Add(perSecond);
            decideTimes.Add(times[(int)(times.Length * 0.99)]);
        }

        lines.Add(new Line(
            $"{database}: durable interactions over HTTP, batches of 100", Report.Median(batches), "1/s",
            Report.Median(bare), $"bare {database} journal table", 0.6));
        lines.Add(new Line(
            $"{database}: durable single posts over HTTP", Report.Median(singles), "1/s", Report.Median(parsed), "parse-only endpoint",
                0.5));
        lines.Add(new Line($"{database}: decisions over HTTP, sample playbook", Report.Median(decides), "1/s", null, null, null));
        lines.Add(new Line($"{database}: decision over HTTP, p99, 8 at once", Report.Median(decideTimes), "ms", null, null, 10));
    }

    /// <summary>Servers run for months; what the runtime compiles in their first seconds is not to be measured.</summary>
    private async Task WarmAsync(HttpClient http, HttpClient floor, CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < s_warmUp;)
        {
            await BatchesAsync(http, cancellationToken);
            await SinglesAsync(floor, cancellationToken);
            await SinglesAsync(http, cancellationToken);
            await DecidesAsync(http, cancellationToken);
        }
    }

    private Task<(double PerSecond, double[] Milliseconds)> BatchesAsync(HttpClient http, CancellationToken cancellationToken) =>
        HttpLoad.RunAsync(
            http, "v1/batch", 16, options.Length, random => Events.Batch(BatchSize, options.Customers, random), cancellationToken);

    private Task<(double PerSecond, double[] Milliseconds)> SinglesAsync(HttpClient http, CancellationToken cancellationToken) =>
        HttpLoad.RunAsync(
            http, "v1/track", 64, options.Length, random => Events.Single(options.Customers, random), cancellationToken);

    private Task<(double PerSecond, double[] Milliseconds)> DecidesAsync(HttpClient http, CancellationToken cancellationToken) =>
        HttpLoad.RunAsync(http, "v1/decide", 8, options.Length, Decide, cancellationToken);

    private byte[] Decide(Random random) => Encoding.UTF8.GetBytes(
        $$"""{"customerId":"c{{random.Next(options.Customers)}}","channel":"web","placements":[{"id":"home-hero","count":1}]}""");
}
