using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

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
