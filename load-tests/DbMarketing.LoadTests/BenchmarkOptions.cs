using System.Globalization;

namespace DbMarketing.LoadTests;

/// <summary>What the benchmark measures, and for how long.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>Length of one measurement. Every figure is the median of <see cref="Rounds"/> of them, floor and product in turn.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(2);

    public int Rounds { get; init; } = 3;

    /// <summary>An empty PostgreSQL database to measure as well; null measures SQLite alone.</summary>
    public string? Postgres { get; init; }

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
                default:
                    return null;
            }
        }

        return options;
    }
}
