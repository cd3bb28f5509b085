using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DbMarketing.Browser.Tests;

/// <summary>
/// The rules of axe in both languages, both colour schemes, and from a phone to a desktop: nothing serious or critical stands in
/// anybody's way, and no page has to be moved sideways.
/// </summary>
public sealed class AccessibilityTests(Screens screens)
{
    private static readonly (ColorScheme Scheme, string Language, int Width)[] s_looks =
        [(ColorScheme.Light, "en", 1440), (ColorScheme.Dark, "ko", 1024), (ColorScheme.Light, "ko", 390), (ColorScheme.Dark, "en", 390)];

    [Theory]
    [InlineData("/", "live · playbook", "실시간 · 플레이북")]
    [InlineData("/shop", "Chosen today", "오늘의 추천")]
    [InlineData("/shop/p/camping-1", "Two-person tent", "2인용 텐트")]
    [InlineData("/shop/cart", "Your bag is empty", "장바구니가 비어")]
    [InlineData("/desk", "Decided for last", "최근 결정 고객")]
    [InlineData("/population/segments", "Buyers", "구매 고객")]
    [InlineData("/population/segments/buyers", "at least 1", "1 이상")]
    [InlineData("/population/preview", "It reads", "조건 풀이")]
    [InlineData("/population/rfm", "Net revenue", "순매출")]
    [InlineData("/population/lifetime", "The models that hold", "현재 모델")]
    [InlineData("/population/lag", "Usual gap", "보통 구매 간격")]
    [InlineData("/population/rules", "Whoever has the first", "한 주문에 첫째 상품이")]
    [InlineData("/population/offers", "may have it now", "명에게 지금")]
    [InlineData("/population/operations", "folds the journal", "저널 처리")]
    public Task Page_HasNoSeriousViolation(string path, string english, string korean) => AssertAccessibleAsync(path, english, korean);

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

        await AssertAccessibleAsync($"/desk?customer={customer}", TestPlaybook.TentTitle, TestPlaybook.TentTitle);
    }

    private async Task AssertAccessibleAsync(string path, string english, string korean)
    {
        foreach (var (scheme, language, width) in s_looks)
        {
            var look = $"{scheme} {language} {width}";
            var page = await screens.OpenAsync(null, width);
            // What fades in is judged as it stands, not halfway.
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await page.GotoAsync(new Uri(screens.Url, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}lang={language}").ToString());
            await Expect(page.GetByText(language == "ko" ? korean : english).First).ToBeVisibleAsync();

            var found = await page.RunAxe();

            var serious = found.Violations
                .Where(violation => violation.Impact is "serious" or "critical")
                .SelectMany(violation => violation.Nodes.Select(
                    node => $"{look} {violation.Id}: {node.Any.FirstOrDefault()?.Message ?? violation.Help} {node.Html}"))
                .ToList();
            Assert.True(serious.Count == 0, string.Join('\n', serious));
            var sideways = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(sideways <= 0, $"{look}: the page is {sideways} pixels wider than its window.");
            await page.Context.CloseAsync();
        }
    }
}
