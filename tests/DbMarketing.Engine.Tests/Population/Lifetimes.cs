using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Tests.Population;

/// <summary>Lifetime models without a population, for tests of what reads them.</summary>
internal static class Lifetimes
{
    /// <param name="scale">How much more often than in the CDNOW sample (in days) customers buy.</param>
    public static LifetimeFigures Figures(long version = 1, double scale = 1) => new(new()
    {
        Version = version,
        Occasion = FitOccasion.Asked,
        AsOf = new(2026, 3, 1, 18, 0, 0, TimeSpan.Zero),
        FittedAt = new(2026, 3, 1, 18, 0, 1, TimeSpan.Zero),
        Seconds = 1,
        Customers = 1_000,
        Repeaters = 400,
        Cells = 300,
        WidthDays = 1,
        Currency = "USD",
        Purchases = new("bgNbd", new Dictionary<string, double> { ["r"] = 0.243 * scale, ["alpha"] = 30.9, ["a"] = 0.793, ["b"] = 2.426 }),
        Reason = "a test",
        Spend = new("gammaGamma", new Dictionary<string, double> { ["p"] = 6.25, ["q"] = 3.74, ["gamma"] = 15.44 }),
        Warnings = [],
    });
}
