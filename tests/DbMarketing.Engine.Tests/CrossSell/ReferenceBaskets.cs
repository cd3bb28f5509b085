using System.Globalization;
using System.IO.Compression;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.CrossSell;

/// <summary>The public data sets as baskets and order lines; the tests that ask for them are skipped where they are absent.</summary>
internal static class ReferenceBaskets
{
    public static IReadOnlyList<Basket> Groceries() =>
        [.. File.ReadLines(RepositoryPaths.DataFile("groceries", "groceries.csv")).Select(line => Basket.Of(line.Split(',')))];

    public static IReadOnlyList<Basket> OnlineRetail() =>
        [.. OnlineRetailLines().GroupBy(line => line.Invoice).Select(invoice => Basket.Of(invoice.Select(line => line.StockCode)))];

    /// <summary>The lines that name a customer and have a quantity and a price above 0.</summary>
    public static IEnumerable<OrderLine> OnlineRetailLines()
    {
        using var file = File.OpenRead(RepositoryPaths.DataFile("online-retail", "online-retail.csv.gz"));
        using var content = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(content);
        reader.ReadLine();
        while (reader.ReadLine() is { } text)
        {
            // Descriptions hold commas and quotes, no other column does: the columns before are counted from the left, the rest from the right.
            var fields = text.Split(',');
            var line = new OrderLine(
                fields[0], fields[1], decimal.Parse(fields[^5], CultureInfo.InvariantCulture),
                DateTime.Parse(fields[^4], CultureInfo.InvariantCulture), decimal.Parse(fields[^3], CultureInfo.InvariantCulture), fields[^2]);
            if (line is { Customer.Length: > 0, Quantity: > 0, Price: > 0 })
            {
                yield return line;
            }
        }
    }
}

/// <summary>A line of an order.</summary>
internal sealed record OrderLine(string Invoice, string StockCode, decimal Quantity, DateTime At, decimal Price, string Customer);
