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
