using System.Net.Http.Json;
using System.Text.Json;
using DbMarketing.Testing;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(DbMarketing.Browser.Tests.Screens))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace DbMarketing.Browser.Tests;

/// <summary>One server and one Chromium for all tests. Where something is missing, the tests say what and skip.</summary>
public sealed class Screens : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly string[] s_arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    private ServerProcess? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _missing;

    public HttpClient Http { get; } = new();

    public Uri Url => _server!.Url;

    public async ValueTask InitializeAsync()
    {
        _missing = !File.Exists(Chromium) ? $"Chromium is not at {Chromium}; 'apt-get install chromium' brings it."
            : !File.Exists(Path.Combine(RepositoryPaths.Root, "src", "DbMarketing.Web", "wwwroot", "index.html")) ? "The pages are not built; they need Node 20.19 or later."
            : null;
        if (_missing is not null)
        {
            return;
        }

        _server = await ServerProcess.StartAsync(TestContext.Current.CancellationToken);
        Http.BaseAddress = _server.Url;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = s_arguments });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        Http.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public void SkipUnlessAvailable() => Assert.SkipWhen(_missing is not null, _missing ?? "");

    /// <summary>A visitor or an agent of its own: nothing is shared with other pages.</summary>
    public async Task<IPage> OpenAsync(string? path, int width = 720, int height = 900, string? timeZone = null)
    {
        SkipUnlessAvailable();
        var context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, Locale = "en-GB", TimezoneId = timeZone });
        var page = await context.NewPageAsync();
        if (path is not null)
        {
            await page.GotoAsync(new Uri(Url, path).ToString());
        }

        return page;
    }

    /// <summary>The shop with this customer already signed in.</summary>
    public async Task<IPage> OpenShopAsync(string customer, string path = "/shop", int width = 720, int height = 900)
    {
        var page = await OpenAsync(null, width, height);
        await page.AddInitScriptAsync($"localStorage.setItem('dbmarketing.customer', '{{\"id\":\"{customer}\"}}')");
        await page.GotoAsync(new Uri(Url, path).ToString());
        return page;
    }

    /// <summary>Posts tracking events of a customer and fails unless each is applied.</summary>
    public async Task TrackAsync(string customer, params object[] events)
    {
        var batch = events.Select(e => JsonSerializer.SerializeToNode(e)!.AsObject()).ToList();
        foreach (var item in batch)
        {
            item["userId"] = customer;
            item["messageId"] ??= Guid.NewGuid().ToString();
        }

        var reply = await Http.PostAsJsonAsync("/v1/batch", new { batch }, TestContext.Current.CancellationToken);
        var body = await reply.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.All(body.GetProperty("results").EnumerateArray(), r => Assert.Equal("applied", r.GetProperty("verdict").GetString()));
    }

    public Task<JsonElement> ReadAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    /// <summary>An e-commerce event of a product, as shops send it.</summary>
    public static object Product(string name, string id, string category) =>
        new { type = "track", @event = name, properties = new { product_id = id, category, price = 100, quantity = 1, currency = "USD" } };
}
