using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DbMarketing.Browser.Tests;

/// <summary>A file that is played into a running server is seen as it arrives, not at its end.</summary>
public sealed partial class ImportTests(Screens screens)
{
    [Fact]
    public async Task Overview_MovesWhileAnImportRuns()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var customer = $"import-{Guid.NewGuid():n}"[..16];
        var overview = await screens.OpenAsync("/", 1280);
        var applied = overview.GetByRole(AriaRole.Region, new() { Name = "Received since the server started" }).GetByText(Number()).First;
        var shop = await screens.OpenShopAsync(customer);
        await Expect(shop.Locator($"[data-placement=home-hero] [data-offer={TestPlaybook.First}]")).ToBeVisibleAsync();
        var latest = overview.GetByRole(AriaRole.Region, new() { Name = "Latest decisions" });
        await Expect(latest.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync(customer);
        await Expect(latest.GetByRole(AriaRole.Row).Nth(1)).Not.ToContainTextAsync(TestPlaybook.Tent);

        await using var import = await RunningImport.StartAsync(customer, screens.Url, cancellationToken);

        // Each change of the page is one barrier: when it is seen, the import has still most of its lines to send.
        for (var change = 0; change < 3; change++)
        {
            await Expect(applied).Not.ToHaveTextAsync(await applied.InnerTextAsync(), new() { Timeout = 30_000 });
            Assert.True(import.Runs, import.Log);
        }

        await Expect(latest.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync(TestPlaybook.Tent);
        await Expect(shop.Locator($"[data-placement=home-hero] [data-offer={TestPlaybook.Tent}]")).ToBeVisibleAsync();
        Assert.True(import.Runs, import.Log);
    }

    [GeneratedRegex(@"^[\d,]+$")]
    private static partial Regex Number();
}
