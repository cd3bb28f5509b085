using System.Diagnostics;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Propensity;

namespace DbMarketing.LoadTests;

/// <summary>
/// The lifetime models as they run live: simulated customers' reviews folded by the projection, all its parts captured, its cells copied
/// and fitted; then the numbers that conditions read of one customer.
/// </summary>
internal static class LifetimePopulation
{
    private const int Today = 20_730;
    private const double MegaByte = 1 << 20;
    private const int Readings = 20_000;

    private static readonly DateTimeOffset s_now = DateTimeOffset.UnixEpoch.AddDays(Today).AddHours(12);

    public static IEnumerable<Line> Run(int customers, string playbookFolder, CancellationToken cancellationToken)
    {
        var name = $"lifetime live, {customers:N0} customers";
        var counts = new LifetimeCounts();
        var (events, elapsed) = Fold(counts, customers);
        yield return new Line(
            $"{name}: projection, for each event that moves a standing", elapsed.TotalMicroseconds / events, "us", null, null, null);
        var watch = Stopwatch.StartNew();
        var parts = counts.CaptureChanges();
        yield return new Line($"{name}: capture of all {parts.Count} parts", watch.Elapsed.TotalMilliseconds, "ms", null, null, null);
        yield return new Line($"{name}: all parts", parts.Sum(static part => (double)part.Body.Length) / MegaByte, "MiB", null, null, null);
        parts = [];
        watch.Restart();
        var asked = counts.ReadCellsAsync(cancellationToken);
        counts.Publish(s_now);
        var cells = asked.GetAwaiter().GetResult();
        yield return new Line($"{name}: copy of the cells", watch.Elapsed.TotalMilliseconds, "ms", null, null, null);
        var figures = counts.Figures!;
        yield return new Line($"{name}: cells, {figures.WidthDays} d wide", figures.Cells, "1", null, null, null);
        yield return new Line($"{name}: bins of spend", figures.SpendBins, "1", null, null, null);
        yield return new Line($"{name}: live memory", GC.GetTotalMemory(forceFullCollection: true) / MegaByte, "MiB", null, null, null);
        watch.Restart();
        var (data, width) = cells.ToData(Today, Engine.Population.LifetimeFits.MaxCells);
        var fit = LifetimeEstimator.Fit(data, cancellationToken);
        yield return new Line(
            $"{name}: fit of all models, {data.Purchases.Count} cells {width} d wide", watch.Elapsed.TotalSeconds, "s", null, null, null);
        yield return new Line($"{name}: r (0.6)", fit.BgNbd!["r"], "1", null, null, null);
        yield return new Line($"{name}: a (0.8)", fit.BgNbd["a"], "1", null, null, null);
        yield return new Line(
            $"{name}: peak of the process", Process.GetCurrentProcess().PeakWorkingSet64 / MegaByte, "MiB", null, null, null);
        foreach (var (model, held) in ModelsOf(fit))
        {
            watch.Restart();
            LifetimeCohorts.Of(cells, held, new LifetimeTerms(), 10, Today, CohortPeriod.Month, cancellationToken);
            yield return new Line($"{name}: cohorts by {model}", watch.Elapsed.TotalMilliseconds, "ms", null, null, null);
            foreach (var line in Numbers($"lifetime of a customer by {model}", held, playbookFolder))
            {
                yield return line;
            }
        }
    }

    private static (long Events, TimeSpan Elapsed) Fold(LifetimeCounts counts, int customers)
    {
        var random = new Random(2);
        var row = new JournalRow { Lane = 0, Position = 1, Customer = new(1), Sequence = 1, At = s_now, Payload = default };
        var (events, ticks, number) = (0L, 0L, 0);
        foreach (var history in LifetimeFits.Simulated(customers))
        {
            // Of every hundredth customer each purchase is an event, of the others their last standing alone, to save time.
            var steps = number++ % 100 == 0 ? history.Frequency : 0;
            var spend = (decimal)Math.Round(10 + (90 * random.NextDouble()), 2);
            Standing? was = null;
            for (var step = history.Frequency - steps; step <= history.Frequency; step++)
            {
                var now = StandingOf(history, step, spend);
                Entry[] entries = [new Reviewed { At = s_now, Was = was, Is = now }];
                var began = Stopwatch.GetTimestamp();
                counts.Fold(row, entries);
                ticks += Stopwatch.GetTimestamp() - began;
                (events, was) = (events + 1, now);
            }
        }

        return (events, TimeSpan.FromSeconds(ticks / (double)Stopwatch.Frequency));
    }

