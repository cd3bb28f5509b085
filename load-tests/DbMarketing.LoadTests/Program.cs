using DbMarketing.LoadTests;

// dotnet run -c Release --project load-tests/DbMarketing.LoadTests [-- --seconds N] [--postgres CONNECTION]
var options = BenchmarkOptions.Parse(args);
if (options is null)
{
    Console.Error.WriteLine("usage: [--seconds 1..60] [--postgres CONNECTION]");
    return 2;
}

await using var benchmark = new Benchmark(options);
var report = await benchmark.RunAsync(CancellationToken.None);
report.Write(Console.Out);
return 0;
