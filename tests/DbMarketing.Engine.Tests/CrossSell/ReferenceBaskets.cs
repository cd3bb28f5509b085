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
            // Only descriptions hold commas: the columns before are counted from the left, the others from the right.
            var fields = text.Split(',');
            var line = new OrderLine(
                fields[0], fields[1], Number(fields[^5]), DateTime.Parse(fields[^4], CultureInfo.InvariantCulture), Number(fields[^3]),
                fields[^2]);
            if (line is { Customer.Length: > 0, Quantity: > 0, Price: > 0 })
            {
                yield return line;
            }
        }
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>A line of an order.</summary>
internal sealed record OrderLine(string Invoice, string StockCode, decimal Quantity, DateTime At, decimal Price, string Customer);
