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

        var absorbed = AbsorbedIn(await TimelineAsync(server.Client, Signed), "a:visitor");

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

        var absorbed = AbsorbedIn(await TimelineAsync(server.Client, Signed), "a:visitor");

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

        // The alias names a known and an anonymous customer of that id, and both are absorbed, in any order.
        var absorbed = AbsorbedIn(await TimelineAsync(server.Client, "a-first"), "k:" + Signed);
        var inner = AbsorbedIn(absorbed, "a:visitor");

        Assert.Contains("sign-in", MessagesOf(absorbed));
        Assert.Equal(["seen-1"], MessagesOf(inner));
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
        Assert.Equal(["seen-1"], MessagesOf(AbsorbedIn(await TimelineAsync(trusted, Signed), "a:visitor")));
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

    private static Task<JsonElement> TimelineAsync(HttpClient client, string customer) =>
        client.GetFromJsonAsync<JsonElement>($"/v1/customers/{customer}/timeline?kind=known&limit=200");

    private static JsonElement AbsorbedIn(JsonElement page, string other) => page.GetProperty("items").EnumerateArray()
        .First(i => i.GetProperty("entry").GetString() == "absorbed" && i.GetProperty("other").GetString() == other)
        .GetProperty("absorbed");

    private static List<string> MessagesOf(JsonElement absorbed) =>
        [.. absorbed.GetProperty("items").EnumerateArray().Where(i => i.TryGetProperty("interaction", out _))
            .Select(i => i.GetProperty("interaction").GetProperty("messageId").GetString()!)];
}
