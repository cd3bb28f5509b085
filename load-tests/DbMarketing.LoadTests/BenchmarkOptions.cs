using System.Globalization;

namespace DbMarketing.LoadTests;

/// <summary>What the benchmark measures, and for how long.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        Measures the real server beside its floors, and decisions in process. Build the server first, in the same configuration:

          dotnet build -c Release src/DbMarketing.Server
          dotnet run -c Release --project load-tests/DbMarketing.LoadTests -- [--seconds N] [--postgres CONNECTION]
              [--only in-process|lifetime|lifetime-live]

          --seconds N            length of one measurement, 1 to 60 (2); every figure is the median of three
          --postgres CONNECTION  an empty PostgreSQL database to measure as well, each figure beside a floor in that database; it is
                                 left with the server's tables
          --only in-process      decisions, reviews and what comes due in process alone, without server and HTTP
          --only lifetime        the lifetime models alone, for 1,000,000 and 20,000,000 simulated customers; some minutes
          --only lifetime-live   the same through the projection of the live population, and what a customer's numbers cost
        """;

    /// <summary>Length of one measurement. Every figure is the median of <see cref="Rounds"/> of them, floor and product in turn.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(2);

    public int Rounds { get; init; } = 3;

    /// <summary>An empty PostgreSQL database to measure as well; null measures SQLite alone.</summary>
    public string? Postgres { get; init; }

    /// <summary>No server and no HTTP: only what runs in this process.</summary>
    public bool InProcessOnly { get; init; }

    /// <summary>Nothing but fits of the lifetime models.</summary>
    public bool LifetimeOnly { get; init; }

    /// <summary>Nothing but the lifetime models of a live population.</summary>
    public bool LifetimeLiveOnly { get; init; }

    /// <summary>Customers that events are spread over at random.</summary>
    public int Customers { get; init; } = 20_000;

    public static BenchmarkOptions? Parse(string[] args)
    {
        var options = new BenchmarkOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            switch (args[i])
            {
                case "--seconds" when i + 1 < args.Length
                    && double.TryParse(args[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                    && seconds is >= 1 and <= 60:
                    options = options with { Length = TimeSpan.FromSeconds(seconds) };
                    break;
                case "--postgres" when i + 1 < args.Length:
                    options = options with { Postgres = args[i + 1] };
                    break;
                case "--only" when i + 1 < args.Length && args[i + 1] == "in-process":
                    options = options with { InProcessOnly = true };
                    break;
                case "--only" when i + 1 < args.Length && args[i + 1] == "lifetime":
                    options = options with { LifetimeOnly = true };
                    break;
                case "--only" when i + 1 < args.Length && args[i + 1] == "lifetime-live":
                    options = options with { LifetimeLiveOnly = true };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
