using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DbMarketing.Browser.Tests;

/// <summary>All customers together: figures that move by themselves, and ways from them to one customer.</summary>
public sealed class PopulationTests(Screens screens)
{
    [Fact]
    public async Task Segment_GrowsWhileOneLooksAndLeadsToItsMembers()
    {
        await BuyAsync();
        var page = await screens.OpenAsync("/population", 1280);
        var members = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Buyers" }).GetByRole(AriaRole.Cell).Nth(1);
        await Expect(members).Not.ToHaveTextAsync("0");
        var before = int.Parse(await members.InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);

        var customer = await BuyAsync();

        await Expect(members).ToHaveTextAsync($"{before + 1}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Buyers" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Condition" })).ToContainTextAsync("The number of orders is at least 1.");
        await page.GetByRole(AriaRole.Link, new() { Name = customer }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = customer })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Members_AreSavedAsAFile()
    {
        var customer = await BuyAsync();
        var page = await screens.OpenAsync("/population/segments/buyers");

        var file = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Download all as CSV" }).ClickAsync());

        Assert.Equal("buyers.csv", file.SuggestedFilename);
        var lines = await File.ReadAllLinesAsync(await file.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal("id,kind,since", lines[0]);
        Assert.Contains(lines, line => line.StartsWith($"{customer},known,", StringComparison.Ordinal));
    }

    /// <summary>Goal: from an aggregate to customers, and from there to the desk of one.</summary>
    [Fact]
    public async Task BestCustomers_OfAnOfferLeadToTheirDesks()
    {
        var customer = await BuyAsync();
        var page = await screens.OpenAsync("/population/offers", 1280);

        await page.GetByRole(AriaRole.Combobox, new() { Name = "Offer" }).SelectOptionAsync("tea");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("offer=tea"));
        await page.GetByRole(AriaRole.Link, new() { Name = customer }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = customer })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Rfm_GroupLeadsToItsCondition()
    {
        await BuyAsync();
        var page = await screens.OpenAsync("/population/rfm", 1280);

        await page.GetByRole(AriaRole.Region, new() { Name = "Groups" }).GetByRole(AriaRole.Link).First.ClickAsync();

        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Condition as JSON" })).ToHaveValueAsync(
            new System.Text.RegularExpressions.Regex("rfm.group"));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Size" })).ToContainTextAsync("looked at");
    }

    [Fact]
    public async Task Table_WiderThanAPhoneScrollsByItself()
    {
        await BuyAsync();
        var page = await screens.OpenAsync("/population/segments", 390);
        var table = page.GetByRole(AriaRole.Group, new() { Name = "Segments" });

        await table.FocusAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("ArrowRight");

        await Expect(table).ToHaveJSPropertyAsync("tabIndex", 0);
        await page.WaitForFunctionAsync("() => document.querySelector('[role=group][aria-label=Segments]').scrollLeft > 0");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Buyers" })).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Preview_MarksTheLineOfAFaultAndCountsWhatIsRight()
    {
        await BuyAsync();
        var page = await screens.OpenAsync("/population/preview", 1280);
        var editor = page.GetByRole(AriaRole.Textbox, new() { Name = "Condition as JSON" });

        await editor.FillAsync("{\n  \"field\": \"purchases.cuont\",\n  \"op\": \"atLeast\", \"value\": 1\n}");

        await Expect(page.GetByText("did you mean")).ToContainTextAsync("$.field");
        await page.GetByRole(AriaRole.Button, new() { Name = "Line 2:" }).ClickAsync();
        Assert.Equal(
            "\"purchases.cuont\"", await editor.EvaluateAsync<string>("area => area.value.slice(area.selectionStart, area.selectionEnd)"));

        await editor.FillAsync("{ \"field\": \"purchases.count\", \"op\": \"atLeast\", \"value\": 1 }");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Size" })).ToContainTextAsync("looked at");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "It reads" })).ToContainTextAsync("purchases.count at least 1");

        await editor.FillAsync("{ \"field\": }");
        await Expect(page.GetByText("is not JSON from here on")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Rfm_SwitchesFromCustomersToRevenueAndKeepsTheWindowInItsAddress()
    {
        var customer = await BuyAsync();
        var page = await screens.OpenAsync("/population/rfm", 1280);
        await Expect(page.GetByText("The top 20% of customers bring")).ToBeVisibleAsync();
        var map = page.GetByRole(AriaRole.Table, new() { Name = "Recency × frequency" });
        await Expect(map).Not.ToContainTextAsync("%");

        await page.GetByText("Revenue share", new() { Exact = true }).ClickAsync();
        await Expect(map).ToContainTextAsync("%");
        await page.GetByText("90 days", new() { Exact = true }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Uri(screens.Url, "/population/rfm?window=quarter").ToString());
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Groups" })).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(screens.Url, $"/desk?customer={customer}").ToString());
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Outlook" })).ToContainTextAsync("RFM");
    }

    [Fact]
    public async Task Projection_IsMadeAgainAfterASecondPress()
    {
        var page = await screens.OpenAsync("/population/operations", 1280);
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "RFM and revenue" });

        await row.GetByRole(AriaRole.Button, new() { Name = "Rebuild" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Rebuild now?" }).ClickAsync();

        await Expect(row.GetByRole(AriaRole.Status)).ToContainTextAsync("Begun");
    }

    /// <summary>Method: the answers that a server gives to a key that may read alone, then a network that is gone.</summary>
    [Fact]
    public async Task Projections_OfferNoRebuildToAReaderAndSayWhenTheServerIsAway()
    {
        var page = await screens.OpenAsync(null, 1280);
        await page.RouteAsync("**/v1/keys", static route => route.FulfillAsync(new() { Status = 403 }));
        await page.GotoAsync(new Uri(screens.Url, "/population/operations").ToString());
        await Expect(page.GetByText("folds the journal").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Rebuild" })).ToHaveCountAsync(0);

        await page.RouteAsync("**/v1/projections", static route => route.AbortAsync());

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The server cannot be reached right now.", new() { Timeout = 15_000 });
    }

    private async Task<string> BuyAsync()
    {
        var customer = $"buyer-{Guid.NewGuid():n}"[..16];
        await screens.TrackAsync(
            customer, new { type = "track", @event = "Order Completed", properties = new { order_id = customer, total = 100, currency = "USD" } });
        return customer;
    }
}
