using System.Net;
using System.Text.Json;

namespace DbMarketing.Web.Tests.Outcomes;

public sealed class OutcomesEndpointTests
{
    [Theory]
    [InlineData(500, null)]
    [InlineData(501, "has 501 entries; at most 500 are allowed")]
    [InlineData(-1, "is \"many\"; an array of at most 500 is expected")]
    public async Task Outcomes_MoreThanAllowed_AreRefusedByNameValueAndLimit(int count, string? reason)
    {
        await using var server = await WebServer.StartAsync();
        var outcomes = count < 0 ? "\"many\"" : $"[{string.Join(',', Enumerable.Repeat("1", count))}]";

        using var response = await server.Client.PostAsync(
            "/v1/outcomes", new StringContent($"{{\"outcomes\":{outcomes}}}"), TestContext.Current.CancellationToken);

        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(reason is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(reason, reason is null ? null : answer.GetProperty("errors")[0].GetProperty("reason").GetString());
    }
}
