using System.IO.Compression;
using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Testing;

namespace DbMarketing.Server.Tests.Commands;

public sealed class LifetimeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Lifetime_OfTheCdnowSampleEndsWithThePublishedFits()
    {
        var table = _folder.File("customers.csv");
        var run = (await CommandRun.OfAsync(
            "lifetime", RepositoryPaths.DataFile("cdnow", "CDNOW_sample.txt"), "--customer", "1", "--date", "3", "--amount", "5",
            "--until", "1997-09-30", "--holdout-until", "1998-06-30", "--customers", table)).Succeeded();

        var summary = run.Summary();
        AssertNear(summary, "bgNbd", -9582.4, ("r", 0.243), ("alpha", 4.414), ("a", 0.793), ("b", 2.426));
        AssertNear(summary, "paretoNbd", -9595.0, ("r", 0.553), ("alpha", 10.578), ("s", 0.606), ("beta", 11.669));
        AssertNear(summary, "gammaGamma", -4055.92, ("p", 6.25), ("q", 3.74), ("gamma", 15.44));
        var holdOut = summary.GetProperty("holdout");
        Assert.Equal(
            (1_653.4, 1_882, 0.785, 0.6256),
            (Math.Round(Number(holdOut, "expected"), 1), Number(holdOut, "actual"), Math.Round(Number(holdOut, "mae"), 3),
                Math.Round(Number(holdOut, "correlation"), 4)));
        Assert.Equal("bgNbd", summary.GetProperty("chosen").GetString());
        var warning = Assert.Single(summary.GetProperty("warnings").EnumerateArray());
        Assert.Equal("one_time_buyers_alive", warning.GetProperty("code").GetString());
        Assert.Contains("1411 of 2357 customers bought once", warning.GetProperty("text").GetString());
        Assert.Equal(
            ["1997-01", "1997-02", "1997-03"], summary.GetProperty("cohorts").EnumerateArray().Select(cohort => cohort.GetProperty("key").GetString()));
        Assert.Contains("Pareto/NBD   log-likelihood -9594.98", run.Output);

        var lines = await File.ReadAllLinesAsync(table, TestContext.Current.CancellationToken);
        Assert.Equal(2_358, lines.Length);
        Assert.StartsWith("00004,,1997-01-01,2,30.428571,38.857143,22.345,0.72662", lines[1]);
        Assert.Equal(lines[0].Split(',').Length, lines[1].Split(',').Length);
    }

    [Fact]
    public async Task Lifetime_OfOnlineRetailSaysThatThereIsNoMaximum()
    {
        var run = (await CommandRun.OfAsync(
            "lifetime", RepositoryPaths.DataFile("online-retail", "online-retail.csv.gz"), "--customer", "CustomerID", "--date", "InvoiceDate",
            "--amount", "Quantity*UnitPrice", "--group", "Country", "--until", "2011-12-09", "--unit", "day")).Succeeded();

        var summary = run.Summary();
        Assert.Equal("nbd", summary.GetProperty("chosen").GetString());
        Assert.False(summary.GetProperty("bgNbd").GetProperty("interiorMaximum").GetBoolean());
        Assert.Contains("not_entry_cohort", run.Output);
        Assert.Equal((4_339, 2_790), (Number(summary, "customers"), Number(summary, "repeaters")));
        Assert.Equal((135_080, 8_905), (Number(summary.GetProperty("reasons"), "value_missing"),
            Number(summary.GetProperty("reasons"), "not_a_purchase")));
        Assert.Equal(8_911_407.904, Number(summary.GetProperty("population"), "revenue"), 0.001);
        Assert.Contains(
            summary.GetProperty("groups").EnumerateArray(), group => group.GetProperty("key").GetString() == "Germany" && Number(group, "customers") == 94);
    }

    [Fact]
    public async Task Lifetime_WithFewCustomersAnswersWithTheMeanAndAWarning()
    {
        var run = (await RunAsync("who,when,paid\na,2026-01-01,10\na,2026-01-31,10\na,2026-01-31,10\nb,2026-01-01,x\nb,2026-01-11,30\n"
            + "c,2026-03-05,1\nb,2026-02-05,-5\n", "--cost", "25", "--unit", "day")).Succeeded();

        var summary = run.Summary();
        Assert.Equal(("constantRate", "meanSpend"), (summary.GetProperty("chosen").GetString(), summary.GetProperty("spendModel").GetString()));
        Assert.Equal("too_few_repeaters", summary.GetProperty("warnings")[0].GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Null, summary.GetProperty("bgNbd").ValueKind);
        Assert.Equal((7, 2, 1, 2), (Number(summary, "lines"), Number(summary, "rejected"), Number(summary, "later"), Number(summary, "customers")));

        // One repeat purchase in 58 + 48 days; 60 spent on 3 days.
        Assert.Equal(30.0 / 106, Number(summary.GetProperty("newCustomer").GetProperty("purchases"), "30d"), 1e-12);
        Assert.Equal(20, Number(summary.GetProperty("newCustomer"), "spend"), 1e-12);
        Assert.Contains("line 5: value_unreadable: column 'paid' is 'x', a number is wanted", run.Error);
        Assert.Contains("line 8: not_a_purchase: the amount -5 is below 0", run.Error);
    }

    [Fact]
    public async Task Lifetime_WithAModelThatNobodyLeavesInSaysNothingOfChurn()
    {
        var table = _folder.File("customers.csv");
        var run = (await RunAsync("who,when,paid\na,2026-01-01,10\na,2026-02-27,10\n", "--customers", table)).Succeeded();

        Assert.Contains("constantRate has nobody leave, so that churn is not known", run.Output);
        var population = run.Summary().GetProperty("population");
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null), (population.GetProperty("churn").ValueKind, population.GetProperty("alive").ValueKind));
        var lines = await File.ReadAllLinesAsync(table, TestContext.Current.CancellationToken);
        var churn = Array.IndexOf(lines[0].Split(','), "churn");
        Assert.Equal(("", ""), (lines[1].Split(',')[churn], lines[1].Split(',')[churn - 1]));
    }

    [Theory]
    [InlineData("2026-02-23", "2026-02-28", false)]
    [InlineData("2026-02-22", "2026-02-28", true)]
    public async Task Lifetime_WarnsOfAFileThatEndsLongBeforeTheObservation(string last, string until, bool warns)
    {
        // Of 53 days, 5 are less than a tenth; of 52 days, 6 are more.
        var run = (await RunAsync($"who,when,paid\na,2026-01-01,10\na,{last},-1\n")).Succeeded();

        var codes = run.Summary().GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("code").GetString());
        Assert.Equal(warns, codes.Contains("file_ends_early"));
        Assert.Equal(warns, run.Output.Contains($"6 days before --until {until}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lifetime_IsTheSameOfAShuffledGzipFile()
    {
        string[] lines = [.. Enumerable.Range(0, 300).Select(i => $"c{i % 90},2026-01-{1 + (i * 7 % 28):00},{1 + (i % 13)}")];
        var plain = (await RunAsync("who,when,paid\n" + string.Join('\n', lines))).Succeeded();
        new Random(7).Shuffle(lines);
        var file = _folder.File("transactions.gz");
        await using (var packed = new GZipStream(File.Create(file), CompressionLevel.Fastest))
        {
            await packed.WriteAsync(Encoding.UTF8.GetBytes("who,when,paid\n" + string.Join('\n', lines)), TestContext.Current.CancellationToken);
        }

        var shuffled = (await CommandRun.OfAsync(Arguments(file))).Succeeded();

        Assert.Equal(Rounded(plain.Summary().GetProperty("bgNbd")), Rounded(shuffled.Summary().GetProperty("bgNbd")));
        Assert.Equal(Rounded(plain.Summary().GetProperty("population")), Rounded(shuffled.Summary().GetProperty("population")));
    }

    [Theory]
    [InlineData("The file has no column 'paid'; it has who, when, spent", "who,when,spent\na,2026-01-01,1\n")]
    [InlineData("The file has no purchase up to 2026-02-28: 1 lines, of which 1 cannot be used and 0 are later", "who,when,paid\na,soon,1\n")]
    [InlineData("The file has no purchase up to 2026-02-28: 1 lines, of which 0 cannot be used and 1 are later", "who,when,paid\na,2026-03-01,1\n")]
    [InlineData("is empty", "")]
    public async Task Lifetime_RefusesAFileThatItCannotUse(string reason, string content)
    {
        var run = await RunAsync(content);

        Assert.Equal(2, run.Status);
        Assert.Contains(reason, run.Error);
        Assert.Equal("", run.Output);
    }

    [Theory]
    [InlineData("--until 'soon' is not a date", "--until", "soon")]
    [InlineData("--holdout-until 2026-01-01 must be after --until 2026-02-28", "--until", "2026-02-28", "--holdout-until", "2026-01-01")]
    [InlineData("--unit 'year' is not known; day and week are", "--until", "2026-02-28", "--unit", "year")]
    [InlineData("--margin '1.5': M must be a number above 0 and up to 1", "--until", "2026-02-28", "--amount", "paid", "--margin", "1.5")]
    [InlineData("--discount '11': D must be a number from 0 to 10", "--until", "2026-02-28", "--amount", "paid", "--discount", "11")]
    [InlineData("--discount 'much': D must be a number from 0 to 10", "--until", "2026-02-28", "--amount", "paid", "--discount", "much")]
    [InlineData("--horizon '1.5': MONTHS must be a whole number from 1 to 120", "--until", "2026-02-28", "--amount", "paid", "--horizon", "1.5")]
    [InlineData("--horizon '121': MONTHS must be a whole number from 1 to 120", "--until", "2026-02-28", "--amount", "paid", "--horizon", "121")]
    [InlineData("--cost goes with --amount", "--until", "2026-02-28", "--cost", "5")]
    [InlineData("There is no file", "--until", "2026-02-28")]
    public async Task Lifetime_NamesTheOptionThatItCannotUse(string reason, params string[] options)
    {
        var run = await CommandRun.OfAsync(["lifetime", _folder.File("none.csv"), "--customer", "who", "--date", "when", .. options]);

        Assert.Equal(2, run.Status);
        Assert.Contains(reason, run.Error);
    }

    [Fact]
    public async Task Lifetime_DoesNotWriteItsTableOverTheTransactions()
    {
        const string content = "who,when,paid\na,2026-01-01,1\n";
        var run = await RunAsync(content, "--customers", _folder.File("transactions.csv"));

        Assert.Equal(2, run.Status);
        Assert.Contains("name another", run.Error);
        Assert.Equal(content, await File.ReadAllTextAsync(_folder.File("transactions.csv"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Lifetime_LeavesAnEarlierTableAsItWasWhenItCannotEnd()
    {
        var table = _folder.File("customers.csv");
        await File.WriteAllTextAsync(table, "earlier", TestContext.Current.CancellationToken);
        var lines = Enumerable.Range(0, LifetimeGroups.MaxGroups + 1).Select(i => $"c{i},2026-01-01,1,g{i}");

        var run = await RunAsync("who,when,paid,own\n" + string.Join('\n', lines), "--group", "own", "--customers", table);

        Assert.Equal(2, run.Status);
        Assert.Contains("The column 'own' does not group", run.Error);
        Assert.Equal(
            ["customers.csv", "transactions.csv"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("earlier", await File.ReadAllTextAsync(table, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Arguments(string file) =>
        ["lifetime", file, "--customer", "who", "--date", "when", "--amount", "paid", "--until", "2026-02-28"];

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    /// <summary>Sums of another order may differ in their last digits.</summary>
    private static string Rounded(JsonElement element) => string.Join(
        ' ', element.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Number && property.Name != "gradientNorm")
            .Select(property => $"{property.Name} {property.Value.GetDouble():G7}"));

    private static void AssertNear(
        JsonElement summary, string model, double logLikelihood, params (string Name, double Value)[] published)
    {
        var fit = summary.GetProperty(model);
        Assert.Equal(logLikelihood, Number(fit, "logLikelihood"), 0.05);
        Assert.All(published, parameter => Assert.Equal(parameter.Value, Number(fit, parameter.Name), 0.005 * parameter.Value));
    }

    private async Task<CommandRun> RunAsync(string content, params string[] options)
    {
        var file = _folder.File("transactions.csv");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        return await CommandRun.OfAsync([.. Arguments(file), .. options]);
    }
}
