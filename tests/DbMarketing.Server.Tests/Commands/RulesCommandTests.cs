using System.IO.Compression;
using DbMarketing.Testing;

namespace DbMarketing.Server.Tests.Commands;

public sealed class RulesCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Rules_OfGroceries_AreThePublishedOnes()
    {
        var file = RepositoryPaths.DataFile("groceries", "groceries.csv");
        var run = (await CommandRun.OfAsync("rules", file, "--min-support", "0.001", "--min-confidence", "0.8", "--top", "1")).Succeeded();

        Assert.Equal((9_835, 169, 10), (run.Number("baskets"), run.Number("items"), run.Number("minCount")));
        Assert.Equal((13_492, 410), (run.Number("itemSets"), run.Number("rules")));
        Assert.Equal("""{"3":29,"4":229,"5":140,"6":12}""", run.Summary().GetProperty("rulesByLength").GetRawText());
        Assert.Equal(
            """["liquor","red/blush wine"]""", Assert.Single(run.Summary().GetProperty("top").EnumerateArray()).GetProperty("antecedent").GetRawText());
        Assert.Contains("  11.235  0.9048  0.00193      19", run.Output, StringComparison.Ordinal);
        Assert.Contains("and 409 more; --output FILE writes all", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_OfOnlineRetail_TakeTheOrdersOfCustomersWithAnAmount()
    {
        var file = RepositoryPaths.DataFile("online-retail", "online-retail.csv.gz");
        var run = (await CommandRun.OfAsync(
            "rules", file, "--order", "InvoiceNo", "--item", "StockCode", "--customer", "CustomerID", "--amount", "Quantity*UnitPrice",
            "--min-support", "0.02", "--min-confidence", "0", "--max-length", "2", "--top", "1")).Succeeded();

        Assert.Equal((541_909, 135_080), (run.Number("lines"), run.Number("rejected")));
        Assert.Equal((18_532, 82), (run.Number("baskets"), run.Number("rules")));
        Assert.Equal("""{"1":209,"2":41}""", run.Summary().GetProperty("itemSetsByLength").GetRawText());
        Assert.Contains("  22.188 ", run.Output, StringComparison.Ordinal);
    }

    /// <summary>Goal: a chance that is too small for a number is not said to be none.</summary>
    [Fact]
    public async Task Rules_WhoseChanceIsTooSmallToBeHeld_SayHowSmall()
    {
        var file = Write(string.Concat(Enumerable.Repeat("bread,butter\n", 1_000)) + string.Concat(Enumerable.Repeat("tea\n", 1_000)));

        var run = (await CommandRun.OfAsync("rules", file, "--min-support", "0.4")).Succeeded();

        Assert.Contains(" <1E-300  {bread}", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("0.0E+0", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_AreWrittenAsATable()
    {
        var table = _folder.File("rules.csv");
        var file = Write("bread,butter\nbread,butter,\"jam, red\"\nbread\n\ntea\n");

        (await CommandRun.OfAsync("rules", file, "--min-support", "0.5", "--min-length", "1", "--output", table)).Succeeded();

        Assert.Equal(
            [
                "antecedent,consequent,count,antecedent_count,consequent_count,support,confidence,lift,leverage,p_value,corrected_p_value",
                "{bread},butter,2,3,2,0.5,0.66666667,1.3333333,0.125,0.5,1",
                "{butter},bread,2,2,3,0.5,1,1.3333333,0.125,0.5,1",
                "{},bread,3,4,3,0.75,0.75,1,0,1,1",
                "{},butter,2,4,2,0.5,0.5,1,0,1,1",
            ],
            await File.ReadAllLinesAsync(table, TestContext.Current.CancellationToken));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public async Task Rules_ReadPackedBasketsOfAnyDelimiter()
    {
        var file = _folder.File("baskets.gz");
        await using (var packed = new GZipStream(File.Create(file), CompressionMode.Compress))
        {
            packed.Write("a b\r\na b c\r\n"u8);
        }

        var run = (await CommandRun.OfAsync("rules", file, "--delimiter", " ")).Succeeded();

        Assert.Equal((2, 3), (run.Number("baskets"), run.Number("items")));
    }

    [Fact]
    public async Task Rules_NameBadLinesAndGoOn()
    {
        var large = string.Join(',', Enumerable.Range(0, 2_001).Select(number => $"i{number}"));
        var run = (await CommandRun.OfAsync("rules", Write($"a,b\n\"a,b\n,,\n{large}\na,{new string('x', 257)}\n"))).Succeeded();

        Assert.Equal((5, 4, 1), (run.Number("lines"), run.Number("rejected"), run.Number("baskets")));
        Assert.Contains("line 2: line_unreadable: a quote is not closed", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 3: value_unreadable: the basket has no item", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 4: basket_too_large: the basket has 2001 different items, at most 2000 are taken", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 5: value_unreadable: an item is 'xxx", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_OfAnItemALine_LeaveOutWhatIsNoPurchase()
    {
        var file = Write("order;item;amount\n1;a;5\n1;b;5\n1;a;5\n2;a;5\n2;c;-5\n;a;5\n");
        var run = (await CommandRun.OfAsync("rules", file, "--order", "order", "--item", "item", "--amount", "amount")).Succeeded();

        Assert.Equal((6, 1, 1), (run.Number("lines"), run.Number("rejected"), run.Number("withoutAmount")));
        Assert.Equal((2, 2), (run.Number("baskets"), run.Number("items")));
    }

    [Theory]
    [InlineData("a,b\n", "--format lines", "wants --order and --item")]
    [InlineData("a,b\n", "--order a", "wants --order and --item")]
    [InlineData("a,b\n", "--format baskets --order a --item b", "--order does not go with --format baskets")]
    [InlineData("a,b\n", "--amount a", "--amount does not go with --format baskets")]
    [InlineData("a,b\n", "--format trees", "--format 'trees' is not known")]
    [InlineData("a,b\n", "--min-support 2", "--min-support '2': S must be a number from 1E-09 to 1")]
    [InlineData("a,b\n", "--min-support 1e-30", "--min-support '1e-30': S must be a number from 1E-09 to 1")]
    [InlineData("a,b\n", "--min-confidence 2", "--min-confidence '2': C must be a number from 0 to 1")]
    [InlineData("a,b\n", "--min-confidence half", "--min-confidence 'half': C must be a number from 0 to 1")]
    [InlineData("a,b\n", "--max-length 2.5", "--max-length '2.5': N must be a whole number from 1 to 30")]
    [InlineData("a,b\n", "--max-length 31", "--max-length '31': N must be a whole number from 1 to 30")]
    [InlineData("a,b\n", "--min-length 99", "--min-length '99': N must be a whole number from 1 to 30")]
    [InlineData("a,b\n", "--top 0", "--top '0': N must be a whole number from 1 to 10000")]
    [InlineData("a,b\n", "--min-length 4 --max-length 3", "--min-length 4 is above --max-length")]
    [InlineData("a,b\n", "--delimiter and", "--delimiter 'and' must be one character or tab")]
    [InlineData("a,b\n", "--order a --item x", "no column 'x'")]
    [InlineData("\n\n", "", "has no basket that can be read")]
    public async Task Rules_EndAMistakeInOneLine(string content, string options, string expected)
    {
        var run = await CommandRun.OfAsync(["rules", Write(content), .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(2, run.Status);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Rules_OfMoreSetsThanTheLimit_SayWhatToRaise()
    {
        var run = await CommandRun.OfAsync(
            "rules", Write(string.Join(',', Enumerable.Range(0, 24).Select(number => $"i{number}")) + "\n"), "--max-length", "24");

        Assert.Equal(2, run.Status);
        Assert.Contains("More than 1000000 item sets reach the minimum count of 1; raise the minimum support", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Write(string content)
    {
        var path = _folder.File("baskets.csv");
        File.WriteAllText(path, content);
        return path;
    }
}
