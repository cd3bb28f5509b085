using System.Net.Http.Json;
using static Microsoft.Playwright.Assertions;

namespace DbMarketing.Browser.Tests;

/// <summary>The shop at a server that needs keys says what is missing: a key, or the right one.</summary>
public sealed class ShopKeyTests(Screens screens)
{
    [Fact]
    public async Task Shop_AtAServerWithKeys_SaysThatItHasNoneOrThatItsOwnIsUnknown()
    {
        screens.SkipUnlessAvailable();
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = await ServerProcess.StartAsync(cancellationToken);
        using var made = await screens.Http.PostAsJsonAsync(
            new Uri(server.Url, "/v1/keys"), new { kind = "server", scopes = new[] { "read" } }, cancellationToken);
        made.EnsureSuccessStatusCode();

        var without = await screens.OpenAsync(null);
        await without.GotoAsync(new Uri(server.Url, "/shop").ToString());
        var unknown = await screens.OpenAsync(null);
        await unknown.GotoAsync(new Uri(server.Url, "/shop?key=dbm_k1_x").ToString());

        var hint = $"Make a browser key on the server (keys create --name shop --browser --origins {server.Url.GetLeftPart(UriPartial.Authority)})";
        await Expect(without.GetByText("The server needs a key, and the shop was opened without one. " + hint)).ToBeVisibleAsync();
        await Expect(unknown.GetByText("The API key is not one of this server, or it was revoked. " + hint)).ToBeVisibleAsync();
    }
}
