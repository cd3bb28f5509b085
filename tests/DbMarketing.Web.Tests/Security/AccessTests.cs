using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Tests.Security;

public sealed class AccessTests
{
    [Fact]
    public async Task DevelopmentDefault_ForAHostThatIsNotLoopback_Refuses()
    {
        await using var server = await WebServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/statistics");
        request.Headers.Host = "rebound.example";

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("not_loopback", await CodeOf(response));
    }

    [Fact]
    public async Task DevelopmentDefault_ForAForeignOrigin_Refuses()
    {
        await using var server = await WebServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/statistics");
        request.Headers.Add("Origin", "https://evil.example");

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("not_loopback", await CodeOf(response));
    }

    [Fact]
    public async Task DevelopmentDefault_OnceAKeyExists_Ends()
    {
        await using var server = await WebServer.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/v1/statistics", TestContext.Current.CancellationToken)).StatusCode);

        await server.CreateKeyAsync(KeyKind.Server);

        using var response = await server.Client.GetAsync("/v1/statistics", TestContext.Current.CancellationToken);
        Assert.Equal("key_missing", await CodeOf(response));
    }

    [Fact]
    public async Task BrowserKey_FromAnotherOrigin_IsRefused()
    {
        await using var server = await WebServer.StartAsync();
        var key = await server.CreateKeyAsync(KeyKind.Browser);
        using var client = server.ClientOf(key.Key);
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example");

        using var response =
            await client.PostAsJsonAsync("/v1/track", new { anonymousId = "a", @event = "x" }, TestContext.Current.CancellationToken);

        Assert.Equal("origin_not_allowed", await CodeOf(response));
    }

