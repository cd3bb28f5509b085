using System.Net;
using System.Text;
using System.Text.Json;

namespace DbMarketing.Web.Tests.Tracking;

/// <summary>Text that is no Unicode, nesting and masses where no event is to blame: always a named answer.</summary>
public sealed class UnreadableTextTests
{
    private const string Event = """{"type":"track","event":"x","userId":"u","context":{"b":1},"timestamp":"2026-11-22T09:00:00Z"}""";

    [Theory]
    [InlineData("""{"sentAt":"\ud800","batch":[EVENT]}""")]
    [InlineData("""{"context":{"a":"\ud800"},"batch":[EVENT]}""")]
    [InlineData("""{"context":{"\ud800":1},"batch":[EVENT]}""")]
    [InlineData("""{"\ud800":1,"batch":[EVENT]}""")]
    public async Task Batch_WithAnUnreadableEnvelope_IsAProblem(string body) =>
        Assert.Equal((400, "text_invalid"), await PostAsync("/v1/batch", body.Replace("EVENT", Event, StringComparison.Ordinal)));

    [Fact]
    public async Task Batch_WithASharedContextOfNonsenseDepth_IsAProblem() => Assert.Equal((400, "event_too_deep"), await PostAsync(
        "/v1/batch", "{\"context\":" + string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200) + ",\"batch\":[" + Event + "]}"));

    [Fact]
    public async Task Batch_OfManyTimesTheLimit_IsRefusedWhole() => Assert.Equal((413, "batch_too_long"), await PostAsync(
        "/v1/batch", "{\"batch\":[" + string.Concat(Enumerable.Repeat("0,", 20_000)) + "0]}"));

    [Fact]
    public async Task Key_InAnUnreadableBody_IsMissing() =>
        Assert.Equal((401, "key_missing"), await PostAsync("/v1/batch", """{"writeKey":"\ud800","batch":[]}""", withKeys: true));

    [Fact]
    public async Task Context_OfADecideThatIsNoUnicode_IsNamed() => Assert.Equal((400, "decide_invalid"), await PostAsync(
        "/v1/decide", """{"customerId":"u","channel":"web","placements":[{"id":"p"}],"context":{"a":"\ud800"}}"""));

    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    public async Task Interaction_OfADecideThatIsNoUnicode_IsRefusedBesideAGoodOne(string properties)
    {
        await using var server = await WebServer.StartAsync();
        var body = """{"customerId":"u","channel":"web","placements":[{"id":"p"}],"interactions":[{"event":"bad","properties":PROPERTIES},{"event":"good"}]}"""
            .Replace("PROPERTIES", properties, StringComparison.Ordinal);

        using var response = await server.Client.PostAsync("/v1/decide", Json(body), TestContext.Current.CancellationToken);

        var verdicts = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("verdicts");
        Assert.Equal("text_invalid", verdicts[0].GetProperty("code").GetString());
        Assert.Equal("applied", verdicts[1].GetProperty("verdict").GetString());
    }

    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    public async Task Playbook_ThatIsNoUnicode_HasFaults(string body) => Assert.Equal(422, (await PostAsync("/v1/playbook", body)).Status);

    [Fact]
    public async Task Playbook_OfNonsenseDepth_HasFaults() =>
        Assert.Equal(422, (await PostAsync("/v1/playbook", "{\"a\":" + new string('[', 300) + new string(']', 300) + "}")).Status);

    [Fact]
    public async Task Ledger_UntilTheFirstInstant_IsAProblem()
    {
        await using var server = await WebServer.StartAsync();

        using var response = await server.Client.GetAsync("/v1/ledger?until=0001-01-01T00:00:00Z", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static async Task<(int Status, string? Code)> PostAsync(string path, string body, bool withKeys = false)
    {
        await using var server = await WebServer.StartAsync();
        if (withKeys)
        {
            await server.CreateKeyAsync(DbMarketing.Web.Security.KeyKind.Server);
        }

        using var response = await server.Client.PostAsync(path, Json(body), TestContext.Current.CancellationToken);
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return ((int)response.StatusCode, answer.GetProperty("code").GetString());
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
