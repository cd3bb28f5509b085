using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DbMarketing.Browser.Tests;

/// <summary>The SDK as a shop's own page loads it: an impression is what was really seen.</summary>
public sealed class BrowserSdkTests(Screens screens)
{
    private const string Page = """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title><link rel="icon" href="data:,">
        <body><div id="top" style="height:200px">top</div><div style="height:4000px"></div><div id="bottom" style="height:200px">bottom</div>
        <script type="module">
          import { connect } from '/sdk/dbmarketing.js';
          const client = connect({ key: 'test' });
          const { offers } = await client.decide({ placements: [{ id: 'home-row', count: 2 }], timeoutMs: 10000 });
          client.observe(document.querySelector('#top'), offers[0]);
          client.observe(document.querySelector('#bottom'), offers[1]);
          document.title = offers.map(o => o.offerId).join();
        </script></body></html>
        """;

    [Fact]
    public async Task Impression_IsReportedWhenHalfOfItWasVisibleForASecond()
    {
        var page = await screens.OpenAsync(null);
        var address = new Uri(screens.Url, "/own-page.html").ToString();
        await page.RouteAsync(address, route => route.FulfillAsync(new() { ContentType = "text/html", Body = Page }));

        var first = await page.RunAndWaitForRequestAsync(() => page.GotoAsync(address), IsOutcome);
        Assert.Equal("presented", Assert.Single(OutcomesOf(first)));

        var second = await page.RunAndWaitForRequestAsync(() => page.EvaluateAsync("document.querySelector('#bottom').scrollIntoView()"), IsOutcome);
        Assert.Equal("presented", Assert.Single(OutcomesOf(second)));

        var click = await page.RunAndWaitForRequestAsync(() => page.ClickAsync("#bottom"), IsOutcome);
        Assert.Equal("clicked", Assert.Single(OutcomesOf(click)));
    }

    [Fact]
    public async Task Sdk_WorksOnAPageOfAnotherOrigin()
    {
        var page = await screens.OpenAsync(null);
        var server = screens.Url.ToString().TrimEnd('/');
        var body = $$"""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title><link rel="icon" href="data:,">
            <script type="module">
              import { connect } from '{{server}}/sdk/dbmarketing.js';
              const client = connect({ key: 'test', endpoint: '{{server}}' });
              const live = client.live({ placements: [{ id: 'home-hero' }] });
              live.slot('home-hero', { onChange: ({ offers }) => { document.title = offers[0].offerId; } });
            </script></html>
            """;
        await using var shop = await FaultyProxy.StartAsync(screens.Url, AppContext.BaseDirectory, body, []);

        await page.GotoAsync(new Uri(shop.Pages, "/page.html").ToString());

        await Expect(page).ToHaveTitleAsync(TestPlaybook.First);
    }

    private static bool IsOutcome(IRequest request) => request.Url.EndsWith("/v1/outcomes", StringComparison.Ordinal);

    private static IEnumerable<string?> OutcomesOf(IRequest request) =>
        JsonElement.Parse(request.PostData!).GetProperty("outcomes").EnumerateArray().Select(o => o.GetProperty("outcome").GetString());
}
