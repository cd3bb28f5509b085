using System.Net;
using System.Text.Json;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Tests.CrossSell;

public sealed class RuleEndpointsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_BecomeRulesForTheProductsPage()
    {
        await using var server = await SoldAsync();

        var related = await server.GetAsync("/v1/products/phone/related");
        var next = await server.GetAsync("/v1/products/phone/related?kind=next&count=1");
        var upsell = await server.GetAsync("/v1/products/phone/related?kind=upsell");

        Assert.Equal(["case"], Products(related));
        Assert.Equal(["phone-pro"], Products(next));
        Assert.Equal(["phone-pro"], Products(upsell));
        Assert.Empty(Products(await server.GetAsync("/v1/products/unheard-of/related")));
        var rule = related.GetProperty("products")[0];
        Assert.Equal(
            ("phone", 12, 12, 12, 36, 1.0, 3.0, 0),
            (rule.GetProperty("from").GetString(), rule.GetProperty("count").GetInt32(), rule.GetProperty("fromCount").GetInt32(),
                rule.GetProperty("toCount").GetInt32(), rule.GetProperty("all").GetInt32(), rule.GetProperty("confidence").GetDouble(),
                rule.GetProperty("lift").GetDouble(), rule.GetProperty("missed").GetInt32()));
        Assert.Equal(("A phone", "A case"), (rule.GetProperty("fromName").GetString(), rule.GetProperty("toName").GetString()));
        Assert.False(next.GetProperty("products")[0].TryGetProperty("toName", out _));
        Assert.InRange(rule.GetProperty("correctedPValue").GetDouble(), 0, 0.001);
    }

    [Fact]
    public async Task Related_LeaveOutWhatIsOutOfStock()
    {
        await using var server = await SoldAsync();

        await server.PostAsync("/v1/inventory", new { items = new[] { new { productId = "case", inStock = false, at = Noon } } });

        Assert.Empty(Products(await server.GetAsync("/v1/products/phone/related")));
        Assert.Equal(["phone"], Products(await server.GetAsync("/v1/products/case/related")));
    }

    [Fact]
    public async Task Rules_AreListedBestFirstAndAsTable()
    {
        await using var server = await SoldAsync();

        var all = await server.GetAsync("/v1/rules");
        var second = await server.GetAsync("/v1/rules?skip=1&limit=1");
        var table = (await server.Client.GetStringAsync("/v1/rules?kind=next&format=csv", Cancellation)).Split("\r\n");

        Assert.Equal((36, 2, 2), (
            all.GetProperty("counted").GetInt32(), all.GetProperty("found").GetInt32(), all.GetProperty("rules").GetArrayLength()));
        Assert.Equal(all.GetProperty("rules")[1].ToString(), Assert.Single(second.GetProperty("rules").EnumerateArray()).ToString());
        Assert.StartsWith("from,to,support,confidence", table[0], StringComparison.Ordinal);
        Assert.Contains(table, static line =>
            line.StartsWith("phone,phone-pro,", StringComparison.Ordinal) && line.EndsWith(",A phone,", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/v1/rules?kind=sometimes", "'sometimes'")]
    [InlineData("/v1/rules?limit=1001", "1001")]
    [InlineData("/v1/rules?skip=-1", "-1")]
    [InlineData("/v1/rules?format=xml", "'xml'")]
    [InlineData("/v1/products/phone/related?kind=sometimes", "'sometimes'")]
    [InlineData("/v1/products/phone/related?count=51", "51")]
    public async Task Read_OfWhatCannotBeSaysSo(string path, string value)
    {
        await using var server = await WebServer.StartAsync();

        using var response = await server.Client.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(value, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Related_AreReadByABrowserAndRulesAreNot()
    {
        await using var server = await SoldAsync();
        var browser = server.ClientOf((await server.CreateKeyAsync(KeyKind.Browser)).Key);
        browser.DefaultRequestHeaders.Add("Origin", "https://shop.example");

        using var related = await browser.GetAsync("/v1/products/phone/related", Cancellation);
        using var rules = await browser.GetAsync("/v1/rules", Cancellation);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (related.StatusCode, rules.StatusCode));
    }

    /// <summary>Twelve customers bought a phone with its case and later the dearer one, which has no name; twelve others a lamp.</summary>
    private static async Task<WebServer> SoldAsync()
    {
        var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var events = Enumerable.Range(0, 12).SelectMany(static number => new[]
        {
            Order($"c{number}", 3, ("phone", 100), ("case", 10)), Order($"c{number}", 1, ("phone-pro", 200)),
            Order($"l{number}", 2, ("lamp", 20)),
        });
        await server.PostAsync("/v1/batch", new { batch = events.ToArray() });
        while (!await CountedAsync(server))
        {
            // The rules follow at their own pace: asks again, as a page would.
        }

        return server;
    }

    private static async Task<bool> CountedAsync(WebServer server)
    {
        using var response = await server.Client.GetAsync("/v1/rules", Cancellation);
        return response.IsSuccessStatusCode
            && JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation)).GetProperty("counted").GetInt32() == 36;
    }

    private static object Order(string customer, int daysAgo, params (string Id, decimal Price)[] products) => new
    {
        type = "track", userId = customer, messageId = $"{customer}-{daysAgo}", @event = "Order Completed",
        timestamp = Noon.AddDays(-daysAgo),
        properties = new
        {
            order_id = $"{customer}-{daysAgo}", total = products.Sum(static product => product.Price),
            products = products.Select(static product => new
            {
                product_id = product.Id, category = "electronics", price = product.Price, quantity = 1,
                name = product.Id.Contains('-', StringComparison.Ordinal) ? null : "A " + product.Id,
            }),
        },
    };

    private static IEnumerable<string?> Products(JsonElement related) =>
        related.GetProperty("products").EnumerateArray().Select(static rule => rule.GetProperty("to").GetString());
}
