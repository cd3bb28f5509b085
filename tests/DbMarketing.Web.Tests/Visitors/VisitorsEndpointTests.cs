using System.Net.Http.Json;
using DbMarketing.Web.Visitors;

namespace DbMarketing.Web.Tests.Visitors;

public sealed class VisitorsEndpointTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refresh_InABodyOfAnyFraming_KeepsTheVisitor(bool chunked)
    {
        await using var server = await WebServer.StartAsync();
        var minted = await MintAsync(server, null);
        using var body = JsonContent.Create(new { token = minted.Token });
        await body.LoadIntoBufferAsync(TestContext.Current.CancellationToken);

        var refreshed = await MintAsync(server, body, chunked);

        Assert.Equal(minted.AnonymousId, refreshed.AnonymousId);
    }

    [Fact]
    public async Task Visitor_WhoSendsNoBody_IsNew()
    {
        await using var server = await WebServer.StartAsync();

        Assert.NotEqual((await MintAsync(server, null)).AnonymousId, (await MintAsync(server, null)).AnonymousId);
    }

    private static async Task<VisitorReply> MintAsync(WebServer server, HttpContent? body, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/visitors") { Content = body };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<VisitorReply>(TestContext.Current.CancellationToken))!;
    }
}
