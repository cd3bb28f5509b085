using System.Net.Http.Json;
using System.Text.Json;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tests.Security;

namespace DbMarketing.Web.Tests.Customers;

public sealed class AbsorbedHistoriesTests
{
    private const string Signed = "signed-in";
    private const int MaxItems = 50;

    [Fact]
    public async Task Timeline_AfterASignIn_CarriesWhatTheVisitorDidBefore()
    {
        await using var server = await WebServer.StartAsync();
        await VisitAsync(server.Client, "visitor", "seen-1", "seen-2");
        await SignInAsync(server, server.Client, "visitor");

        var absorbed = await AbsorbedAsync(server.Client, Signed);

        Assert.Equal(["seen-2", "seen-1"], MessagesOf(absorbed));
        Assert.False(absorbed.GetProperty("more").GetBoolean());
    }

    [Fact]
    public async Task Timeline_OfALongVisit_CarriesTheNewestOfItAndSaysThatThereIsMore()
    {
        await using var server = await WebServer.StartAsync();
        var messages = Enumerable.Range(0, MaxItems + 5).Select(i => $"seen-{i:00}").ToArray();
        await VisitAsync(server.Client, "visitor", messages);
        await SignInAsync(server, server.Client, "visitor");

        var absorbed = await AbsorbedAsync(server.Client, Signed);

        Assert.Equal(MaxItems, absorbed.GetProperty("items").GetArrayLength());
        Assert.True(absorbed.GetProperty("more").GetBoolean());
        Assert.Equal(messages[^1], MessagesOf(absorbed)[0]);
    }

    [Fact]
    public async Task Timeline_OfAnIdThatHadAbsorbedAnother_CarriesBoth()
    {
        await using var server = await WebServer.StartAsync();
        await VisitAsync(server.Client, "visitor", "seen-1");
        await SignInAsync(server, server.Client, "visitor");
        await server.PostAsync("/v1/identify", new { userId = "a-first", messageId = "first" });
        await server.PostAsync("/v1/alias", new { userId = "a-first", previousId = Signed, messageId = "alias" });
        await server.SettleAsync();

        var absorbed = await AbsorbedAsync(server.Client, "a-first");
        var inner = absorbed.GetProperty("items").EnumerateArray()
            .First(i => i.GetProperty("entry").GetString() == "absorbed" && i.GetProperty("other").GetString() == "a:visitor");

        Assert.Contains("sign-in", MessagesOf(absorbed));
        Assert.Equal(["seen-1"], MessagesOf(inner.GetProperty("absorbed")));
    }

    [Fact]
    public async Task Timeline_UnderABrowserKey_TellsNothingOfAnAbsorbedVisitor()
    {
        await using var server = await WebServer.StartAsync();
        var admin = await server.CreateKeyAsync(KeyKind.Server);
        var browser = await server.CreateKeyAsync(KeyKind.Browser);
        using var trusted = server.ClientOf(admin.Key);
        using var page = server.ClientOf(browser.Key, new TokenSigner(browser).Sign(Signed));
        await VisitAsync(trusted, "visitor", "seen-1");
        await SignInAsync(server, trusted, "visitor");

        var timeline = await page.GetStringAsync($"/v1/customers/{Signed}/timeline", TestContext.Current.CancellationToken);

        Assert.Contains("sign-in", timeline, StringComparison.Ordinal);
        Assert.DoesNotContain("seen-1", timeline, StringComparison.Ordinal);
        Assert.Equal(["seen-1"], MessagesOf(await AbsorbedAsync(trusted, Signed)));
    }

    private static async Task VisitAsync(HttpClient client, string visitor, params IReadOnlyList<string> messages)
    {
        foreach (var messageId in messages)
        {
            using var response = await client.PostAsJsonAsync("/v1/track", new { anonymousId = visitor, messageId, @event = "Looked" });
            response.EnsureSuccessStatusCode();
        }
    }

    private static async Task SignInAsync(WebServer server, HttpClient client, string visitor)
    {
        using var response = await client.PostAsJsonAsync(
            "/v1/identify", new { userId = Signed, anonymousId = visitor, messageId = "sign-in" });
        response.EnsureSuccessStatusCode();
        await server.SettleAsync();
    }

    private static async Task<JsonElement> AbsorbedAsync(HttpClient client, string customer)
    {
        var page = await client.GetFromJsonAsync<JsonElement>($"/v1/customers/{customer}/timeline?kind=known&limit=200");
        return page.GetProperty("items").EnumerateArray().First(i => i.TryGetProperty("absorbed", out _)).GetProperty("absorbed");
    }

    private static List<string> MessagesOf(JsonElement absorbed) =>
        [.. absorbed.GetProperty("items").EnumerateArray().Where(i => i.TryGetProperty("interaction", out _))
            .Select(i => i.GetProperty("interaction").GetProperty("messageId").GetString()!)];
}
