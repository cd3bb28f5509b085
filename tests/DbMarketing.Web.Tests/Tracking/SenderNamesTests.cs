using System.Text;
using System.Text.Json;

namespace DbMarketing.Web.Tests.Tracking;

/// <summary>A fault of an event names the field as its sender wrote it, wherever that was.</summary>
public sealed class SenderNamesTests
{
    private const string Long = "LONG";

    public static TheoryData<string, string, string> Faults { get; } = new()
    {
        { "Order Completed", """{"properties":{"total":-1}}""", "'properties.total' is -1;" },
        { "Order Completed", """{"properties":{"revenue":-1}}""", "'properties.revenue' is -1;" },
        { "Order Completed", """{"properties":{"total":null,"value":-1}}""", "'properties.value' is -1;" },
        { "Order Completed", """{"properties":{"products":[{"sku":"a","price":9e11,"quantity":9}]}}""", "'the sum of properties.products' is 8" },
        { "Order Completed", """{"properties":{"total":1,"orderID":"a\u0001"}}""", "'properties.orderID' holds the control" },
        { "Order Completed", """{"properties":{"total":1,"currency":"EURO"}}""", "'properties.currency' is 'EURO';" },
        { "Order Completed", """{"properties":{"total":1,"products":[{"sku":"a"},{"sku":"a","quantity":0}]}}""", "'properties.products[1].quantity' is 0;" },
        { "Order Completed", """{"properties":{"total":1,"items":[{"id":"a","unit_price":-2}]}}""", "'properties.items[0].unit_price' is -2;" },
        { "Order Refunded", """{"properties":{"amount":-3}}""", "'properties.amount' is -3;" },
        { "Product Viewed", """{"properties":{"sku":"LONG"}}""", "'properties.sku' has 300 characters;" },
        { "Product Viewed", """{"properties":{"sku":"a","category_code":"LONG"}}""", "'properties.category_code' has 300 characters;" },
        { "Product Added", """{"properties":{"products":[],"sku":"a","price":-1}}""", "'properties.price' is -1;" },
        { "Product Reviewed", """{"properties":{"rating":9e20}}""", "'properties.rating' is 9" },
        { "Points Earned", """{"properties":{"amount":-4}}""", "'properties.amount' is -4;" },
        { "Store Visited", """{"properties":{"storeId":"LONG"}}""", "'properties.storeId' has 300 characters;" },
        { "Products Searched", """{"properties":{"search_term":"a\u0001"}}""", "'properties.search_term' holds the control" },
        { "Consent Changed", """{"properties":{"category":"LONG","granted":true}}""", "'properties.category' has 300 characters;" },
        { "Signed\\u0001", "{}", "'event' holds the control" },
        { "Signed Up", """{"properties":{"plan":{"kind":"a\u0001"}}}""", "'properties.plan.kind' holds the control" },
        { "Product Viewed", """{"properties":{"sku":"a","colour":"a\u0001"}}""", "'properties.colour' holds the control" },
        { "Signed Up", """{"properties":{"LONG":1}}""", "'properties name' has 300 characters;" },
        { "Signed Up", """{"context":{"campaign":{"name":"a\u0001"}}}""", "'context.campaign.name' holds the control" },
        { "Signed Up", """{"timestamp":"1899-01-01T00:00:00Z"}""", "'timestamp' is 1899-01-01T00:00:00Z;" },
        { "Signed Up", """{"timestamp":"2026-01-01T00:00:00Z","originalTimestamp":"2999-01-01T00:00:00Z"}""", "'originalTimestamp' is 2999" },
        { "Signed Up", """{"context":{"channel":"a\u0001"}}""", "'context.channel' holds the control" },
        { "", """{"type":"identify","traits":{"bio":"a\u0001"}}""", "'traits.bio' holds the control" },
        { "", """{"type":"identify","properties":{"bio":"a\u0001"}}""", "'properties.bio' holds the control" },
        { "", """{"type":"group","groupId":"g","traits":{"plan":"a\u0001"}}""", "'traits.plan' holds the control" },
        { "", """{"type":"page","name":"a\u0001"}""", "'name' holds the control" },
        { "", """{"type":"page","properties":{"title":"a\u0001"}}""", "'properties.title' holds the control" },
        { "", """{"type":"page","properties":{"path":"a\u0001"}}""", "'properties.path' holds the control" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_NamesTheFieldAsItsSenderDid(string name, string json, string expected)
    {
        await using var server = await WebServer.StartAsync();
        var text = json.Replace(Long, new string('x', 300), StringComparison.Ordinal);
        var start = name.Length > 0 ? $"{{\"userId\":\"u\",\"type\":\"track\",\"event\":\"{name}\"" : "{\"userId\":\"u\"";
        var body = $"{{\"batch\":[{start}{(text == "{}" ? "}" : "," + text[1..])}]}}";

        using var response = await server.Client.PostAsync(
            "/v1/batch", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var result = answer.GetProperty("results")[0];
        Assert.Equal("rejected", result.GetProperty("verdict").GetString());
        Assert.StartsWith(expected, result.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_OfAnOutcomeNamesTheFieldOfTheReport()
    {
        await using var server = await WebServer.StartAsync();

        var answer = await server.PostAsync("/v1/outcomes", new
        {
            customerId = "u", offerId = "o", outcome = "presented", timestamp = "2999-01-01T00:00:00Z",
        });

        Assert.StartsWith("'timestamp' is 2999", answer.GetProperty("results")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }
}
