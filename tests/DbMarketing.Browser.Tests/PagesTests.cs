using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DbMarketing.Browser.Tests;

/// <summary>Each page comes up, says what it should, and leaves nothing in the browser's console.</summary>
public sealed class PagesTests(Screens screens)
{
    [Theory]
    [InlineData("/", "Right now")]
    [InlineData("/desk", "Decided for last")]
    [InlineData("/desk?email=nobody%40example.com", "Nobody has this number or address")]
    [InlineData("/desk?customer=never-seen", "Nothing is known of this id yet")]
    [InlineData("/population", "Changes with")]
    [InlineData("/population/segments/buyers", "Members now")]
    [InlineData("/population/preview", "It reads")]
    [InlineData("/population/rfm?window=quarter", "Net revenue")]
    [InlineData("/population/lifetime", "The models that hold")]
    [InlineData("/population/lag", "Usual gap")]
    [InlineData("/population/rules?kind=upsell", "Whoever saw or bought the first")]
    [InlineData("/population/offers?offer=tea", "may have it now")]
    [InlineData("/population/operations", "folds the journal")]
    [InlineData("/shop", "Chosen today")]
    [InlineData("/shop/c/toys.bricks", "Brick castle")]
    [InlineData("/shop/p/audio-1", "Noise-cancelling headphones")]
    [InlineData("/shop/cart", "Your bag is empty")]
    public async Task Page_ShowsItsContentWithoutFaults(string path, string text)
    {
        var page = await screens.OpenAsync(null);
        var faults = FaultsOf(page);

        await page.GotoAsync(new Uri(screens.Url, path).ToString());

        await Expect(page.GetByText(text).First).ToBeVisibleAsync();
        Assert.Empty(faults);
        // Pages that are left open go on asking, and the server looks at all customers for few at once.
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task MistypedAddress_SaysSoInWords()
    {
        var page = await screens.OpenAsync("/nowhere");

        await Expect(page.GetByText("There is no such page.")).ToBeVisibleAsync();
    }

    /// <summary>Method: the first report meets a dead network; it is sent again under the same id.</summary>
    [Fact]
    public async Task Desk_ThatCannotReachTheServerSaysSoAndSendsTheAnswerAgain()
    {
        var customer = $"retry-{Guid.NewGuid():n}"[..16];
        await screens.TrackAsync(customer, new { type = "identify", traits = new { firstName = "Hana" } });
        var desk = await screens.OpenAsync($"/desk?customer={customer}");
        await Expect(desk.GetByRole(AriaRole.Article).First).ToBeVisibleAsync();
        await desk.RouteAsync("**/v1/outcomes", static route => route.AbortAsync(), new() { Times = 1 });

        await desk.GetByRole(AriaRole.Article).First.GetByRole(AriaRole.Button, new() { Name = "Accepted" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Alert)).ToContainTextAsync("The server cannot be reached right now.");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(desk.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeVisibleAsync();
        await Expect(desk.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Overview_MovesWithTheTraffic()
    {
        var customer = $"busy-{Guid.NewGuid():n}"[..16];
        var page = await screens.OpenAsync("/", 1280);
        await Expect(page.GetByText("live · playbook")).ToBeVisibleAsync();

        await screens.OpenShopAsync(customer);

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = customer }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Desk_FindsACustomerByPhoneAsItIsSpoken()
    {
        var customer = $"phone-{Guid.NewGuid():n}"[..16];
        const string number = "010-7345-2266";
        var desk = await screens.OpenAsync("/desk");
        await screens.TrackAsync(customer, new { type = "identify", traits = new { firstName = "Jiho", phone = number } });

        await desk.GetByRole(AriaRole.Textbox).FillAsync(number);
        await desk.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();

        await Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "Jiho" })).ToBeVisibleAsync();
    }

    /// <summary>Goal: looking takes nothing from the caps; what the agent presents counts once.</summary>
    [Fact]
    public async Task Desk_LoadedAgainReservesNothingAnew()
    {
        var customer = $"again-{Guid.NewGuid():n}"[..16];
        // Nobody who visits just now: an open visit would be the session of all looks.
        var before = TimeProvider.System.GetUtcNow().AddDays(-3);
        await screens.TrackAsync(customer, new { type = "identify", timestamp = before, traits = new { firstName = "Seoyeon" } });
        var desk = await screens.OpenAsync($"/desk?customer={customer}");
        await Expect(desk.GetByRole(AriaRole.Article).First).ToBeVisibleAsync();
        var first = await ReservedAsync(customer);
        Assert.NotEmpty(first);

        for (var load = 0; load < 3; load++)
        {
            await desk.ReloadAsync();
            await Expect(desk.GetByRole(AriaRole.Article).First).ToBeVisibleAsync();
        }

        Assert.Equal(first, await ReservedAsync(customer));

        await desk.GetByRole(AriaRole.Article).First.GetByRole(AriaRole.Button, new() { Name = "Accepted" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeVisibleAsync();
        var view = await screens.ReadAsync($"/v1/customers/{customer}");
        Assert.Single(view.GetProperty("contacts").EnumerateArray(), c => c.GetProperty("outcome").GetString() == "accepted");
    }

    /// <summary>Goal: two agents in two countries read the same times, which are those of the customer's reasons too.</summary>
    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Asia/Seoul")]
    public async Task Desk_SaysTimesOfTheBusinessWhereverItIsRead(string timeZone)
    {
        var customer = $"zone-{Guid.NewGuid():n}"[..16];
        await screens.TrackAsync(customer, new
        {
            type = "track", @event = "Order Completed", timestamp = new DateTimeOffset(2026, 3, 2, 18, 30, 0, TimeSpan.Zero),
            properties = new { order_id = "1", total = 600.539, currency = "USD" },
        });

        var desk = await screens.OpenAsync($"/desk?customer={customer}", 1280, timeZone: timeZone);

        await Expect(desk.GetByText("3 Mar 2026, 03:30")).ToBeVisibleAsync();
        await Expect(desk.GetByRole(AriaRole.Region, new() { Name = "Timeline" })).ToContainTextAsync("3 Mar 2026");
        await Expect(desk.GetByRole(AriaRole.Contentinfo)).ToContainTextAsync("Asia/Seoul, GMT+9");
        await Expect(desk.GetByText("$600.53").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Desk_InKoreanNamesWhatThePlaybookNames()
    {
        var customer = $"korean-{Guid.NewGuid():n}"[..16];
        await screens.TrackAsync(
            customer, Screens.Product("Product Viewed", "camping-1", "sports.camping"),
            new { type = "track", @event = "Order Completed", properties = new { order_id = "1", total = 100, currency = "USD" } });

        var desk = await screens.OpenAsync($"/desk?customer={customer}&lang=ko", 1280);

        var timeline = desk.GetByRole(AriaRole.Region, new() { Name = "타임라인" });
        await Expect(timeline).ToContainTextAsync("세그먼트 진입 구매 고객");
        await Expect(timeline).ToContainTextAsync("텐트 주간");
        await Expect(timeline).Not.ToContainTextAsync("1 order");
        await Expect(timeline).Not.ToContainTextAsync("call-centre");
    }

    private async Task<List<string>> ReservedAsync(string customer)
    {
        var view = await screens.ReadAsync($"/v1/customers/{customer}");
        return [.. view.GetProperty("contacts").EnumerateArray().Where(c => c.GetProperty("outcome").GetString() == "reserved")
            .Select(c => c.ToString())];
    }

    [Fact]
    public async Task Visitor_WhoSignsInBringsTheVisitAlong()
    {
        var customer = $"merge-{Guid.NewGuid():n}"[..16];
        var shop = await screens.OpenAsync("/shop/p/camping-1");
        await Expect(shop.Locator("[data-placement=product-row] article").First).ToBeVisibleAsync();

        await shop.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await shop.GetByRole(AriaRole.Textbox, new() { Name = "Another customer id" }).FillAsync(customer);
        await shop.Keyboard.PressAsync("Enter");

        await Expect(shop.GetByRole(AriaRole.Button, new() { Name = customer })).ToBeVisibleAsync();
        var desk = await screens.OpenAsync($"/desk?customer={customer}");
        await Expect(desk.GetByRole(AriaRole.Region, new() { Name = "Tastes" })).ToContainTextAsync("Camping");
        await Expect(desk.GetByRole(AriaRole.Region, new() { Name = "Timeline" })).ToContainTextAsync("as anonymous visitor");
    }

    /// <summary>Method: the answer that a server with keys gives to whoever has none.</summary>
    [Fact]
    public async Task SignIn_AtAServerWithKeysSaysWhatIsMissing()
    {
        var shop = await screens.OpenAsync(null);
        await shop.RouteAsync("**/v1/statistics", static route => route.FulfillAsync(new() { Status = 401 }));
        await shop.GotoAsync(new Uri(screens.Url, "/shop").ToString());
        await Expect(shop.GetByText("Chosen today").First).ToBeVisibleAsync();
        await Expect(shop.GetByText("This server has keys")).ToHaveCountAsync(0);

        await shop.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await shop.GetByRole(AriaRole.Menuitem, new() { Name = "demo-2" }).ClickAsync();

        await Expect(shop.GetByText("This server has keys, so it serves the customer demo-2 only under a token")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Header_OnAPhoneKeepsItsPartsApart()
    {
        var desk = await screens.OpenAsync("/desk", 390);
        var shop = (await desk.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Shop" }).BoundingBoxAsync())!;
        var language = (await desk.Locator("header button").First.BoundingBoxAsync())!;

        Assert.True(shop.X + shop.Width <= language.X, $"The shop's link ends at {shop.X + shop.Width}, the language begins at {language.X}.");
        Assert.True(language.X + language.Width <= 390);
    }

    private static List<string> FaultsOf(IPage page)
    {
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                faults.Add($"{message.Text} {message.Location}");
            }
        };
        page.PageError += (_, error) => faults.Add(error);
        return faults;
    }
}