    private static Standing StandingOf(PurchaseHistory history, int repeats, decimal spend)
    {
        var first = Today - (int)history.Age;
        var last = repeats == 0 ? 0 : (int)(history.Recency * repeats / history.Frequency);
        return new()
        {
            Orders = repeats + 1, PurchaseDays = repeats + 1, FirstDay = first, LastDay = first + last, Revenue = 20 + (repeats * spend),
            FirstDayRevenue = 20,
        };
    }

    private static IEnumerable<(string Model, LifetimeFigures Figures)> ModelsOf(LifetimeFit fit)
    {
        yield return ("BG/NBD", FiguresOf("bgNbd", fit.BgNbd!));
        yield return ("Pareto/NBD", FiguresOf("paretoNbd", fit.ParetoNbd!));
    }

    private static LifetimeFigures FiguresOf(string model, ModelFit fit) => new(new()
    {
        Version = 1, Occasion = FitOccasion.Asked, AsOf = s_now, FittedAt = s_now, Seconds = 0, Customers = 0, Repeaters = 0, Cells = 0,
        WidthDays = 1, Currency = "USD", Reason = "", Warnings = [],
        Purchases = new(model, fit.Parameters.ToDictionary(static one => one.Name, static one => one.Value)),
        Spend = new("gammaGamma", new Dictionary<string, double> { ["p"] = 6.25, ["q"] = 3.74, ["gamma"] = 15.44 }),
    });

    private static IEnumerable<Line> Numbers(string name, LifetimeFigures figures, string playbookFolder)
    {
        var load = new PlaybookFolder(playbookFolder).Load();
        var reference = new ReferenceData(load.Playbook!, new FixedPropensity()) { Lifetime = figures };
        var customer = BuyerOf(reference);
        foreach (var field in (string[])["lifetime.alive", "lifetime.purchases365", "lifetime.orderValue", "lifetime.value"])
        {
            var each = MicrosecondsOf(() => PopulationReading.Live(customer, reference, s_now).Number(field));
            yield return new Line($"{name}: {field}", each, "us", null, null, null);
        }

        var view = MicrosecondsOf(() => CustomerViewBuilder.Build(customer, reference, s_now));
        yield return new Line($"{name}: the view with it", view, "us", null, null, null);
        var without = reference with { Lifetime = null };
        var bare = MicrosecondsOf(() => CustomerViewBuilder.Build(customer, without, s_now));
        yield return new Line($"{name}: the view without it", bare, "us", null, null, null);
    }

    /// <summary>Ten days with a purchase within a year.</summary>
    private static CustomerState BuyerOf(ReferenceData reference)
    {
        var customer = new CustomerState(CustomerId.Known("buyer"));
        for (var order = 0; order < 10; order++)
        {
            var at = s_now.AddDays(-360 + (order * 30));
            var bought = new Engine.Interactions.OrderCompleted
            {
                MessageId = $"m{order}", Source = "shop", OccurredAt = at, ReceivedAt = at, OrderId = $"o{order}", Amount = 40,
            };
            customer.Apply(Recorder.Decide(customer, null, bought, reference, at).Entry!);
            customer.EndTurn(order + 1);
        }

        return customer;
    }

    /// <summary>The median of five means.</summary>
    private static double MicrosecondsOf(Func<object?> read) => Report.Median(Enumerable.Range(0, 5).Select(_ =>
    {
        var watch = Stopwatch.StartNew();
        for (var reading = 0; reading < Readings / 5; reading++)
        {
            read();
        }

        return watch.Elapsed.TotalMicroseconds / (Readings / 5);
    }).ToList());
}
