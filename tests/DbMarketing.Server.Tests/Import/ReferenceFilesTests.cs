using System.Globalization;
using System.IO.Compression;
using DbMarketing.Server.Tests.Commands;
using DbMarketing.Testing;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Tests.Import;

/// <summary>The public data sets come out as their README says, in any order of their lines and however often they are imported.</summary>
public sealed class ReferenceFilesTests : IDisposable
{
    private static readonly string[] s_rees46 = ["clickstream", "rees46", "2019-Oct-first17434.csv"];
    private static readonly string[] s_cdnow = ["cdnow", "CDNOW_master.txt"];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Rees46_ReproducesItsCounts_TwiceAndShuffled()
    {
        var (_, customers) = await ImportEveryWayAsync(RepositoryPaths.DataFile(s_rees46), "rees46", 1);

        Assert.Equal(4_504, customers.Count);
        Assert.Equal(17_055, customers.Values.Sum(c => c.Views));
        Assert.Equal(165, customers.Values.Sum(c => c.Carts));
        Assert.Equal(214, customers.Values.Sum(c => c.Orders));
        Assert.Equal(214, customers.Values.Sum(c => c.Frequency));
        Assert.Equal(59_442.63m, customers.Values.Sum(c => c.Monetary));
    }

    [Fact]
    public async Task CdnowSample_IsTheSame_TwiceAndShuffled()
    {
        var (_, customers) = await ImportEveryWayAsync(RepositoryPaths.DataFile("cdnow", "CDNOW_sample.txt"), "cdnow-sample", 0);

        Assert.Equal((2_357, 6_919), (customers.Count, customers.Values.Sum(c => c.Frequency)));
    }

    [Fact]
    public async Task Cdnow_EqualsAnIndependentComputation_TwiceAndShuffled()
    {
        var file = RepositoryPaths.DataFile(s_cdnow);
        var (_, customers) = await ImportEveryWayAsync(file, "cdnow", 1);

        Assert.Equal(23_570, customers.Count);
        Assert.Equal(69_659, customers.Values.Sum(c => c.Frequency));
        Assert.Equal(2_500_315.63m, customers.Values.Sum(c => c.Monetary));
        var expected = (await ReadLinesAsync(file)).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(fields => fields.Length == 4)
            .GroupBy(fields => "k:" + fields[0])
            .ToDictionary(group => group.Key, group => (
                Count: group.Count(),
                Sum: group.Sum(fields => decimal.Parse(fields[3], CultureInfo.InvariantCulture)),
                Days: group.Select(fields => fields[1]).Distinct().Count(),
                Last: group.Max(fields => DateTime.ParseExact(fields[1], "yyyyMMdd", CultureInfo.InvariantCulture))));
        Assert.Equal(
            expected.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)),
            customers.Select(pair => (
                pair.Key, (pair.Value.Frequency, pair.Value.Monetary, pair.Value.PurchaseDays,
                    pair.Value.LastPurchaseAt!.Value.UtcDateTime))));
    }

    [Fact]
    public async Task OnlineRetail_ComesOutToTheCent_TwiceAndShuffled()
    {
        var file = RepositoryPaths.DataFile("online-retail", "online-retail.csv.gz");
        var (run, customers) = await ImportEveryWayAsync(file, "online-retail", 1);

        Assert.Equal((541_909, 406_789, 0, 135_120),
            (run.Number("lines"), run.Number("applied"), run.Number("duplicate"), run.Number("rejected")));
        Assert.Equal(135_080, run.Summary().GetProperty("reasons").GetProperty("customer_missing").GetInt64());
        Assert.Equal(4_338, customers.Values.Count(c => c.Frequency > 0));
        Assert.Equal(18_532, customers.Values.Sum(c => c.Frequency));
        Assert.Equal(8_911_407.904m, customers.Values.Sum(c => c.Monetary + c.Refunded));
        Assert.Equal(8_300_065.814m, customers.Values.Sum(c => c.Monetary));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Imports a file twice, and elsewhere once with its lines shuffled: the two states are equal.</summary>
    /// <returns>The first run, and the state.</returns>
    private async Task<(CommandRun Run, SortedDictionary<string, ImportedCustomer> State)> ImportEveryWayAsync(
        string file, string mapping, int headerLines)
    {
        var once = await ImportAsync(file, mapping, "data");
        var again = await ImportAsync(file, mapping, "data");
        Assert.Equal(
            (0, once.Number("applied"), once.Number("rejected")),
            (again.Number("applied"), again.Number("duplicate"), again.Number("rejected")));
        await VerifyAsync("data");
        var twice = await StateAsync("data");

        var shuffled = _folder.File("shuffled");
        var lines = await ReadLinesAsync(file);
        var body = lines[headerLines..];
        new Random(7).Shuffle(body);
        await File.WriteAllLinesAsync(shuffled, [.. lines[..headerLines], .. body], TestContext.Current.CancellationToken);
        var other = await ImportAsync(shuffled, mapping, "shuffled-data");
        Assert.Equal(
            (once.Number("applied"), 0, once.Number("rejected")),
            (other.Number("applied"), other.Number("duplicate"), other.Number("rejected")));
        AssertEqual(twice, await StateAsync("shuffled-data"));
        return (once, twice);
    }

    /// <summary>Names the customers that differ; a comparison of the whole would print thousands that do not.</summary>
    private static void AssertEqual(
        SortedDictionary<string, ImportedCustomer> expected, SortedDictionary<string, ImportedCustomer> actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.Empty(expected.Where(pair => pair.Value != actual[pair.Key]).Take(3).Select(pair => $"{pair} but {actual[pair.Key]}"));
    }

    private static async Task<string[]> ReadLinesAsync(string path)
    {
        await using var file = File.OpenRead(path);
        var packed = path.EndsWith(".gz", StringComparison.Ordinal);
        await using Stream content = packed ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(content);
        var lines = new List<string>();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            lines.Add(line);
        }

        return [.. lines];
    }

    private async Task VerifyAsync(string data) => Assert.True(
        (await CommandRun.OfAsync("verify", "--data", _folder.File(data))).Succeeded().Summary().GetProperty("ok").GetBoolean());

    private async Task<CommandRun> ImportAsync(string file, string mapping, string data) =>
        (await CommandRun.OfAsync("import", file, "--mapping", mapping, "--data", _folder.File(data))).Succeeded();

    private Task<SortedDictionary<string, ImportedCustomer>> StateAsync(string data) =>
        ImportedState.ReadAsync(new Storage(_folder.File(data), null));
}
