using System.Net.Http.Json;
using System.Text.Json;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tests.Live;
using DbMarketing.Web.Tests.Security;

namespace DbMarketing.Web.Tests.Decide;

public sealed class BusinessNumbersTests
{
    private static readonly string[] Numbers = ["priority", "propensity", "value", "contextWeight", "lever"];
    private static readonly object[] Hero = [new { id = "home-hero", count = 1 }];
    private static readonly object Wish = new { customerId = "u", channel = "web", placements = Hero };

    [Fact]
    public async Task Decide_UnderABrowserKey_LeavesThemOut()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var (trusted, browser, _) = await CallersAsync(server);

        Assert.Equal(Numbers, NumbersOf(await DecideAsync(trusted)));
        Assert.Empty(NumbersOf(await DecideAsync(browser)));
    }

    [Fact]
    public async Task Timeline_UnderABrowserKey_ShowsTheDecisionWithoutThem()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var (trusted, browser, _) = await CallersAsync(server);
        await DecideAsync(trusted);

        Assert.Equal(Numbers, NumbersOf(await DecisionAsync(trusted)));
        var shown = await DecisionAsync(browser);
        Assert.Empty(NumbersOf(shown));
        Assert.False(shown.TryGetProperty("seed", out _));
        Assert.Equal("welcome", shown.GetProperty("offers")[0].GetProperty("offerId").GetString());
    }

    [Fact]
    public async Task LiveFeed_UnderABrowserKey_LeavesThemOutOfOffersChangesAndWhatWasMissed()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var (trusted, _, query) = await CallersAsync(server);
        await DecideAsync(trusted);
        await using var screen = await HubSocket.ConnectAsync(server, query);

        var start = await screen.InvokeAsync("Subscribe", new { customerId = "u", channel = "web", placements = Hero, after = 0 });
        using var bought = await trusted.PostAsJsonAsync(
            "/v1/batch", new { batch = new[] { TestOffers.Order("u", "o1") } }, TestContext.Current.CancellationToken);
        var change = await screen.ChangedAsync(c => c.TryGetProperty("offers", out _));

        Assert.Empty(NumbersOf(start));
        Assert.Empty(NumbersOf(change));
        Assert.Empty(NumbersOf(start.GetProperty("missed").EnumerateArray().First(m => m.TryGetProperty("decision", out _))
            .GetProperty("decision")));
    }

    private static async Task<(HttpClient Trusted, HttpClient Browser, string Query)> CallersAsync(WebServer server)
    {
        var admin = await server.CreateKeyAsync(KeyKind.Server);
        var key = await server.CreateKeyAsync(KeyKind.Browser);
        var token = new TokenSigner(key).Sign("u");
        return (server.ClientOf(admin.Key), server.ClientOf(key.Key, token), $"?access_token={key.Key}&customer_token={token}");
    }

    private static async Task<JsonElement> DecideAsync(HttpClient client)
    {
        using var response = await client.PostAsJsonAsync("/v1/decide", Wish);
        return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<JsonElement> DecisionAsync(HttpClient client)
    {
        var page = await client.GetFromJsonAsync<JsonElement>("/v1/customers/u/timeline");
        return page.GetProperty("items").EnumerateArray().First(i => i.TryGetProperty("decision", out _)).GetProperty("decision");
    }

    private static List<string> NumbersOf(JsonElement decision)
    {
        var offer = Assert.Single(decision.GetProperty("offers").EnumerateArray());
        return [.. Numbers.Where(n => offer.TryGetProperty(n, out _))];
    }
}
