using System.Net;
using System.Text.Json;

namespace DbMarketing.Web.Tests.Tracking;

/// <summary>Bodies that do not fit: the field is named with its value and what is wanted, in the API's words.</summary>
public sealed class BodyFaultsTests
{
    private const string Decide = "\"customerId\":\"c1\",\"channel\":\"web\",\"placements\":[{\"id\":\"home-hero\"}],\"dryRun\":true";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("\"2026-01-01T00:00:00\"")]
    [InlineData("\"2026-01-01\"")]
    [InlineData("\"01/02/2026 10:00 Z\"")]
    [InlineData("\"1066-10-14T00:00:00Z\"")]
    [InlineData("5")]
    public async Task Bodies_WithAnInstantThatIsNone_AreRefusedWithTheSameCode(string asOf)
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        foreach (var (path, rest) in ((string, string)[])
            [
                ("/v1/segments/preview", "\"condition\":{\"field\":\"purchases.count\",\"op\":\"atLeast\",\"value\":1}"),
                ("/v1/decide", Decide),
            ])
        {
            using var body = new StringContent($"{{{rest},\"asOf\":{asOf}}}");
            using var response = await server.Client.PostAsync(path, body, Cancellation);
            var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("as_of_invalid", problem.GetProperty("code").GetString());
            Assert.Contains("asOf is ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("DbMarketing", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/v1/decide", "{\"customerId\":\"c\",\"channel\":\"web\",\"placement\":[]}", "$.placement is no field here; placements was probably meant.")]
    [InlineData("/v1/decide", "{\"placements\":[{\"id\":\"a\"},{\"id\":\"b\",\"cuont\":2}]}", "$.placements[1].cuont is no field here; count was probably meant.")]
    [InlineData("/v1/decide", "{\"dry_run\":true}", "$.dry_run is no field here; dryRun was probably meant.")]
    [InlineData("/v1/outcomes", "{\"outcomes\":[],\"sentAt\":1}", "$.sentAt is no field here; there are outcomes.")]
    [InlineData("/v1/inventory", "{\"items\":[],\"item\":{}}", "$.item is no field here; items was probably meant.")]
    [InlineData("/v1/keys", "{\"kind\":\"server\",\"scope\":[\"read\"]}", "$.scope is no field here; scopes was probably meant.")]
    [InlineData("/v1/playbook/rollback", "{\"versoin\":\"a\"}", "$.versoin is no field here; version was probably meant.")]
    [InlineData("/v1/segments/preview", "{\"conditions\":{}}", "$.conditions is no field here; condition was probably meant.")]
    [InlineData("/v1/visitors", "{\"x\":1}", "$.x is no field here; there are anonymousId, token.")]
    public async Task Field_ThatNoBodyHas_IsRefusedWithWhatWasProbablyMeant(string path, string json, string detail)
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        using var body = new StringContent(json);

        using var response = await server.Client.PostAsync(path, body, Cancellation);

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal((HttpStatusCode.BadRequest, detail), (response.StatusCode, problem.GetProperty("detail").GetString()));
        Assert.Equal("field_unknown", problem.GetProperty("code").GetString());
        Assert.Equal(detail.Split(' ')[0], problem.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    /// <summary>One of several is refused alone; what is free to have any names, or is written in another case, is not looked at.</summary>
    [Fact]
    public async Task Field_ThatNoEntryHas_RefusesThatEntryAlone()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var at = TimeProvider.System.GetUtcNow();

        var stock = await server.PostAsync("/v1/inventory", new
        {
            items = new object[] { new { productId = "a", inStock = true, at }, new { productId = "b", instock = true, stock = 3, at } },
        });
        var outcomes = await server.PostAsync("/v1/outcomes", new
        {
            outcomes = new object[]
            {
                new { customerId = "c", offerId = "o", outcome = "presented" }, new { messageId = "m2", customerId = "c", offer = "o", outcome = "clicked" },
            },
        });
        var decided = await server.PostAsync("/v1/decide", new
        {
            CUSTOMERID = "c", channel = "web", placements = new[] { new { id = "home-hero" } }, context = new { anything = 1 },
            interactions = new[] { new { @event = "Signed Up", properties = new { a = 1 }, more = 2 } }, dryRun = true,
        });

        Assert.Equal(["applied", "rejected"], stock.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("verdict").GetString()));
        Assert.StartsWith("$.stock is no field here; inStock", stock.GetProperty("items")[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
        var results = outcomes.GetProperty("results");
        Assert.Equal(["applied", "rejected"], results.EnumerateArray().Select(result => result.GetProperty("verdict").GetString()));
        Assert.Equal(
            ("m2", "field_unknown", "$.offer is no field here; offerId was probably meant."),
            (results[1].GetProperty("messageId").GetString(), results[1].GetProperty("code").GetString(), results[1].GetProperty("reason").GetString()));
        Assert.Equal("c", decided.GetProperty("customerId").GetString());
    }

    [Theory]
    [InlineData("/v1/segments/preview", "{\"full\":\"yes\"}", "$.full is \"yes\"; true or false is wanted.")]
    [InlineData("/v1/decide", "{\"customerId\":7}", "$.customerId is 7; a text is wanted.")]
    [InlineData("/v1/decide", "{\"placements\":[{\"id\":\"a\",\"count\":1.5}]}", "$.placements[0].count is 1.5; a whole number is wanted.")]
    [InlineData("/v1/decide", "{\"placements\":{}}", "$.placements is an object; an array is wanted.")]
    [InlineData("/v1/decide", "{\"placements\":[3]}", "$.placements[0] is 3; an object is wanted.")]
    [InlineData("/v1/keys", "{\"kind\":\"desk\"}", "$.kind is \"desk\"; one of server, browser is wanted.")]
    [InlineData("/v1/playbook/rollback", "{\"version\":[]}", "$.version is an array; a text is wanted.")]
    public async Task Field_OfAnotherType_IsNamedWithItsValueAndWhatIsWanted(string path, string json, string detail)
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        using var body = new StringContent(json);

        using var response = await server.Client.PostAsync(path, body, Cancellation);

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal((HttpStatusCode.BadRequest, detail), (response.StatusCode, problem.GetProperty("detail").GetString()));
        Assert.Equal("field_invalid", problem.GetProperty("code").GetString());
    }
}
