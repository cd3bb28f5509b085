using System.Globalization;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Lifetime;

/// <summary>
/// The CDNOW 1/10 sample as Fader, Hardie and Lee (2005) use it: purchases of one day merged, calibration to 1997-09-30, the following 39 weeks
/// held out, time in weeks. Skips the test where the file is absent.
/// </summary>
internal sealed class CdnowSample
{
    public const double HoldOutWeeks = 39;

    private static readonly DateOnly s_until = new(1997, 9, 30);

    private CdnowSample(IReadOnlyList<CdnowCustomer> customers) => Customers = customers;

    /// <summary>In the order of the sample's own numbers.</summary>
    public IReadOnlyList<CdnowCustomer> Customers { get; }

    public IReadOnlyList<PurchaseCell> Cells => [.. Customers.Select(customer => new PurchaseCell(customer.History))];

    public IReadOnlyList<SpendCell> Spends =>
    [
        .. Customers.Where(customer => customer.History.Frequency > 0)
            .Select(customer => new SpendCell(customer.History.Frequency, customer.MeanSpend)),
    ];

    public HoldOut HoldOut =>
        new(HoldOutWeeks, [.. Customers.Select(customer => new HoldOutCell(customer.History, customer.HeldOut))]);

    public static CdnowSample Read() => new(
    [
        .. File.ReadLines(RepositoryPaths.DataFile("cdnow", "CDNOW_sample.txt"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .GroupBy(fields => int.Parse(fields[1], CultureInfo.InvariantCulture))
            .OrderBy(customer => customer.Key)
            .Select(customer => OfDays(customer.GroupBy(
                fields => DateOnly.ParseExact(fields[2], "yyyyMMdd", CultureInfo.InvariantCulture),
                fields => double.Parse(fields[4], CultureInfo.InvariantCulture)).ToDictionary(day => day.Key, day => day.Sum()))),
    ]);

    private static CdnowCustomer OfDays(Dictionary<DateOnly, double> days)
    {
        var first = days.Keys.Min();
        var repeats = days.Where(day => day.Key > first && day.Key <= s_until).ToList();
        var last = repeats.Count == 0 ? first : repeats.Max(day => day.Key);
        return new CdnowCustomer(
            new PurchaseHistory(repeats.Count, Weeks(first, last), Weeks(first, s_until)),
            repeats.Count == 0 ? 0 : repeats.Average(day => day.Value),
            days.Keys.Count(day => day > s_until));
    }

    private static double Weeks(DateOnly from, DateOnly to) => (to.DayNumber - from.DayNumber) / 7.0;
}

/// <param name="MeanSpend">Of repeat purchases; 0 without any.</param>
/// <param name="HeldOut">Days with a purchase after the calibration.</param>
internal sealed record CdnowCustomer(PurchaseHistory History, double MeanSpend, int HeldOut);
