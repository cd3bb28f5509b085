using DbMarketing.LoadTests;

if (args is ["--help" or "-h" or "-?"])
{
    Console.WriteLine(BenchmarkOptions.Usage);
    return 0;
}

var options = BenchmarkOptions.Parse(args);
if (options is null)
{
    Console.Error.WriteLine(BenchmarkOptions.Usage);
    return 2;
}

await using var benchmark = new Benchmark(options);
var report = await benchmark.RunAsync(CancellationToken.None);
report.Write(Console.Out);
return 0;
