using System.Net;
using System.Text;
using System.Text.Json;

namespace DbMarketing.Web.Tests.Decide;

/// <summary>Decide requests at the ends of what they may hold.</summary>
public sealed class DecideLimitsTests
{
    private const string Head = """{"customerId":"u","channel":"web","placements":[{"id":"home-hero"}]""";

    [Theory]
    [InlineData("context", "$.context", "has 20000 keys; at most 32 are allowed")]
    [InlineData("CONTEXT", "$.CONTEXT", "has 20000 keys; at most 32 are allowed")]
    [InlineData("placements", "$.placements", "has 20000 entries; at most 16 are allowed")]
    [InlineData("interactions", "$.interactions", "has 20000 entries; at most 100 are allowed")]
    public async Task List_ThatIsFarTooLong_IsRefusedInAFewWords(string name, string path, string reason)
    {
        await using var server = await WebServer.StartAsync();
        var entries = Enumerable.Range(0, 20_000).Select(i => name.Equals("context", StringComparison.OrdinalIgnoreCase)
            ? $"\"key-{i}\":{{}}" : "{}");
        var list = string.Join(',', entries);
        var json = Head + $",\"{name}\":{(path.EndsWith("ontext", StringComparison.OrdinalIgnoreCase) ? $"{{{list}}}" : $"[{list}]")}}}";

        var (status, text) = await PostAsync(server, json);

        var fault = Assert.Single(JsonElement.Parse(text).GetProperty("errors").EnumerateArray());
        Assert.Equal((HttpStatusCode.BadRequest, path, reason),
            (status, fault.GetProperty("path").GetString(), fault.GetProperty("reason").GetString()));
        Assert.InRange(text.Length, 1, 1_000);
    }

    [Fact]
    public async Task List_ThatComesManyTimes_IsNotToldOfAsOften()
    {
        await using var server = await WebServer.StartAsync();
        var list = $"\"context\":{{{string.Join(',', Enumerable.Range(0, 33).Select(i => $"\"k{i}\":1"))}}}";

        var (status, text) = await PostAsync(server, Head + "," + string.Join(',', Enumerable.Repeat(list, 100)) + "}");

        Assert.Equal((HttpStatusCode.BadRequest, 8), (status, JsonElement.Parse(text).GetProperty("errors").GetArrayLength()));
    }

    [Fact]
    public async Task Text_ThatIsToldBack_IsCut()
    {
        await using var server = await WebServer.StartAsync();
        var name = new string('n', 500_000);

        var (status, text) = await PostAsync(server, Head + $",\"context\":{{\"{name}\":1}},\"interactions\":{{\"{name}\":1}}}}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.InRange(text.Length, 1, 5_000);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", false)]
    [InlineData("1969-12-31T23:59:59Z", false)]
    [InlineData("1970-01-01T00:00:00Z", true)]
    [InlineData("9999-12-31T23:59:59.9999999Z", false)]
    [InlineData("9999-12-31T23:59:59-14:00", false)]
    public async Task AsOf_FarFromNow_IsRefusedByNameValueAndLimits(string asOf, bool allowed)
    {
        await using var server = await WebServer.StartAsync();

        var (status, text) = await PostAsync(server, Head + $",\"dryRun\":true,\"asOf\":\"{asOf}\"}}");

        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.BadRequest, status);
        Assert.True(allowed || text.Contains("$.asOf", StringComparison.Ordinal), text);
    }

    [Theory]
    [InlineData("from=0001-01-01T00:00:00Z&until=0001-01-02T00:00:00Z")]
    [InlineData("until=0001-01-02T00:30:00-14:00")]
    [InlineData("until=9999-12-31T23:59:59.9999999Z")]
    [InlineData("from=9999-12-01T00:00:00Z&until=9999-12-31T00:00:00Z")]
    [InlineData("from=9999-12-31T23:59:59-14:00")]
    public async Task LedgerRange_FarFromNow_IsRefused(string range)
    {
        await using var server = await WebServer.StartAsync();

        using var response = await server.Client.GetAsync("/v1/ledger?" + range.Replace("+", "%2B", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(WebServer server, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync("/v1/decide", content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
