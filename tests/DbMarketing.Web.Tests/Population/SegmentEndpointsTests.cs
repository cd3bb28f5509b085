using System.Net;
using System.Text.Json;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Tests.Population;

public sealed class SegmentEndpointsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_OfARangeOrSegmentThatIsNoneSaysWhy()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);

        var range = await ProblemAsync(server, "/v1/segments/x?from=2026-01-01T00:00:00Z&until=2026-03-01T00:00:00Z");
        var segment = await ProblemAsync(server, "/v1/segments/no-such");

        Assert.Equal("range_invalid", range.GetProperty("code").GetString());
        Assert.Contains("31 days", range.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("segment_unknown", segment.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Endpoints_OfThePopulationAreNotForBrowserKeys()
    {
        await using var server = await WebServer.StartAsync();
        var browser = server.ClientOf((await server.CreateKeyAsync(KeyKind.Browser)).Key);
        foreach (var path in (string[])["/v1/segments", "/v1/segments/x", "/v1/projections"])
        {
            using var response = await browser.GetAsync(path, Cancellation);

            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    private static async Task<JsonElement> ProblemAsync(WebServer server, string path)
    {
        // Until this node has looked at the journal for the first time it has no figures to answer from.
        while (true)
        {
            using var response = await server.Client.GetAsync(path, Cancellation);
            var body = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                return body;
            }
        }
    }
}
