using System.Globalization;
using DbMarketing.ClusterLoadTests;
using DbMarketing.Silo.Commands;

const string Usage = """
    Measures a cluster of one silo and of two beside its floors, on an empty PostgreSQL database that is left with the tables:

      dotnet run -c Release --project load-tests/DbMarketing.ClusterLoadTests -p:Orleans=true -- --postgres CONNECTION [--seconds N]

      --seconds N   length of one measurement, 1 to 60 (3); every figure is the median of three, after one round of warm-up
    """;

switch (args)
{
    case ["serve", ..]:
        return await CommandLine.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
    case ["--postgres", var postgres]:
        return await MeasureAsync(postgres, 3);
    case ["--postgres", var postgres, "--seconds", var text]
        when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 60:
        return await MeasureAsync(postgres, seconds);
    default:
        Console.Error.WriteLine(Usage);
        return args is ["--help" or "-h" or "-?"] ? 0 : 2;
}

static async Task<int> MeasureAsync(string postgres, double seconds)
{
    var benchmark = new ClusterBenchmark(postgres, TimeSpan.FromSeconds(seconds), rounds: 3);
    (await benchmark.RunAsync(CancellationToken.None)).Write(Console.Out);
    return 0;
}
