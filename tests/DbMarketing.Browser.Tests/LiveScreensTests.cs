using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DbMarketing.Browser.Tests;

/// <summary>A visitor's shop and an agent's desk, open for the same customer at the same time.</summary>
public sealed class LiveScreensTests(Screens screens)
{
    [Fact]
    public async Task Interaction_ChangesTheOffersOfShopAndDesk()
    {
        var (customer, shop, desk) = await OpenBothAsync();
        var (shopFeed, deskFeed) = (new LiveMessages(shop), new LiveMessages(desk));
        await shop.ReloadAsync();
        await desk.ReloadAsync();
        await Expect(Hero(shop, TestPlaybook.First)).ToBeVisibleAsync();
        await shopFeed.WaitUntilSubscribedAsync(TestContext.Current.CancellationToken);
        await deskFeed.WaitUntilSubscribedAsync(TestContext.Current.CancellationToken);
        await Expect(DeskOffer(desk, TestPlaybook.TentTitle)).ToHaveCountAsync(0);

        await LookAtTentsAsync(customer);

        await Expect(Hero(shop, TestPlaybook.Tent)).ToBeVisibleAsync();
        await Expect(DeskOffer(desk, TestPlaybook.TentTitle)).ToBeVisibleAsync();
        foreach (var feed in (LiveMessages[])[shopFeed, deskFeed])
        {
            var change = feed.Changes.Last(c => HasOffer(c, TestPlaybook.Tent));
            Assert.True(change.GetProperty("sequence").GetInt64() > change.GetProperty("previousSequence").GetInt64());
            Assert.Equal("interaction", change.GetProperty("cause").GetString());
        }
    }

    [Fact]
    public async Task Decline_OnTheDeskChangesTheShopAndUndoBringsTheOfferBack()
    {
        var (customer, shop, desk) = await OpenBothAsync();
        await LookAtTentsAsync(customer);
        await Expect(Hero(shop, TestPlaybook.Tent)).ToBeVisibleAsync();

        await DeskOffer(desk, TestPlaybook.TentTitle).GetByRole(AriaRole.Button, new() { Name = "Declined" }).ClickAsync();

        await Expect(Hero(shop, TestPlaybook.First)).ToBeVisibleAsync();
        await Expect(DeskOffer(desk, TestPlaybook.TentTitle)).ToHaveCountAsync(0);

        await desk.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(Hero(shop, TestPlaybook.Tent)).ToBeVisibleAsync();
        await Expect(DeskOffer(desk, TestPlaybook.TentTitle)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Slot_UnderThePointerIsHeldBackUntilThePointerLeaves()
    {
        var (customer, shop, desk) = await OpenBothAsync();
        await Expect(Hero(shop, TestPlaybook.First)).ToBeVisibleAsync();
        await Hero(shop, TestPlaybook.First).HoverAsync();

        await LookAtTentsAsync(customer);
        await Expect(DeskOffer(desk, TestPlaybook.TentTitle)).ToBeVisibleAsync();
        await Expect(Hero(shop, TestPlaybook.First)).ToBeVisibleAsync();

        await shop.GetByRole(AriaRole.Link, new() { Name = "department store" }).HoverAsync();
        await Expect(Hero(shop, TestPlaybook.Tent)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Purchase_InTheShopShowsInTheFiguresOfTheDesk()
    {
        var (customer, shop, desk) = await OpenBothAsync();
        await shop.GotoAsync(new Uri(screens.Url, "/shop/p/camping-1").ToString());
        await shop.GetByRole(AriaRole.Button, new() { Name = "Add to bag" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Region, new() { Name = "Session and cart" })).ToContainTextAsync("Two-person tent");

        await shop.GotoAsync(new Uri(screens.Url, "/shop/cart").ToString());
        await shop.GetByRole(AriaRole.Button, new() { Name = "Check out" }).ClickAsync();
        await shop.GetByRole(AriaRole.Button, new() { Name = "Place order" }).ClickAsync();

        await Expect(shop.GetByText("Thank you!")).ToBeVisibleAsync();
        await Expect(desk.GetByText("$289").First).ToBeVisibleAsync();
        await Expect(desk.GetByRole(AriaRole.Region, new() { Name = "Timeline" })).ToContainTextAsync("Ordered");
        var view = await screens.ReadAsync($"/v1/customers/{customer}");
        Assert.Equal(1, view.GetProperty("rfm").GetProperty("frequency").GetInt32());
    }

    private async Task<(string Customer, IPage Shop, IPage Desk)> OpenBothAsync()
    {
        var customer = $"both-{Guid.NewGuid():n}"[..16];
        var shop = await screens.OpenShopAsync(customer);
        await screens.TrackAsync(customer, new { type = "identify", traits = new { firstName = "Minji" } });
        var desk = await screens.OpenAsync($"/desk?customer={customer}");
        await Expect(desk.GetByText("Minji").First).ToBeVisibleAsync();
        return (customer, shop, desk);
    }

    private Task LookAtTentsAsync(string customer) => screens.TrackAsync(
        customer, [.. Enumerable.Range(1, 3).Select(i => Screens.Product("Product Viewed", $"camping-{i}", "sports.camping"))]);

    private static ILocator Hero(IPage shop, string offer) => shop.Locator($"[data-placement=home-hero] [data-offer={offer}]");

    private static ILocator DeskOffer(IPage desk, string title) => desk.GetByRole(AriaRole.Article, new() { Name = title });

    private static bool HasOffer(JsonElement change, string offer) =>
        change.TryGetProperty("offers", out var offers) && offers.ValueKind == JsonValueKind.Array
        && offers.EnumerateArray().Any(o => o.GetProperty("offerId").GetString() == offer);
}
