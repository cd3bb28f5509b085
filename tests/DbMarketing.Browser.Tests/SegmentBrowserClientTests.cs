using System.Diagnostics;
using DbMarketing.Testing;

namespace DbMarketing.Browser.Tests;

/// <summary>The unmodified public browser client @segment/analytics-next in a real page, over a connection that fails.</summary>
public sealed class SegmentBrowserClientTests(Screens screens)
{
    private const int Events = 25;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private static readonly string s_page = $$"""
        <!doctype html><meta charset="utf-8"><title>A shop</title><link rel="icon" href="data:,">
        <script src="/client/index.js"></script>
        <script>
          const analytics = AnalyticsNext.AnalyticsBrowser.load(
            { writeKey: 'web', cdnURL: 'http://API' },
            { integrations: { 'Segment.io': { apiHost: 'API/v1', protocol: 'http' } } });
          analytics.setAnonymousId(new URLSearchParams(location.search).get('visitor'));
          analytics.page('Home');
          for (let i = 1; i <= {{Events}}; i++) analytics.track(`Step ${i}`, { i });
        </script>
        """;

    [Fact]
    public async Task AnalyticsNext_DeliversEachEventOnceThroughFailures()
    {
        var page = await screens.OpenAsync(null);
        var client = await InstallAsync();
        Mishap[] mishaps =
        [
            Mishap.TooManyRequests, Mishap.Unavailable, Mishap.LostRequest, Mishap.LostReply, Mishap.None,
            Mishap.LostReply, Mishap.Unavailable,
            Mishap.TooManyRequests, Mishap.LostRequest,
        ];
        await using var proxy = await FaultyProxy.StartAsync(screens.Url, client, s_page, mishaps);
        var visitor = Guid.NewGuid().ToString();

        await page.GotoAsync(new Uri(proxy.Pages, $"/page.html?visitor={visitor}").ToString());

        var cancellationToken = TestContext.Current.CancellationToken;
        await proxy.TakeAnswersAsync(Events + 1, cancellationToken).WaitAsync(s_patience, cancellationToken);
        var names = await NamesAsync(visitor);
        Assert.Equal(0, proxy.Left);
        Assert.Equal(Enumerable.Range(1, Events).Select(i => $"Step {i}").Append("Home").Order(StringComparer.Ordinal), names);
    }

    /// <summary>The names of all that the visitor's timeline holds, sorted; a double would stand twice.</summary>
    private async Task<IReadOnlyList<string>> NamesAsync(string visitor)
    {
        var page = await screens.ReadAsync($"/v1/customers/{visitor}/timeline?kind=anonymous&limit=200&order=oldest");
        return [.. page.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("entry").GetString() == "recorded")
            .Select(i => i.GetProperty("interaction").GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];
    }

    /// <summary>Installs the client from the npm registry when it is not there yet, and says where its files for browsers are.</summary>
    private static async Task<string> InstallAsync()
    {
        var folder = Path.Combine(RepositoryPaths.Root, "tests", "DbMarketing.Browser.Tests", "clients");
        var files = Path.Combine(folder, "node_modules", "@segment", "analytics-next", "dist", "umd");
        if (!Directory.Exists(files))
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", "ci --loglevel=error") { WorkingDirectory = folder })!;
            await npm.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipUnless(npm.ExitCode == 0, "npm could not install the client.");
        }

        return files;
    }
}
