using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tests.Live;

namespace DbMarketing.Web.Tests.Security;

/// <summary>What somebody with a browser key, an open connection or a proxy could try.</summary>
public sealed class HardeningTests
{
    [Theory]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    [InlineData("eyJ.eyJ.x")]
    [InlineData("W10.e30.x")]
    [InlineData("{\"alg\":5}|{}")]
    [InlineData("{\"alg\":\"HS256\",\"kid\":5}|{}")]
    [InlineData("{\"alg\":\"HS256\",\"kid\":\"k\"}|{\"exp\":\"soon\"}")]
    [InlineData("{\"alg\":\"HS256\",\"kid\":\"k\"}|{\"exp\":1e400}")]
    [InlineData("{\"alg\":\"HS256\",\"kid\":\"k\"}|{\"sub\":{}}")]
    [InlineData("{\"alg\":\"HS256\",\"kid\":\"k\"}|[1]")]
    [InlineData("{\"alg\":\"HS256\",\"kid\":\"\\ud800\"}|{\"sub\":\"\\ud800\"}")]
    public async Task CustomerToken_ThatOnlyLooksLikeAJwt_IsRefusedByName(string token)
    {
        await using var server = await WebServer.StartAsync();
        var key = await server.CreateKeyAsync(KeyKind.Browser);
        using var client = server.ClientOf(key.Key, token.Contains('|', StringComparison.Ordinal) ? Encode(token) : token);

        using var response = await client.GetAsync("/v1/customers/u", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Unauthorized, "customer_token_invalid"), (response.StatusCode, await CodeOf(response)));
    }

    [Fact]
    public async Task BrowserKey_ThatMayOnlyWrite_NeitherDecidesNorReads()
    {
        await using var server = await WebServer.StartAsync();
        var key = await server.CreateKeyAsync(KeyKind.Browser, "write");
        using var client = server.ClientOf(key.Key);

        using var decided = await client.PostAsJsonAsync("/v1/decide", new { anonymousId = "a" }, TestContext.Current.CancellationToken);
        using var read = await client.GetAsync("/v1/customers/a", TestContext.Current.CancellationToken);
        using var written = await client.PostAsJsonAsync("/v1/track", new { anonymousId = "a", @event = "x" }, TestContext.Current.CancellationToken);

        Assert.Equal(("scope_missing", "scope_missing"), (await CodeOf(decided), await CodeOf(read)));
        Assert.True(written.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("""{"kind":"None","scopes":["admin"]}""")]
    [InlineData("""{"kind":"browser","origins":[null]}""")]
    [InlineData("""{"scopes":[null]}""")]
    public async Task Key_OfNoKindOrWithNothingInItsLists_IsNotMade(string wish)
    {
        await using var server = await WebServer.StartAsync();

        using var response = await server.Client.PostAsync("/v1/keys", new StringContent(wish), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task LastKey_WhenRevoked_DoesNotOpenTheServerToEverybody()
    {
        await using var server = await WebServer.StartAsync();
        var key = await server.CreateKeyAsync(KeyKind.Server);

        await server.Keys.RevokeAsync(key.Id, TestContext.Current.CancellationToken);

        using var response = await server.Client.GetAsync("/v1/statistics", TestContext.Current.CancellationToken);
        Assert.Equal("key_missing", await CodeOf(response));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    public async Task DevelopmentDefault_BehindAProxy_Refuses(string header, string value)
    {
        await using var server = await WebServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/statistics");
        request.Headers.Add(header, value);

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("not_loopback", await CodeOf(response));
    }

    [Fact]
    public async Task Connection_WhoseKeyIsRevoked_OpensNothingMore()
    {
        await using var server = await WebServer.StartAsync();
        await server.CreateKeyAsync(KeyKind.Server);
        var key = await server.CreateKeyAsync(KeyKind.Server);
        await using var screen = await HubSocket.ConnectAsync(server, "?access_token=" + key.Key);
        await screen.InvokeAsync("Subscribe", new { customerId = "u", view = true });

        await server.Keys.RevokeAsync(key.Id, TestContext.Current.CancellationToken);

        foreach (var answer in (JsonElement[])[await screen.InvokeAsync("Subscribe", new { customerId = "u", view = true }),
            await screen.InvokeAsync("SubscribeOverview")])
        {
            Assert.StartsWith("error: ", answer.GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Connection_WhoseTokenWasSignedUnderARevokedKey_Ends()
    {
        await using var server = await WebServer.StartAsync();
        var browser = await server.CreateKeyAsync(KeyKind.Browser);
        var shop = await server.CreateKeyAsync(KeyKind.Server);
        using var other = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server)).Key);
        await using var screen = await HubSocket.ConnectAsync(
            server, $"?access_token={browser.Key}&customer_token={new TokenSigner(shop).Sign("u")}");
        var followed = await screen.InvokeAsync("Subscribe", new { customerId = "u", view = true });
        Assert.True(followed.TryGetProperty("subscriptionId", out _));

        await server.Keys.RevokeAsync(shop.Id, TestContext.Current.CancellationToken);

        var refused = await screen.InvokeAsync("Subscribe", new { customerId = "u", view = true });
        Assert.StartsWith("error: ", refused.ToString(), StringComparison.Ordinal);
        await server.PostAsync("/v1/track", new { userId = "u", @event = "x" }, other);
        var last = await screen.ChangedAsync(_ => true);
        Assert.True(last.GetProperty("ended").GetBoolean());
        Assert.False(last.TryGetProperty("view", out _));
    }

    [Fact]
    public async Task HubMethod_CalledWithNothing_SaysNothingOfItsInside()
    {
        await using var server = await WebServer.StartAsync();
        await using var screen = await HubSocket.ConnectAsync(server);

        var left = await screen.InvokeAsync("Unsubscribe", [null!]);
        var followed = await screen.InvokeAsync("Subscribe", [null!]);

        Assert.NotEqual(JsonValueKind.String, left.ValueKind);
        Assert.Contains("Subscribe needs an object", followed.GetString(), StringComparison.Ordinal);
    }

    private static string Encode(string token)
    {
        var parts = token.Split('|');
        return string.Join('.', parts.Select(p => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(p)))) + ".AAAA";
    }

    private static async Task<string?> CodeOf(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("code").GetString();
}
