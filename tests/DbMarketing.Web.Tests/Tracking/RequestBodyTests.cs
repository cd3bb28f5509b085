using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Journal;
using DbMarketing.Testing;

namespace DbMarketing.Web.Tests.Tracking;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData("application/json", false)]
    [InlineData("text/plain", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    [InlineData("application/octet-stream", false)]
    [InlineData(null, false)]
    [InlineData("application/json", true)]
    [InlineData("text/plain", true)]
    [InlineData("application/x-www-form-urlencoded", true)]
    [InlineData(null, true)]
    public async Task Body_UnderAnyContentType_IsReadAsJson(string? type, bool zipped)
    {
        await using var server = await WebServer.StartAsync();
        var json = Encoding.UTF8.GetBytes("""{"batch":[{"type":"track","userId":"u","event":"x"}]}""");
        using var content = new ByteArrayContent(zipped ? Zip(json) : json);
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);

        using var response = await server.Client.PostAsync("/v1/batch", content, TestContext.Current.CancellationToken);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Equal("applied", JsonElement.Parse(text).GetProperty("results")[0].GetProperty("verdict").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_BeyondTheLimit_IsRefusedBeforeItIsRead(bool zipped)
    {
        await using var server = await WebServer.StartAsync(options => options.MaxBodyBytes = 100_000);
        var json = Encoding.UTF8.GetBytes("{\"batch\":[],\"padding\":\"" + new string(' ', 5_000_000) + "\"}");
        using var content = new ByteArrayContent(zipped ? Zip(json) : json);

        using var response = await server.Client.PostAsync("/v1/batch", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    /// <summary>
    /// Goal: the bodies of all requests together are bounded, packed or not; what is refused is stored nowhere and taken again later.
    /// Method: one request is held before it is answered, with its body.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_BeyondWhatAllMayHold_IsRefusedUntilAnotherIsAnswered(bool zipped)
    {
        var store = new HeldStore(new VolatileJournalStore(TimeProvider.System));
        using var answered = new AnsweredRequests();
        await using var server = await WebServer.StartAsync(
            options => options.MaxBodyBytesInFlight = 40_000, first: answered.InvokeAsync, journal: store);
        store.Hold();
        var held = PostAsync(server, "first", 15_000, zipped: false);
        await store.Committing;

        using var refused = await PostAsync(server, "second", 15_000, zipped);
        var problem = JsonElement.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var small = PostAsync(server, "small", 10, zipped);
        store.LetGo();
        using var first = await held;
        using var third = await small;
        await answered.WaitAsync(requests: 3);
        using var alone = await PostAsync(server, "alone", 30_000, zipped);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("overloaded", problem.GetProperty("code").GetString());
        Assert.Contains("Web:MaxBodyBytesInFlight", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.True(first.IsSuccessStatusCode && third.IsSuccessStatusCode && alone.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Body_WithMoreValuesThanAllowed_IsRefused()
    {
        await using var server = await WebServer.StartAsync(options => options.MaxBodyValues = 100);
        var json = $$"""{"batch":[],"padding":[{{string.Join(',', Enumerable.Repeat("[]", 100))}}]}""";

        using var response = await server.Client.PostAsync("/v1/batch", new StringContent(json), TestContext.Current.CancellationToken);

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_values_too_many"),
            (response.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Contains("100 JSON values (setting Web:MaxBodyValues)", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Goal: many small values are charged with what they take, not with their bytes, and so are the events of a batch.</summary>
    [Theory]
    [InlineData("""{"batch":[{"type":"track","userId":"u","event":"x"}],"padding":[VALUES]}""", "[]", 500)]
    [InlineData("""{"batch":[VALUES]}""", "1", 40)]
    [InlineData("""{"context":{"device":{"name":"PADDING"}},"batch":[VALUES]}""", "1", 5)]
    public async Task Body_OfFewBytesThatTakesMany_IsRefusedWhileOthersHoldThem(string body, string value, int count)
    {
        var store = new HeldStore(new VolatileJournalStore(TimeProvider.System));
        using var answered = new AnsweredRequests();
        await using var server = await WebServer.StartAsync(
            options => options.MaxBodyBytesInFlight = 40_000, first: answered.InvokeAsync, journal: store);
        store.Hold();
        var held = PostAsync(server, "first", 1_000, zipped: false);
        await store.Committing;
        var json = body.Replace("VALUES", string.Join(',', Enumerable.Repeat(value, count)), StringComparison.Ordinal)
            .Replace("PADDING", new string('x', 8_000), StringComparison.Ordinal);

        using var refused = await server.Client.PostAsync("/v1/batch", new StringContent(json), TestContext.Current.CancellationToken);
        store.LetGo();
        using var first = await held;
        await answered.WaitAsync(requests: 2);
        using var alone = await server.Client.PostAsync("/v1/batch", new StringContent(json), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.True(first.IsSuccessStatusCode && alone.IsSuccessStatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(WebServer server, string user, int padding, bool zipped)
    {
        var json = Encoding.UTF8.GetBytes(
            $$"""{"batch":[{"type":"track","userId":"{{user}}","event":"x"}],"padding":"{{new string(' ', padding)}}"}""");
        using var content = new ByteArrayContent(zipped ? Zip(json) : json);
        return await server.Client.PostAsync("/v1/batch", content, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Body_ThatOnlyLooksLikeGzip_IsAProblem()
    {
        await using var server = await WebServer.StartAsync();

        using var response =
            await server.Client.PostAsync("/v1/batch", new ByteArrayContent([0x1f, 0x8b, 1, 2, 3, 4]),
                TestContext.Current.CancellationToken);

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("gzip_invalid", problem.GetProperty("code").GetString());
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
