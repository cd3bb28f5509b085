using System.Diagnostics;
using DbMarketing.Engine.Lifetime;

namespace DbMarketing.LoadTests;

/// <summary>
/// Fits of the lifetime models to simulated customers, who came over two years and buy and leave as in BG/NBD, time in days. Cells of
/// seven days are measured beside those of one, since a fit costs what its cells do.
/// </summary>
internal static class LifetimeFits
{
    private const int Days = 730;
    private const double MegaByte = 1 << 20;
    private static readonly BgNbdModel s_population = new(0.6, 60, 0.8, 2.5);

    public static IEnumerable<Line> Run(int customers, CancellationToken cancellationToken)
    {
        foreach (var resolution in new[] { 1, 7 })
        {
            var name = $"lifetime, {customers:N0} customers, cells of {resolution} d";
            var watch = Stopwatch.StartNew();
            var cells = PurchaseCells.Of(Simulated(customers), resolution);
            yield return new Line($"{name}: simulated and counted", watch.Elapsed.TotalSeconds, "s", null, null, null);
            yield return new Line($"{name}: cells", cells.Length, "1", null, null, null);
            yield return new Line($"{name}: live memory", GC.GetTotalMemory(forceFullCollection: true) / MegaByte, "MiB", null, null, null);
            watch.Restart();
            var fit = LifetimeEstimator.Fit(new LifetimeData { Unit = LifetimeUnit.Day, Purchases = cells }, cancellationToken);
            yield return new Line($"{name}: fit of all models", watch.Elapsed.TotalSeconds, "s", null, null, null);
            yield return new Line(
                $"{name}: peak of the process", Process.GetCurrentProcess().PeakWorkingSet64 / MegaByte, "MiB", null, null, null);
            yield return new Line($"{name}: r (0.6)", fit.BgNbd!["r"], "1", null, null, null);
            yield return new Line($"{name}: alpha (60)", fit.BgNbd["alpha"], "d", null, null, null);
            yield return new Line($"{name}: a (0.8)", fit.BgNbd["a"], "1", null, null, null);
            yield return new Line($"{name}: b (2.5)", fit.BgNbd["b"], "1", null, null, null);
        }
    }

    internal static IEnumerable<PurchaseHistory> Simulated(int customers)
    {
        var random = new Random(1);
        for (var i = 0; i < customers; i++)
        {
            // The rates of a new customer are those of the population.
            var course = s_population.DrawAlive(new PurchaseHistory(0, 0, 0), random);
            var (leaving, age) = (course.DropoutRate / course.Rate, 1 + random.Next(Days));
            var (count, last, at) = (0, 0, 0.0);
            while ((at -= Math.Log(1 - random.NextDouble()) / course.Rate) < age)
            {
                // Purchases of a day are one, and those of the first day are the first.
                if ((int)at > last)
                {
                    (count, last) = (count + 1, (int)at);
                    if (random.NextDouble() < leaving)
                    {
                        break;
                    }
                }
            }

            yield return new PurchaseHistory(count, last, age);
        }
    }
}
