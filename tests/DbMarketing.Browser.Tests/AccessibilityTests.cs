using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DbMarketing.Browser.Tests;

/// <summary>The rules of axe, in light and in dark colours: nothing serious or critical stands in anybody's way.</summary>
public sealed class AccessibilityTests(Screens screens)
{
    [Theory]
    [InlineData("/", "live · playbook")]
    [InlineData("/shop", "Chosen today")]
    [InlineData("/shop/p/camping-1", "Two-person tent")]
    [InlineData("/shop/cart", "Your bag is empty")]
    [InlineData("/desk", "Decided for last")]
    [InlineData("/population/segments", "Buyers")]
    [InlineData("/population/segments/buyers", "at least 1")]
    [InlineData("/population/preview", "It reads")]
    [InlineData("/population/rfm", "Net revenue")]
    [InlineData("/population/lifetime", "The models that hold")]
    [InlineData("/population/lag", "Usual gap")]
    [InlineData("/population/rules", "Whoever has the first")]
    [InlineData("/population/operations", "folds the journal")]
    public Task Page_HasNoSeriousViolation(string path, string text) => AssertAccessibleAsync(path, text);

    [Fact]
    public async Task Desk_OfAnOpenCustomerHasNoSeriousViolation()
    {
        screens.SkipUnlessAvailable();
        var customer = $"axe-{Guid.NewGuid():n}"[..16];
        await screens.TrackAsync(
            customer,
            new { type = "identify", traits = new { firstName = "Minji", email = $"{customer}@example.com" } },
            Screens.Product("Product Viewed", "camping-1", "sports.camping"), Screens.Product("Product Added", "camping-2", "sports.camping"),
            new { type = "track", @event = "Order Completed", properties = new { order_id = "1", total = 100, currency = "USD" } });

        await AssertAccessibleAsync($"/desk?customer={customer}", TestPlaybook.TentTitle);
    }

    private async Task AssertAccessibleAsync(string path, string text)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var page = await screens.OpenAsync(null, 1280);
            // What fades in is judged as it stands, not halfway.
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await page.GotoAsync(new Uri(screens.Url, path).ToString());
            await Expect(page.GetByText(text).First).ToBeVisibleAsync();

            var found = await page.RunAxe();

            var serious = found.Violations
                .Where(violation => violation.Impact is "serious" or "critical")
                .SelectMany(violation => violation.Nodes.Select(
                    node => $"{scheme} {violation.Id}: {node.Any.FirstOrDefault()?.Message ?? violation.Help} {node.Html}"))
                .ToList();
            Assert.True(serious.Count == 0, string.Join('\n', serious));
        }
    }
}
