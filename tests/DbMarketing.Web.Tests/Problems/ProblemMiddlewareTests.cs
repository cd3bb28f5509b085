using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace DbMarketing.Web.Tests.Problems;

public sealed class ProblemMiddlewareTests
{
    [Fact]
    public async Task EveryCall_WhileTheEngineStartsOrStops_Gets503WithRetryAfter()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled, startEngine: false);

        await AssertUnavailableAsync(server);
        await server.Engine.StartAsync(TestContext.Current.CancellationToken);
        foreach (var call in Calls())
        {
            using var response = await server.Client.SendAsync(call, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await server.Engine.StopAsync(TestContext.Current.CancellationToken);
        await AssertUnavailableAsync(server);
    }

    private static async Task AssertUnavailableAsync(WebServer server)
    {
        foreach (var call in Calls())
        {
            using var response = await server.Client.SendAsync(call, TestContext.Current.CancellationToken);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

            Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{call.RequestUri} → {response.StatusCode}");
            Assert.Equal("overloaded", problem.GetProperty("code").GetString());
            Assert.True(response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        }
    }

    private static IEnumerable<HttpRequestMessage> Calls() =>
    [
        new(HttpMethod.Post, "/v1/track") { Content = JsonContent.Create(new { userId = "u", messageId = "m", @event = "x" }) },
        new(HttpMethod.Post, "/v1/batch") { Content = JsonContent.Create(new { batch = new[] { TestOffers.View("u", "v") } }) },
        new(HttpMethod.Post, "/v1/decide")
        {
            Content = JsonContent.Create(new { customerId = "u", channel = "web", placements = new[] { new { id = "home-hero" } } }),
        },
        new(HttpMethod.Get, "/v1/customers/u"),
        new(HttpMethod.Get, "/v1/customers/u/timeline"),
    ];
}
