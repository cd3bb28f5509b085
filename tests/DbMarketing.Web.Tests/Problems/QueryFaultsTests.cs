using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Tests.Problems;

public sealed class QueryFaultsTests
{
    [Theory]
    [InlineData("/v1/segments/buyers/customers?after=abc", "after is 'abc'; a whole number from 0 to 9223372036854775807 is wanted.")]
    [InlineData("/v1/segments/buyers/customers?limit=99999999999", "limit is '99999999999'; a whole number from 1 to 1000 is wanted.")]
    [InlineData("/v1/customers/c1/timeline?limit=1,5", "limit is '1,5'; a whole number from 1 to 200 is wanted.")]
    [InlineData("/v1/offers/headphones/customers?top=1e3", "top is '1e3'; a whole number from 1 to 10000 is wanted.")]
    [InlineData("/v1/decisions?latest=x", "latest is 'x'; a whole number from 1 to 100 is wanted.")]
    [InlineData("/v1/customers/c1/timeline?before=-5", "before is '-5'; a whole number from 0 to 9223372036854775807 is wanted.")]
    [InlineData("/v1/segments/buyers/customers?after=-1", "after is '-1'; a whole number from 0 to 9223372036854775807 is wanted.")]
    [InlineData("/v1/decisions?latest=", "latest is empty; a whole number from 1 to 100 is wanted.")]
    [InlineData("/v1/segments/buyers/lifetime?full=yes", "full is 'yes'; true or false is wanted.")]
    [InlineData("/v1/lifetime?history=1.5", "history is '1.5'; a whole number from 1 to 100 is wanted.")]
    [InlineData(
        "/v1/ledger?from=2026-03-02T12:00:00",
        "from is '2026-03-02T12:00:00'; an instant with its offset such as 2026-03-02T12:00:00Z (a + is written %2B) is wanted.")]
    [InlineData("/v1/ledger?from=soon", "from is 'soon'; an instant with its offset such as 2026-03-02T12:00:00Z (a + is written %2B) is wanted.")]
    [InlineData("/v1/segments/buyers?until=1", "until is '1'; an instant with its offset such as 2026-03-02T12:00:00Z (a + is written %2B) is wanted.")]
    public async Task Value_ThatCannotBeReadIsNamedWithWhatIsWanted(string path, string detail)
    {
        await using var server = await WebServer.StartAsync();

        using var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.BadRequest, detail), (response.StatusCode, problem.GetProperty("detail").GetString()));
        var field = detail[..detail.IndexOf(' ', StringComparison.Ordinal)];
        Assert.Equal(field + "_invalid", problem.GetProperty("code").GetString());
        Assert.Equal(field, problem.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    /// <summary>Goal: no answer about now is taken for one about another instant, and the machine's zone decides nothing.</summary>
    [Fact]
    public async Task Reads_AllOfThem_TakeAnInstantOrSayWhyTheyDoNot()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var routes = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1", StringComparison.Ordinal)
                && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("GET")).ToList();
        var codes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in routes.Select(static endpoint => Regex.Replace(endpoint.RoutePattern.RawText!, @"\{\w+\}", "x").TrimEnd('/')))
        {
            using var response = await server.Client.GetAsync(path + "?asOf=2026-01-01T00:00:00", TestContext.Current.CancellationToken);
            var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            codes[path] = problem.TryGetProperty("code", out var code) ? code.GetString()! : $"answered with {response.StatusCode}";
            Assert.StartsWith("asOf ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal("asOf", problem.GetProperty("errors")[0].GetProperty("path").GetString());
        }

        Assert.All(codes.Values, static code => Assert.True(code is "as_of_invalid" or "as_of_unanswerable", code));
        Assert.Equal(
            [
                "/v1/customers/x", "/v1/freshness", "/v1/lags", "/v1/lifetime", "/v1/lifetime/cohorts", "/v1/offers/x/customers",
                "/v1/rfm", "/v1/segments/x", "/v1/segments/x/customers", "/v1/segments/x/lifetime",
            ],
            codes.Where(static one => one.Value == "as_of_invalid").Select(static one => one.Key));
    }
}
