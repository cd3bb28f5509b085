using System.Net;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;
using DbMarketing.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Tests.Hosting;

public sealed class WebHostTests
{
    /// <summary>A node without callers of its own may listen where it likes, without a key: it has nothing to give away.</summary>
    [Fact]
    public async Task BuildHealth_AnswersHealthAndNothingElse()
    {
        await using var server = await WebServer.StartAsync();
        await using var app = WebHost.BuildHealth(new WebHostOptions { Urls = ["http://127.0.0.1:0"] }, Add);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        var answered = new List<string>();
        foreach (var path in Paths(server.Services).Concat(["/", "/shop", "/desk", "/sdk/dbmarketing.js", "/hubs/live/negotiate"]).Distinct())
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
            {
                using var request = new HttpRequestMessage(method, path);
                using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
                if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed))
                {
                    answered.Add($"{method} {path}");
                }
            }
        }

        Assert.Equal(["GET /health/live", "GET /health/ready"], answered.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Paths(IServiceProvider whole) =>
        from endpoint in whole.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        select "/" + string.Concat(endpoint.RoutePattern.RawText!.TrimStart('/').Split('{', '}', '*'));

    private static void Add(WebApplicationBuilder builder) => builder.Services
        .AddSingleton(TimeProvider.System)
        .AddSingleton<IJournalStore>(new VolatileJournalStore(TimeProvider.System))
        .AddSingleton(new ReferenceSource(new ReferenceData(SamplePlaybook.Compiled, new FixedPropensity())));
}
