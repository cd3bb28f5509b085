using System.Net;
using System.Text.Json;

namespace DbMarketing.Web.Tests.Problems;

public sealed class QueryFaultsTests
{
    [Theory]
    [InlineData("/v1/segments/buyers/customers?after=abc", "after is 'abc'; a whole number from 0 to 9223372036854775807 is wanted.")]
    [InlineData("/v1/segments/buyers/customers?limit=99999999999", "limit is '99999999999'; a whole number from 1 to 1000 is wanted.")]
    [InlineData("/v1/customers/c1/timeline?limit=1,5", "limit is '1,5'; a whole number from 1 to 200 is wanted.")]
    [InlineData("/v1/offers/headphones/customers?top=1e3", "top is '1e3'; a whole number from 1 to 10000 is wanted.")]
    [InlineData("/v1/decisions?latest=x", "latest is 'x'; a whole number from 1 to 100 is wanted.")]
    [InlineData("/v1/ledger?from=soon", "from is 'soon'; an instant such as 2026-03-02T12:00:00Z (a + is written %2B) is wanted.")]
    [InlineData("/v1/segments/buyers?until=1", "until is '1'; an instant such as 2026-03-02T12:00:00Z (a + is written %2B) is wanted.")]
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
}
