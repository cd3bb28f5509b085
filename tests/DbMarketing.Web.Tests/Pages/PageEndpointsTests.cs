namespace DbMarketing.Web.Tests.Pages;

public sealed class PageEndpointsTests
{
    [Theory]
    [InlineData("/nowhere", "text/html,*/*", "text/html")]
    [InlineData("/v1/nowhere", "text/html,*/*", "application/problem+json")]
    [InlineData("/nowhere", "application/json", "application/problem+json")]
    [InlineData("/assets/nowhere.js", "text/html", "application/problem+json")]
    public async Task Get_OfNothing_IsAPageForPeopleAndAProblemForPrograms(string path, string accept, string type)
    {
        await using var server = await WebServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/shop/cart", "text/html")]
    [InlineData("/population/segments/loyal", "text/html")]
    [InlineData("/docs", "text/html")]
    [InlineData("/docs/docs.js", "text/javascript")]
    public async Task Head_IsAnsweredAsGetWithoutTheBody(string path, string type)
    {
        await using var server = await WebServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
