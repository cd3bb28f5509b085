using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tests.Live;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Tests.Inventory;

public sealed class InventoryEndpointsTests
{
    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Offers =
        [
            SamplePlaybook.Offer("headphones", "gadgets", 50) with { Products = ["h1"] },
            SamplePlaybook.Offer("voucher", "thanks", 10),
        ],
    });

    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Items_HaveAVerdictEach_AndTheLaterOneHolds()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await server.PostAsync("/v1/inventory", new { items = new object[] { new { productId = "h1", quantity = 3, at = Noon } } });

        var reply = await server.PostAsync("/v1/inventory", new
        {
            items = new object[]
            {
                new { productId = "h1", inStock = false, at = Noon.AddHours(1) }, new { productId = "h1", inStock = true, at = Noon },
                new { productId = "h2", price = 10, currency = "USD", quantity = 0, at = Noon }, new { productId = "h3", at = Noon }, "h4",
            },
        });

        Assert.Equal((2, 1, 2), (
            reply.GetProperty("applied").GetInt32(), reply.GetProperty("late").GetInt32(), reply.GetProperty("rejected").GetInt32()));
        Assert.Equal(
            ["0 h1 applied", "1 h1 late", "2 h2 applied", "3  rejected stock_missing", "4  rejected item_invalid"],
            reply.GetProperty("items").EnumerateArray().Select(static item =>
                $"{item.GetProperty("index")} {Text(item, "productId")} {Text(item, "verdict")} {Text(item, "code")}".TrimEnd()));
        var known = await server.GetAsync("/v1/inventory/h1");
        Assert.Equal((false, Noon.AddHours(1)), (known.GetProperty("inStock").GetBoolean(), known.GetProperty("at").GetDateTimeOffset()));
        Assert.Equal("10", (await server.GetAsync("/v1/inventory/h2")).GetProperty("price").GetRawText());
    }

    [Theory]
    [InlineData("""{"productId":"","inStock":true,"at":"2026-03-10T12:00:00Z"}""", "product_id_invalid")]
    [InlineData("""{"productId":"p","inStock":true,"quantity":1,"at":"2026-03-10T12:00:00Z"}""", "stock_ambiguous")]
    [InlineData("""{"productId":"p","quantity":-1,"at":"2026-03-10T12:00:00Z"}""", "quantity_invalid")]
    [InlineData("""{"productId":"p","inStock":true,"price":-0.5,"at":"2026-03-10T12:00:00Z"}""", "price_invalid")]
    [InlineData("""{"productId":"p","inStock":true,"price":1,"currency":"usd","at":"2026-03-10T12:00:00Z"}""", "currency_invalid")]
    [InlineData("""{"productId":"p","inStock":true,"currency":"USD","at":"2026-03-10T12:00:00Z"}""", "currency_invalid")]
    [InlineData("""{"productId":"p","inStock":true}""", "at_missing")]
    [InlineData("""{"productId":"p","inStock":true,"at":"2999-01-01T00:00:00Z"}""", "at_out_of_range")]
    [InlineData("""{"productId":"p","inStock":"yes","at":"2026-03-10T12:00:00Z"}""", "field_invalid")]
    public async Task Item_ThatCannotBeSaysWhy(string item, string code)
    {
        await using var server = await WebServer.StartAsync();

        var reply = await server.PostAsync("/v1/inventory", new { items = new[] { JsonElement.Parse(item) } });

        var verdict = Assert.Single(reply.GetProperty("items").EnumerateArray());
        Assert.Equal(("rejected", code), (Text(verdict, "verdict"), Text(verdict, "code")));
    }

    /// <summary>Goal: whoever reads the verdict need not look the value up.</summary>
    [Theory]
    [InlineData("""{"productId":"p","inStock":"yes","at":"2026-03-10T12:00:00Z"}""", "$.inStock is \"yes\"; true or false is wanted.")]
    [InlineData("""{"productId":"p","quantity":[1],"at":"2026-03-10T12:00:00Z"}""", "$.quantity is an array; a number is wanted.")]
    [InlineData(
        """{"productId":"p","inStock":true,"at":"2026-03-10T12:00:00"}""",
        "$.at is \"2026-03-10T12:00:00\"; an instant with its offset such as 2026-03-02T12:00:00Z is wanted.")]
    [InlineData(
        """{"productId":"p\u0007","inStock":true,"at":"2026-03-10T12:00:00Z"}""",
        "productId is 'p\u0007' with 2 characters; 1 to 100 are needed, none of them a control character.")]
    [InlineData("""{"inStock":true,"at":"2026-03-10T12:00:00Z"}""", "productId is missing.")]
    public async Task Item_ThatCannotBeTellsTheFieldAndItsValue(string item, string reason)
    {
        await using var server = await WebServer.StartAsync();

        var reply = await server.PostAsync("/v1/inventory", new { items = new[] { JsonElement.Parse(item) } });

        Assert.Equal(reason, Text(reply.GetProperty("items")[0], "reason"));
    }

    /// <summary>Goal: the setting that the refusal names is the one that decides.</summary>
    [Fact]
    public async Task Batch_TooLong_NamesTheSettingThatDecides_AndOtherCallsNameNone()
    {
        await using var server = await WebServer.StartAsync(static options => options.MaxBodyBytes = 200_000);
        var longer = new string(' ', 200_001);

        using var batch = await server.Client.PostAsync("/v1/inventory", new StringContent("{\"items\":[]" + longer + "}"), Cancellation);
        using var preview = await server.Client.PostAsync("/v1/segments/preview", new StringContent("{" + longer + "}"), Cancellation);

        var (first, second) = (await DetailOf(batch), await DetailOf(preview));
        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge), (batch.StatusCode, preview.StatusCode));
        Assert.Equal("The body, unpacked, is longer than 200000 bytes, the setting Web:MaxBodyBytes. Send smaller batches.", first);
        Assert.Equal("The body, unpacked, is longer than 65536 bytes, which is the limit of this call.", second);

        static async Task<string?> DetailOf(HttpResponseMessage response) =>
            Text(JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation)), "detail");
    }

    [Fact]
    public async Task Batch_HasALimitAndAShape()
    {
        await using var server = await WebServer.StartAsync();
        var items = Enumerable.Range(0, StockBook.MaxItems + 1)
            .Select(static number => new { productId = $"p{number}", inStock = true, at = Noon });

        using var longer = await server.Client.PostAsJsonAsync("/v1/inventory", new { items }, Cancellation);
        using var shapeless = await server.Client.PostAsJsonAsync("/v1/inventory", new { items = "none" }, Cancellation);
        using var unknown = await server.Client.GetAsync("/v1/inventory/p1", Cancellation);

        Assert.Equal(
            [HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.NotFound],
            new[] { longer, shapeless, unknown }.Select(static response => response.StatusCode));
    }

    [Fact]
    public async Task Stock_IsSaidByABackEndAlone()
    {
        await using var server = await WebServer.StartAsync();
        var body = new { items = new[] { new { productId = "h1", inStock = false, at = Noon } } };
        var browser = server.ClientOf((await server.CreateKeyAsync(KeyKind.Browser)).Key);
        browser.DefaultRequestHeaders.Add("Origin", "https://shop.example");
        var reader = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server, "read")).Key);
        var writer = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server, "write")).Key);

        using var first = await browser.PostAsJsonAsync("/v1/inventory", body, Cancellation);
        using var second = await reader.PostAsJsonAsync("/v1/inventory", body, Cancellation);
        using var third = await writer.PostAsJsonAsync("/v1/inventory", body, Cancellation);

        Assert.Equal(
            [HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK],
            new[] { first, second, third }.Select(static response => response.StatusCode));
    }

    [Fact]
    public async Task ProductThatRunsOut_LeavesTheOpenScreenAndComesBack()
    {
        await using var server = await WebServer.StartAsync(
            static options => options.RenewalInterval = TimeSpan.FromMilliseconds(50), Playbook);
        await using var screen = await HubSocket.ConnectAsync(server);
        var start = await screen.InvokeAsync(
            "Subscribe", new { customerId = "anna", channel = "web", placements = new[] { new { id = "home-hero", count = 1 } } });
        Assert.Equal("headphones", OfferOf(start));

        await server.PostAsync("/v1/inventory", new { items = new[] { new { productId = "h1", inStock = false, at = Noon } } });
        Assert.Equal("voucher", OfferOf(await screen.ChangedAsync(static change => change.TryGetProperty("offers", out _))));

        await server.PostAsync("/v1/inventory", new { items = new[] { new { productId = "h1", inStock = true, at = Noon.AddSeconds(1) } } });
        Assert.Equal("headphones", OfferOf(await screen.ChangedAsync(static change => change.TryGetProperty("offers", out _))));
    }

    /// <summary>Goal: what another node stored holds here without a word to this one.</summary>
    [Fact]
    public async Task Stock_ThatAnotherNodeStoredIsFollowed()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        var elsewhere = new ReferenceSource(server.Services.GetRequiredService<ReferenceSource>().Current);
        using var other = new StockBook(server.Services.GetRequiredService<DbMarketing.Engine.Journal.IJournalStore>(), elsewhere);

        await other.RecordAsync([new("h1", false, null, null, null, Noon)], Cancellation);

        var here = server.Services.GetRequiredService<ReferenceSource>();
        while (!here.Current.Stock.IsOut("h1"))
        {
            // The follower looks at its own pace: asks again, as a decision would.
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
        }

        Assert.Equal(elsewhere.Current.Stock.Revision, here.Current.Stock.Revision);
    }

    private static string? OfferOf(JsonElement change) => change.GetProperty("offers")[0].GetProperty("offerId").GetString();

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() : null;
}
