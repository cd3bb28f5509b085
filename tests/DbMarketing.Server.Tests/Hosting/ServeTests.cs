using System.Net.Http.Json;
using System.Text.Json;
using DbMarketing.Server.Tests.Commands;
using DbMarketing.Server.Tests.Import;
using DbMarketing.Testing;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Tests.Hosting;

public sealed class ServeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("rees46", 17_434, 0, "clickstream", "rees46", "2019-Oct-first17434.csv")]
    [InlineData("cdnow", 69_659, 0, "cdnow", "CDNOW_master.txt")]
    [InlineData("online-retail", 406_789, 135_120, "online-retail", "online-retail.csv.gz")]
    public async Task Import_IntoARunningServerEndsInTheSameState(string mapping, int applied, int rejected, params string[] path)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var file = RepositoryPaths.DataFile(path);
        using (var server = await ServerProcess.ServeAsync(["--data", _folder.File("served")], cancellationToken))
        {
            Assert.Equal((applied, 0, rejected), await ImportAsync(file, mapping, server));
            await server.KillAsync();
        }

        (await CommandRun.OfAsync("import", file, "--mapping", mapping, "--data", _folder.File("direct"))).Succeeded();

        // The source of what a server gets is its key's, and hashes of message ids contain it: all but the hash of the state is equal.
        var direct = await ImportedState.ReadAsync(new Storage(_folder.File("direct"), null));
        var served = await ImportedState.ReadAsync(new Storage(_folder.File("served"), null));
        Assert.Equal(direct.Keys, served.Keys);
        Assert.Empty(direct
            .Where(pair => pair.Value != served[pair.Key] with { State = pair.Value.State })
            .Take(3).Select(pair => $"{pair} but {served[pair.Key]}"));
    }

    [Theory]
    [InlineData("2026-03-02T12:00:00", "2026-03-02T12:00:00.000Z")]
    [InlineData("2026-03-02T12:00:00+02:00", "2026-03-02T10:00:00.000Z")]
    public async Task Timestamp_WithoutAnOffset_IsUtc_WhateverTheZoneOfTheMachine(string written, string understood)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var server = await ServerProcess.ServeAsync(["--data", _folder.File("served")], cancellationToken, "Asia/Seoul");
        using var http = new HttpClient { BaseAddress = server.Url };

        using var posted = await http.PostAsJsonAsync(
            "/v1/track", new { userId = "anna", @event = "Looked", timestamp = written }, cancellationToken);
        var timeline = await http.GetFromJsonAsync<JsonElement>("/v1/customers/anna/timeline", cancellationToken);

        var interaction = timeline.GetProperty("items").EnumerateArray()
            .First(static item => item.TryGetProperty("interaction", out _)).GetProperty("interaction");
        Assert.Equal(understood, interaction.GetProperty("occurredAt").GetString());
    }

    [Fact]
    public async Task Import_IntoARunningServerAppliesNothingTwice()
    {
        var file = RepositoryPaths.DataFile("clickstream", "rees46", "2019-Oct-first17434.csv");
        using var server = await ServerProcess.ServeAsync(["--data", _folder.File("served")], TestContext.Current.CancellationToken);

        Assert.Equal((17_434, 0, 0), await ImportAsync(file, "rees46", server));
        Assert.Equal((0, 17_434, 0), await ImportAsync(file, "rees46", server));
    }

    /// <summary>A server never hears of a line that cannot be read, so the import's own report must name it.</summary>
    [Fact]
    public async Task Import_IntoARunningServerReportsTheLinesThatItCannotSend()
    {
        var (file, rejects) = (_folder.File("lines.csv"), _folder.File("rejects"));
        await File.WriteAllTextAsync(file, LinesWithFaults, TestContext.Current.CancellationToken);
        using var server = await ServerProcess.ServeAsync(["--data", _folder.File("served")], TestContext.Current.CancellationToken);

        var sent = (await CommandRun.OfAsync(
            "import", file, "--mapping", "rees46", "--to", server.Url!.ToString(), "--rejects", rejects)).Succeeded();
        var direct = (await CommandRun.OfAsync("import", file, "--mapping", "rees46", "--data", _folder.File("direct"))).Succeeded();

        Assert.Equal(
            (5, 1, 0, 4), (sent.Number("lines"), sent.Number("applied"), sent.Number("duplicate"), sent.Number("rejected")));
        Assert.Equal(direct.Summary().GetProperty("reasons").ToString(), sent.Summary().GetProperty("reasons").ToString());
        Assert.Equal(
            ["3", "4", "5", "6"],
            (await File.ReadAllLinesAsync(rejects, TestContext.Current.CancellationToken)).Select(line => line.Split('\t')[0]).Order());
        Assert.All(["line 3: ", "line 4: ", "line 5: ", "line 6: "], words => Assert.Contains(words, sent.Error));
    }

    [Fact]
    public async Task Import_WithoutAKeyWhereOneIsNeeded_SaysWhichAndHowToGiveIt()
    {
        var (file, data) = (_folder.File("lines.csv"), _folder.File("served"));
        await File.WriteAllTextAsync(file, LinesWithFaults, TestContext.Current.CancellationToken);
        var made = (await CommandRun.OfAsync("keys", "create", "--name", "desk", "--scopes", "read", "--data", data)).Succeeded();
        var key = made.Output.Split('\n')[1].Split("key ")[1].Trim();
        using var server = await ServerProcess.ServeAsync(["--data", data], TestContext.Current.CancellationToken);
        string[] import = ["import", file, "--mapping", "rees46", "--to", server.Url!.ToString()];

        var without = await CommandRun.OfAsync(import);
        var unknown = await CommandRun.OfAsync([.. import, "--key", "any"]);
        var tooLittle = await CommandRun.OfAsync([.. import, "--key", key]);

        Assert.All([without, unknown, tooLittle], static run => Assert.Equal(2, run.Status));
        Assert.Contains("needs a key with the scope write, and none was given. Give it with --key KEY;", without.Error);
        Assert.Contains("does not take the key of --key, which must be one of its own with the scope write: The API key is not", unknown.Error);
        Assert.Contains("one of its own with the scope write: Key ", tooLittle.Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_SaysWhichCurrenciesDoNotCount(bool served)
    {
        var (file, mapping) = (_folder.File("orders.csv"), _folder.File("orders.json"));
        await File.WriteAllTextAsync(file, OrdersInThreeCurrencies, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(mapping, OrderMapping, TestContext.Current.CancellationToken);
        using var server = served
            ? await ServerProcess.ServeAsync(["--data", _folder.File("served")], TestContext.Current.CancellationToken)
            : null;
        string[] target = server is null ? ["--data", _folder.File("direct")] : ["--to", server.Url!.ToString()];

        var run = (await CommandRun.OfAsync(["import", file, "--mapping", mapping, .. target])).Succeeded();

        Assert.Equal(4, run.Number("applied"));
        Assert.Equal("""{"CHF":2}""", run.Summary().GetProperty("uncounted").ToString());
        Assert.Contains("2 orders and refunds in CHF are kept, but their amounts do not count", run.Error);
    }

    [Fact]
    public async Task Serve_RefusesADatabaseThatIsServed()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var first = await ServerProcess.ServeAsync(["--data", _folder.Path], cancellationToken);

        var second = await CommandRun.OfAsync("serve", "--urls", "http://127.0.0.1:0", "--data", _folder.Path);

        Assert.Equal(2, second.Status);
        Assert.Contains("process ", second.Error);
        Assert.Equal(2, (await CommandRun.OfAsync("reset", "--yes", "--data", _folder.Path)).Status);
    }

    [Fact]
    public async Task Database_WhenMade_IsForItsUserOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        (await CommandRun.OfAsync("keys", "create", "--name", "shop", "--scopes", "write", "--data", _folder.Path)).Succeeded();

        foreach (var file in Directory.GetFiles(_folder.Path, "journal.db").Append(_folder.File("server.secret")))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(long Applied, long Duplicate, long Rejected)> ImportAsync(string file, string mapping, ServerProcess server)
    {
        string[] import = ["import", file, "--mapping", mapping, "--to", server.Url!.ToString(), "--key", "any"];
        var run = (await CommandRun.OfAsync(import)).Succeeded();
        return (run.Number("applied"), run.Number("duplicate"), run.Number("rejected"));
    }

    private const string OrdersInThreeCurrencies =
        """
        at,who,amount,currency
        2026-01-01 00:00:00,7,10,CHF
        2026-01-01 00:00:01,7,20,USD
        2026-01-01 00:00:02,8,30,CHF
        2026-01-01 00:00:03,8,40,EUR
        """;

    private const string OrderMapping =
        """
        {
          "name": "orders", "description": "Orders.", "format": "csv", "header": true, "source": "import.orders",
          "customer": { "column": "who" }, "time": { "column": "at", "formats": ["yyyy-MM-dd HH:mm:ss"] },
          "events": [{ "type": "orderCompleted", "amount": { "column": "amount" }, "currency": { "column": "currency" } }]
        }
        """;

    private const string LinesWithFaults =
        """
        event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
        2019-10-01 00:00:00 UTC,view,1,2,toys.bricks,b,35.79,7,s
        some words
        yesterday,view,1,2,toys.bricks,b,35.79,7,s
        2019-10-01 00:00:02 UTC,view,1,2,toys.bricks,b,much,7,s
        2019-10-01 00:00:02 UTC,view,1,2,toys.bricks,b,35.79,null,s
        """;
}
