using System.Globalization;
using System.IO.Compression;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Lifetime;

/// <summary>
/// The histories of UCI Online Retail up to 2011-12-09, time in days: lines with a customer and a positive quantity. Skips the test where
/// the file is absent.
/// </summary>
internal static class OnlineRetail
{
    private static readonly DateOnly s_until = new(2011, 12, 9);

    public static PurchaseCell[] ReadCells()
    {
        using var file = new GZipStream(
            File.OpenRead(RepositoryPaths.DataFile("online-retail", "online-retail.csv.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        var customers = new Dictionary<string, HashSet<DateOnly>>();
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            // Descriptions may hold commas, and nothing after them does.
            var fields = line.Split(',');
            if (fields[^2].Length > 0 && fields[^5][0] != '-' && fields[^5] != "0")
            {
                (customers.TryGetValue(fields[^2], out var days) ? days : customers[fields[^2]] = [])
                    .Add(DateOnly.ParseExact(fields[^4][..10], "yyyy-MM-dd", CultureInfo.InvariantCulture));
            }
        }

        return PurchaseCells.Of(customers.Values.Select(days => new PurchaseHistory(
            days.Count - 1, days.Max().DayNumber - days.Min().DayNumber, s_until.DayNumber - days.Min().DayNumber)));
    }
}