    [Theory]
    [InlineData(KeyKind.Browser, false)]
    [InlineData(KeyKind.Server, true)]
    public async Task OnlyATrustedKey_MarksACustomerAsTest(KeyKind kind, bool marked)
    {
        await using var server = await WebServer.StartAsync();
        var reader = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server)).Key);
        using var client = server.ClientOf((await server.CreateKeyAsync(kind)).Key);

        using var sent = await client.PostAsJsonAsync(
            "/v1/page", new { userId = "vc", messageId = "q", context = new { test = true } }, TestContext.Current.CancellationToken);
        var customer = await reader.GetFromJsonAsync<JsonElement>("/v1/customers/vc", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Equal(marked, customer.TryGetProperty("test", out var test) && test.GetBoolean());
    }

    [Fact]
    public async Task Key_WithoutTheScope_IsRefused()
    {
        await using var server = await WebServer.StartAsync();
        var key = await server.CreateKeyAsync(KeyKind.Server, "write");
        using var client = server.ClientOf(key.Key);

        using var response = await client.GetAsync("/v1/ledger", TestContext.Current.CancellationToken);

        Assert.Equal("scope_missing", await CodeOf(response));
    }

    [Fact]
    public async Task Decide_WithInteractions_NeedsTheScopeToWriteThem()
    {
        await using var server = await WebServer.StartAsync();
        using var client = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server, "decide")).Key);
        object[] events = [new { type = "track", @event = "x" }];
        var body = new { customerId = "u", channel = "web", placements = new[] { new { id = "home-hero", count = 1 } }, interactions = events };

        using var response = await client.PostAsJsonAsync("/v1/decide", body, TestContext.Current.CancellationToken);

        Assert.Equal("scope_missing", await CodeOf(response));
    }

    [Fact]
    public async Task CustomerToken_SignedByAKeyThatMayNotRead_IsRefused()
    {
        await using var server = await WebServer.StartAsync();
        var browser = await server.CreateKeyAsync(KeyKind.Browser);
        var importer = new TokenSigner(await server.CreateKeyAsync(KeyKind.Server, "write"));
        using var client = server.ClientOf(browser.Key, importer.Sign("u"));

        using var response = await client.GetAsync("/v1/customers/u", TestContext.Current.CancellationToken);

        Assert.Equal("customer_token_invalid", await CodeOf(response));
    }

    [Fact]
    public async Task Key_WhenRevoked_EndsAtOnce()
    {
        await using var server = await WebServer.StartAsync();
        await server.CreateKeyAsync(KeyKind.Server);
        var key = await server.CreateKeyAsync(KeyKind.Server);
        using var client = server.ClientOf(key.Key);
        Assert.True((await client.GetAsync("/v1/ledger", TestContext.Current.CancellationToken)).IsSuccessStatusCode);

        await server.Keys.RevokeAsync(key.Id, TestContext.Current.CancellationToken);

        using var response = await client.GetAsync("/v1/ledger", TestContext.Current.CancellationToken);
        Assert.Equal("key_unknown", await CodeOf(response));
    }

    [Fact]
    public async Task Requests_BeyondTheRate_Get429BeforeAnythingIsStored()
    {
        await using var server = await WebServer.StartAsync(options => options.ServerRequestsPerSecond = 1);
        var key = await server.CreateKeyAsync(KeyKind.Server);
        using var client = server.ClientOf(key.Key);
        var (applied, refused) = (0, 0);
        for (var i = 0; i < 12; i++)
        {
            using var response =
                await client.PostAsJsonAsync("/v1/track", new { userId = "u", messageId = "m" + i, @event = "x" },
                    TestContext.Current.CancellationToken);
            applied += response.IsSuccessStatusCode ? 1 : 0;
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                refused++;
                Assert.True(response.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
            }
        }

        Assert.True(refused > 0);
        Assert.Equal(12, applied + refused);
    }

    [Fact]
    public async Task Key_MadeWithoutAName_IsCalledByItsKindAndTime()
    {
        await using var server = await WebServer.StartAsync();
        await server.Keys.CreateAsync(new NewKey { Kind = KeyKind.Server }, TestContext.Current.CancellationToken);

        var key = Assert.Single(await server.Keys.ListAsync(TestContext.Current.CancellationToken));

        Assert.Matches(@"^server key of \d{4}-\d\d-\d\d \d\d:\d\d$", key.Name);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://[::1]:5080", true)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://[::]:5080", false)]
    [InlineData("https://shop.example", false)]
    [InlineData("http://127.0.0.1.evil.example", false)]
    public async Task Start_WithoutAKeyOutsideLoopback_IsRefusedWithAWayOut(string url, bool allowed)
    {
        await using var server = await WebServer.StartAsync();

        var refusal = await StartCheck.RefusalAsync(
            [url], server.Services.GetRequiredService<IJournalStore>(), TestContext.Current.CancellationToken);

        Assert.Equal(allowed, refusal is null);
        Assert.True(allowed || refusal!.Contains("keys create", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CustomerToken_WithAWrongLifetimeSignatureAlgorithmOrACriticalHeader_IsRefused()
    {
        await using var server = await WebServer.StartAsync();
        var key = await server.CreateKeyAsync(KeyKind.Browser);
        var signer = new TokenSigner(key);
        var now = TimeProvider.System.GetUtcNow();
        var forged = new TokenSigner(key with { SigningSecret = "0123456789012345678901234567890123456789" });
        foreach (var token in (string[])[signer.Sign("u", now.AddHours(-1)), signer.Sign("u", now.AddDays(2)),
            signer.Sign("u", now.AddHours(1), "none"), forged.Sign("u"),
            signer.Sign("u", now.AddHours(1), critical: ["b64"]), signer.Sign("u", now.AddHours(1), critical: [])])
        {
            using var client = server.ClientOf(key.Key, token);
            using var response = await client.GetAsync("/v1/customers/u", TestContext.Current.CancellationToken);

            Assert.Equal("customer_token_invalid", await CodeOf(response));
        }
    }

    [Fact]
    public async Task Preflight_OfABrowserClient_IsGranted()
    {
        await using var server = await WebServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/t");
        request.Headers.Add("Origin", "http://localhost:3000");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "anonymousid,authorization,content-type,x-retry-count");

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("http://localhost:3000", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        var allowed = response.Headers.GetValues("Access-Control-Allow-Headers").Single().Split(", ");
        Assert.Subset(allowed.ToHashSet(), new HashSet<string> { "anonymousid", "authorization", "content-type", "x-retry-count" });
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", 404)]
    [InlineData("PUT", "/v1/decide", 405)]
    public async Task Failures_OfRouting_AreProblemDocuments(string method, string path, int status)
    {
        await using var server = await WebServer.StartAsync();

        using var response =
            await server.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    private static async Task<string?> CodeOf(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("code").GetString();
}
