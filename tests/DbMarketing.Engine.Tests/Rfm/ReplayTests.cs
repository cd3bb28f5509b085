using System.Globalization;
using DbMarketing.Engine.Rfm;
using DbMarketing.Engine.Tests.CrossSell;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Rfm;

/// <summary>The histograms follow the orders of real shops one by one, and are compared with scores computed from scratch.</summary>
public sealed class ReplayTests
{
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    [Fact]
    public void Cdnow_AtThreeTimes_ScoresEveryCustomerAsFromScratch()
    {
        var orders = File.ReadLines(RepositoryPaths.DataFile("cdnow", "CDNOW_master.txt")).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(fields => fields.Length == 4)
            .Select(fields => new Order(
                fields[0], DayOf(DateTime.ParseExact(fields[1], "yyyyMMdd", CultureInfo.InvariantCulture)),
                decimal.Parse(fields[3], CultureInfo.InvariantCulture), IsNew: true)).ToList();

        Assert.Equal((69_659, 23_570), (orders.Count, orders.DistinctBy(order => order.Customer).Count()));
        Replay(orders, [DayOf(new(1997, 3, 31)), DayOf(new(1997, 12, 31)), DayOf(new(1998, 6, 30))]);
    }

    [Fact]
    public void OnlineRetail_AtThreeTimes_ScoresEveryCustomerAsFromScratch()
    {
        var invoices = new HashSet<string>();
        var orders = ReferenceBaskets.OnlineRetailLines()
            .Select(line => new Order(line.Customer, DayOf(line.At), line.Quantity * line.Price, invoices.Add(line.Invoice))).ToList();

        Assert.Equal((18_532, 8_911_407.904m), (orders.Count(order => order.IsNew), orders.Sum(order => order.Amount)));
        Replay(orders, [DayOf(new(2011, 3, 31)), DayOf(new(2011, 9, 30)), DayOf(new(2011, 12, 9))]);
    }

    /// <summary>Method: lines come in the order of their days, each moving its customer; at the end of some days both ways are compared.</summary>
    private static void Replay(IEnumerable<Order> orders, int[] ends)
    {
        var (customers, histogram, compared) = (new Dictionary<string, RfmValues>(), new RfmHistogram(), 0);
        foreach (var day in orders.GroupBy(order => order.Day).OrderBy(day => day.Key))
        {
            foreach (var order in day)
            {
                RfmValues? before = customers.TryGetValue(order.Customer, out var known) ? known : null;
                var after = new RfmValues(order.Day, known.Frequency + (order.IsNew ? 1 : 0), known.Monetary + order.Amount);
                customers[order.Customer] = after;
                histogram.Move(before, after);
            }

            if (ends.Contains(day.Key))
            {
                compared++;
                ScoreAssertions.EqualToTheBin(customers.Values, histogram.Freeze(compared)!);
            }
        }

        Assert.Equal(ends.Length, compared);
    }

    private static int DayOf(DateTime time) => DateOnly.FromDateTime(time).DayNumber - Epoch;

    private sealed record Order(string Customer, int Day, decimal Amount, bool IsNew);
}
