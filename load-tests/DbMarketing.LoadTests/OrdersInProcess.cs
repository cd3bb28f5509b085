using System.Diagnostics;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;

namespace DbMarketing.LoadTests;

/// <summary>
/// What it costs that orders are counted as baskets and sequences: what a turn takes to find what an order adds, the bytes that this
/// adds to the journal, and what the projection takes to sum it. Orders of three of 5,000 products, a week apart.
/// </summary>
internal static class OrdersInProcess
{
    private const int Customers = 2_000;
    private const int OrdersPerCustomer = 24;
    private const int Products = 5_000;

    private static readonly JournalRow NoRow = new()
    {
        Lane = 0, Position = 1, Customer = default, Sequence = 1, At = default, Payload = default,
    };

    /// <summary>The medians of the rounds' means, over all orders of a customer.</summary>
    public static IEnumerable<Line> Run(string playbookFolder, int rounds)
    {
        var playbook = new PlaybookFolder(playbookFolder).Load().Playbook!;
        var found = Enumerable.Range(0, rounds).Select(round => RunOnce(new(playbook, new FixedPropensity()), new Random(round))).ToList();
        yield return new("order: recording and applying, mean", Median(found, static one => one.Recording), "us", null, null, null);
        yield return new(
            "order: what it adds to the counts, first of a customer",
            Median(found, static one => one.FirstBytes), "bytes", null, null, null);
        yield return new(
            "order: what it adds to the counts, mean", Median(found, static one => one.Bytes), "bytes",
            Median(found, static one => one.WholeBytes), "bytes of the whole entry", null);
        yield return new("order: sum in the projection, mean", Median(found, static one => one.Folding), "us", null, null, null);
        yield return new("rules of 48,000 orders, searched and indexed", Median(found, static one => one.Search), "ms", null, null, null);
    }

    private static Found RunOnce(ReferenceData reference, Random random)
    {
        var start = DateTimeOffset.UnixEpoch.AddYears(56);
        var customers = Enumerable.Range(0, Customers).Select(number => new CustomerState(CustomerId.Known($"c{number}"))).ToList();
        var counts = new CrossSellCounts(static () => RuleThresholds.Default);
        var (recording, folding, added, first, whole) = (0L, 0L, 0L, 0L, 0L);
        for (var number = 0; number < OrdersPerCustomer; number++)
        {
            var now = start.AddDays(number * 7);
            foreach (var state in customers)
            {
                var order = Order(number, now, random);
                var began = Stopwatch.GetTimestamp();
                var entry = Recorder.Decide(state, null, order, reference, now).Entry!;
                state.Apply(entry);
                var recorded = Stopwatch.GetTimestamp();
                counts.Fold(NoRow, [entry]);
                (recording, folding) = (recording + recorded - began, folding + Stopwatch.GetTimestamp() - recorded);
                var bytes = EntryCodec.WriteTurn([entry]).Length;
                var own = bytes - EntryCodec.WriteTurn([entry with { Basket = null }]).Length;
                (added, whole, first) = (added + own, whole + bytes, first + (number == 0 ? own : 0));
            }
        }

        var searching = Stopwatch.GetTimestamp();
        counts.Publish(start);
        var search = Stopwatch.GetElapsedTime(searching).TotalMilliseconds;
        const double Orders = Customers * OrdersPerCustomer;
        return new(
            Microseconds(recording) / Orders, Microseconds(folding) / Orders, added / Orders, first / (double)Customers,
            whole / Orders, search);
    }

    /// <summary>Of two products that are met by chance, the second of a pair comes along with its first half of the time.</summary>
    private static OrderCompleted Order(int number, DateTimeOffset now, Random random)
    {
        // Popular products are bought far more often than others, as in a shop.
        var lead = (int)(Products * Math.Pow(random.NextDouble(), 3));
        int[] items = [lead, random.Next(2) == 0 ? (lead + 1) % Products : random.Next(Products), random.Next(Products)];
        return new()
        {
            MessageId = $"m{number}", Source = "web", OccurredAt = now, ReceivedAt = now, OrderId = $"o{number}", Amount = 60,
            Products = [.. items.Distinct().Select(static item =>
                new ProductLine($"product-{item}", 1, 10 + (item % 90), $"shop.kind{item % 40}", null))],
        };
    }

    private static double Microseconds(long ticks) => TimeSpan.FromSeconds(ticks / (double)Stopwatch.Frequency).TotalMicroseconds;

    private static double Median(IEnumerable<Found> found, Func<Found, double> figure) => Report.Median(found.Select(figure));

    private sealed record Found(double Recording, double Folding, double Bytes, double FirstBytes, double WholeBytes, double Search);
}
