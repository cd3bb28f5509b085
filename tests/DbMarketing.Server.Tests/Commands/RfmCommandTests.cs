using System.Globalization;
using System.IO.Compression;
using DbMarketing.Testing;

namespace DbMarketing.Server.Tests.Commands;

public sealed class RfmCommandTests : IDisposable
{
    private static readonly string[] s_columns = ["--customer", "who", "--date", "when", "--amount", "paid"];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Rfm_OfCdnow_ScoresEveryCustomerAsCounted()
    {
        var file = RepositoryPaths.DataFile("cdnow", "CDNOW_master.txt");
        var table = _folder.File("customers.csv");
        var run = (await CommandRun.OfAsync(
            "rfm", file, "--customer", "customer_id", "--date", "date", "--amount", "dollar_value", "--customers", table)).Succeeded();

        Assert.Equal((23_570, 69_659), (run.Number("customers"), run.Number("orders")));
        Assert.Equal(2_500_315.63m, run.Summary().GetProperty("revenue").GetDecimal());
        Assert.Equal("1998-06-30", run.Summary().GetProperty("now").GetString());
        var rows = (await File.ReadAllLinesAsync(table, TestContext.Current.CancellationToken))
            .Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Equal(23_570, rows.Count);
        foreach (var (value, score) in new[] { (2, 5), (3, 6), (4, 7) })
        {
            AssertScores(rows, value, score, higherIsBetter: value != 2);
        }
    }

    [Fact]
    public async Task Rfm_OfOnlineRetail_CountsOrdersAndTakesRefundsOff()
    {
        var file = RepositoryPaths.DataFile("online-retail", "online-retail.csv.gz");
        var run = (await CommandRun.OfAsync(
            "rfm", file, "--customer", "CustomerID", "--date", "InvoiceDate", "--amount", "Quantity*UnitPrice", "--order", "InvoiceNo"))
            .Succeeded();

        Assert.Equal((541_909, 135_080), (run.Number("lines"), run.Number("rejected")));
        Assert.Equal((4_339, 33), (run.Number("customers"), run.Number("withoutPurchase")));
        Assert.Equal("2011-12-09", run.Summary().GetProperty("now").GetString());
        Assert.Equal(4_339, run.Summary().GetProperty("cells").EnumerateArray().Sum(cell => cell.GetProperty("customers").GetInt64()));
    }

    [Fact]
    public async Task Rfm_ShowsScoresNamesAndTheParetoCurve()
    {
        var lines = Enumerable.Range(1, 10).SelectMany(number => Enumerable.Range(0, number).Select(order => $"c{number},2026-01-{number:D2},{number}.5"));
        var table = _folder.File("customers.csv");
        var run = (await CommandRun.OfAsync(
            ["rfm", Write("who,when,paid\n" + string.Join('\n', lines) + "\n"), .. s_columns, "--now", "2026-01-31", "--customers", table])).Succeeded();

        Assert.Contains("10 customers, 55 orders up to 2026-01-31; net revenue 412.50", run.Output, StringComparison.Ordinal);
        Assert.Contains("    5           22          2             9          2           85.50          2", run.Output, StringComparison.Ordinal);
        Assert.Contains("champions                     4  40.0 %            311.00  75.4 %         77.75", run.Output, StringComparison.Ordinal);
        var rows = await File.ReadAllLinesAsync(table, TestContext.Current.CancellationToken);
        Assert.Equal("c10,2026-01-10,21,10,105,5,5,5,555,champions,0.25454545,0.1,0.25454545", rows[2]);
        Assert.Equal("c9,2026-01-09,22,9,85.5,5,5,5,555,champions,0.20727273,0.2,0.46181818", rows[^1]);
        Assert.Equal(0.46181818, run.Summary().GetProperty("pareto")[3].GetProperty("revenueShare").GetDouble(), 1e-8);
    }

    [Fact]
    public async Task Rfm_CountsWhatComesBeforeNow()
    {
        var file = Write("who,when,paid\na,2026-01-05,1\na,2026-02-05,1\nb,2026-01-06,0\nc,2026-01-06,-4\n,2026-01-06,1\n");
        var run = (await CommandRun.OfAsync(["rfm", file, .. s_columns, "--now", "20260131"])).Succeeded();

        Assert.Equal((5, 1, 1), (run.Number("lines"), run.Number("rejected"), run.Number("later")));
        Assert.Equal((2, 2, 1), (run.Number("customers"), run.Number("orders"), run.Number("withoutPurchase")));
        Assert.Equal(25, run.Summary().GetProperty("quintiles")[2].GetProperty("recencyDays").GetInt32());
    }

    [Fact]
    public async Task Rfm_PrintsAmountsWithoutZerosAtTheirEnd()
    {
        var run = (await CommandRun.OfAsync(["rfm", Write("who,when,paid\na,2026-01-05,650350.68760\n"), .. s_columns])).Succeeded();

        Assert.Equal("650350.6876", run.Summary().GetProperty("revenue").GetRawText());
        Assert.Equal("650350.6876", run.Summary().GetProperty("cells")[0].GetProperty("revenue").GetRawText());
    }

    [Fact]
    public async Task Rfm_OfAPackedFileThatWasCutOffCannotRun()
    {
        var file = _folder.File("orders.gz");
        using (var packed = new MemoryStream())
        {
            await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            {
                gzip.Write("who,when,paid\na,2026-01-05,1\n"u8);
            }

            await File.WriteAllBytesAsync(file, packed.ToArray()[..^4], TestContext.Current.CancellationToken);
        }

        var run = await CommandRun.OfAsync(["rfm", file, .. s_columns]);

        Assert.Equal((2, ""), (run.Status, run.Output));
        Assert.Contains("is cut off or damaged", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("who,when,paid\na,2026-01-05,1\n", "--now soon", "--now 'soon' is not a date")]
    [InlineData("who,when,paid\na,2026-01-05,1\n", "--now 2025-01-01", "no purchase to score: 1 lines, of which 0 cannot be used and 1 are later")]
    [InlineData("who,when\na,2026-01-05\n", "", "no column 'paid'")]
    [InlineData("", "", "is empty")]
    public async Task Rfm_EndsAMistakeInOneLine(string content, string options, string expected)
    {
        var run = await CommandRun.OfAsync(["rfm", Write(content), .. s_columns, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(2, run.Status);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Rfm_DoesNotWriteOverItsFile()
    {
        var file = Write("who,when,paid\na,2026-01-05,1\n");
        var run = await CommandRun.OfAsync(["rfm", file, .. s_columns, "--customers", file]);

        Assert.Equal(2, run.Status);
        Assert.Contains("name another", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("who,when,paid", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A score is 1 and how many fifths of the customers are strictly worse, counted here by sorting.</summary>
    private static void AssertScores(List<string[]> rows, int value, int score, bool higherIsBetter)
    {
        var values = rows.Select(row => decimal.Parse(row[value], CultureInfo.InvariantCulture) * (higherIsBetter ? 1 : -1)).ToList();
        var worse = values.Order().Index().GroupBy(pair => pair.Item)
            .ToDictionary(group => group.Key, group => group.Min(pair => pair.Index));
        var expected = values.Select(own => 1 + (5 * worse[own] / values.Count));

        Assert.Equal(expected, rows.Select(row => int.Parse(row[score], CultureInfo.InvariantCulture)));
    }

    private string Write(string content)
    {
        var path = _folder.File("transactions.csv");
        File.WriteAllText(path, content);
        return path;
    }
}
