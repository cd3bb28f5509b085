using System.Net;
using System.Text.Json;
using DbMarketing.Engine.Population;
using DbMarketing.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Tests.Population;

public sealed class LifetimeEndpointsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Forty customers who bought twice: the models are fitted by themselves, and everything that reads them follows.</summary>
    [Fact]
    public async Task Orders_AreFittedAndEveryCustomerCohortAndSegmentHasAnEstimate()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        await BuyAsync(server, 40);
        await FitAsync(server);

        var lifetime = await server.GetAsync("/v1/lifetime");
        var model = lifetime.GetProperty("model");
        Assert.Equal((40, 40), (model.GetProperty("customers").GetInt32(), model.GetProperty("repeaters").GetInt32()));
        Assert.True(model.GetProperty("nbd").GetProperty("logLikelihood").GetDouble() < 0);
        Assert.Equal(JsonValueKind.Object, model.GetProperty("purchases").GetProperty("parameters").ValueKind);
        Assert.NotEmpty(model.GetProperty("reason").GetString()!);
        Assert.True(lifetime.GetProperty("history").GetArrayLength() >= 1);
        var view = (await server.GetAsync("/v1/customers/c3")).GetProperty("lifetime");
        Assert.Equal(model.GetProperty("version").GetInt64(), view.GetProperty("version").GetInt64());
        Assert.Equal([30, 90, 365], Members(view, "purchases").Select(static times => times.GetProperty("days").GetInt32()));

        var cohorts = await server.GetAsync("/v1/lifetime/cohorts?by=year");
        Assert.Equal(40, Members(cohorts, "cohorts").Sum(static cohort => cohort.GetProperty("customers").GetInt32()));
        Assert.Equal(40 * 30.0, Members(cohorts, "cohorts").Sum(static cohort => cohort.GetProperty("revenue").GetDouble()));
        var csv = await server.Client.GetStringAsync("/v1/lifetime/cohorts?format=csv", Cancellation);
        Assert.StartsWith("cohort,customers,alive,churn,purchases30", csv, StringComparison.Ordinal);
        var segment = TestOffers.Compiled.Segments[0].Source.Id;
        var members = await server.GetAsync($"/v1/segments/{segment}/lifetime?full=true");
        Assert.Equal(40, members.GetProperty("scanned").GetInt32());
        Assert.InRange(members.GetProperty("buyers").GetInt32(), 0, members.GetProperty("found").GetInt32());
    }

    [Fact]
    public async Task Fit_TakesAnAdministratorAndSomebodyWhoBought()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var reader = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server, "read")).Key);
        var admin = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server, "admin", "read", "write")).Key);
        await CountedAsync(server, 0);

        using var refused = await reader.PostAsync("/v1/lifetime/fit", null, Cancellation);
        using var nobody = await admin.PostAsync("/v1/lifetime/fit", null, Cancellation);
        using var notFitted = await reader.GetAsync("/v1/lifetime/cohorts", Cancellation);

        Assert.Equal(
            [HttpStatusCode.Forbidden, HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable],
            new[] { refused, nobody, notFitted }.Select(static response => response.StatusCode));
        Assert.Contains("nothing_to_fit", await nobody.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Contains("lifetime_not_fitted", await notFitted.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.False, JsonElement.Parse(
            await reader.GetStringAsync("/v1/lifetime", Cancellation)).GetProperty("underWay").ValueKind);
    }

    [Theory]
    [InlineData("/v1/lifetime?history=0", "history is 0; 1 to 100 are allowed.")]
    [InlineData("/v1/lifetime?history=101", "history is 101; 1 to 100 are allowed.")]
    [InlineData("/v1/lifetime/cohorts?by=week", "by is 'week'; it must be month, quarter or year.")]
    [InlineData("/v1/lifetime/cohorts?format=xml", "format is 'xml'; it must be json or csv.")]
    public async Task Read_OfWhatIsNoneIsNamed(string path, string detail)
    {
        await using var server = await WebServer.StartAsync();

        using var response = await server.Client.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(detail, JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Read_OfASegmentThatIsNoneIsNotFound()
    {
        await using var server = await WebServer.StartAsync();

        foreach (var path in (string[])["/v1/segments/nobody/lifetime", "/v1/freshness?segment=nobody"])
        {
            using var response = await server.Client.GetAsync(path, Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Contains("'nobody'", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Freshness_SaysHowOldWhatIsKnownIs()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        await BuyAsync(server, 3);
        await CountedAsync(server, 3);

        var freshness = await server.GetAsync("/v1/freshness");

        Assert.Equal((3, 3), (freshness.GetProperty("scanned").GetInt32(), freshness.GetProperty("customers").GetInt32()));
        var rfm = freshness.GetProperty("fields").EnumerateArray().Single(static field => field.GetProperty("field").GetString() == "rfm");
        Assert.Equal((1.0, 0.0), (rfm.GetProperty("share").GetDouble(), rfm.GetProperty("olderThan30").GetDouble()));
        Assert.InRange(rfm.GetProperty("medianDays").GetDouble(), 4, 12);
        Assert.Equal(
            [.. server.Services.GetRequiredService<LivePopulation>().Statuses.Select(static one => one.Name), "lagModel", "lifetimeModel"],
            freshness.GetProperty("figures").EnumerateArray().Select(static figure => figure.GetProperty("figures").GetString()));
    }

    private static JsonElement.ArrayEnumerator Members(JsonElement parent, string name) => parent.GetProperty(name).EnumerateArray();

    /// <summary>Each bought for 10 and, 30 days later, for 20.</summary>
    private static async Task BuyAsync(WebServer server, int customers)
    {
        var now = TimeProvider.System.GetUtcNow();
        await server.PostAsync("/v1/batch", new
        {
            batch = Enumerable.Range(0, customers)
                .SelectMany(i => new[] { Order(i, 1, now.AddDays(-40 - (i % 7))), Order(i, 2, now.AddDays(-5 - (i % 7))) }).ToArray(),
        });

        static object Order(int customer, int number, DateTimeOffset at) => new
        {
            type = "track", userId = $"c{customer}", messageId = $"m{customer}-{number}", @event = "Order Completed", timestamp = at,
            properties = new { order_id = $"o{customer}-{number}", total = 10 * number, currency = "USD" },
        };
    }

    /// <summary>The figures follow the journal at their own pace: asks until they say what is awaited, as a screen would.</summary>
    private static async Task CountedAsync(WebServer server, long customers)
    {
        var population = server.Services.GetRequiredService<LivePopulation>();
        while (population.Lifetime.Figures?.Customers != customers || population.Rfm.Figures is not { } rfm
            || (rfm.All?.Rfm.All.Customers ?? 0) != customers)
        {
            using var asked = await server.Client.GetAsync("/health/live", Cancellation);
        }
    }

    /// <summary>Has the models fitted, unless they are being so already, and waits until they hold for all who were counted.</summary>
    private static async Task FitAsync(WebServer server)
    {
        await CountedAsync(server, 40);
        while (!(await server.GetAsync("/v1/lifetime")).TryGetProperty("model", out var model)
            || model.GetProperty("customers").GetInt32() < 40)
        {
            using var begun = await server.Client.PostAsync("/v1/lifetime/fit", null, Cancellation);
            Assert.Contains(begun.StatusCode, (HttpStatusCode[])[HttpStatusCode.Accepted, HttpStatusCode.Conflict]);
        }
    }
}
