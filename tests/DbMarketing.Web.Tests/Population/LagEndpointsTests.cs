using System.Net;
using System.Text.Json;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Testing;
using DbMarketing.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Tests.Population;

public sealed class LagEndpointsTests
{
    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(TestOffers.Compiled.Source with
    {
        Segments = [new("lapsed", "Lapsed", SamplePlaybook.Field("lag.stage", ConditionOperator.EqualTo, "\"lapsed\""))],
        Lag = new(OverdueShare: 0.8, ReturnThreshold: 0.05),
        Offers = [],
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fit_OfEnoughCustomers_HoldsAtOnceAndIsShownInDays()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await BuyAsync(server, customers: 40);
        await UntilAsync(server, static figures => figures.Gaps.Gaps == 80);

        var fit = await server.PostAsync("/v1/lags/fit", new { });
        var lags = await server.GetAsync("/v1/lags");
        var ada = await server.GetAsync("/v1/customers/c0");
        var again = await server.PostAsync("/v1/lags/fit", new { });

        Assert.True(fit.GetProperty("changed").GetBoolean());
        Assert.False(again.GetProperty("changed").GetBoolean());
        var version = fit.GetProperty("held").GetString();
        Assert.Equal((version, version), (lags.GetProperty("version").GetString(), again.GetProperty("held").GetString()));
        Assert.Equal(version, ada.GetProperty("lag").GetProperty("modelVersion").GetString());
        Assert.Equal((40, 40, 80), (Number(lags, "customers"), Number(lags, "returned"), Number(lags, "gaps")));
        Assert.InRange(lags.GetProperty("medianDays").GetDouble(), 10, 30);
        Assert.Equal(0.8, lags.GetProperty("overdueShare").GetDouble());
        var first = lags.GetProperty("firstTime");
        Assert.True(first.GetProperty("dueDays").GetDouble() <= first.GetProperty("overdueDays").GetDouble());
        Assert.Equal(
            40, lags.GetProperty("stages").EnumerateObject().Sum(static stage => stage.Value.GetInt32()));
        Assert.Single(lags.GetProperty("fits").EnumerateArray());
        Assert.Equal(lags.GetProperty("checkedAt").GetDateTimeOffset().AddDays(1), lags.GetProperty("nextFitAt").GetDateTimeOffset());
        Assert.False(lags.TryGetProperty("lack", out _));
    }

    [Fact]
    public async Task Fit_OfTooFew_SaysHowManyItTakes_AndTakesAnAdministrator()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await BuyAsync(server, customers: 2);
        await UntilAsync(server, static figures => figures.Gaps.Gaps == 4);
        var reader = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server, "read")).Key);
        var admin = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server, "admin", "read")).Key);

        using var refused = await reader.PostAsync("/v1/lags/fit", null, Cancellation);
        using var few = await admin.PostAsync("/v1/lags/fit", null, Cancellation);
        var problem = JsonElement.Parse(await few.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Conflict), (refused.StatusCode, few.StatusCode));
        Assert.Contains("needs 30 customers", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("there are 2 with 4 gaps", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var lags = JsonElement.Parse(await reader.GetStringAsync("/v1/lags", Cancellation));
        Assert.False(lags.TryGetProperty("version", out _));
        Assert.Equal(("tooFew", 30), (lags.GetProperty("lack").GetString(), Number(lags, "enough")));
        Assert.False(lags.TryGetProperty("nextFitAt", out _));
    }

    /// <summary>Customers with three purchases each, two to four weeks apart.</summary>
    private static async Task BuyAsync(WebServer server, int customers)
    {
        var orders = new List<object>();
        for (var customer = 0; customer < customers; customer++)
        {
            for (var order = 0; order < 3; order++)
            {
                orders.Add(new
                {
                    type = "track",
                    @event = "Order Completed",
                    userId = $"c{customer}",
                    messageId = $"m{customer}-{order}",
                    timestamp = TimeProvider.System.GetUtcNow().AddDays(-100 + (order * (14 + (customer % 14)))),
                    properties = new { order_id = $"o{customer}-{order}", total = 10, currency = "USD" },
                });
            }
        }

        await server.PostAsync("/v1/batch", new { batch = orders });
    }

    private static int Number(JsonElement body, string name) => body.GetProperty(name).GetInt32();

    /// <summary>The figures follow the journal at their own pace: asks until they say what is awaited, as a screen would.</summary>
    private static async Task UntilAsync(WebServer server, Func<GapFigures, bool> isSo)
    {
        var population = server.Services.GetRequiredService<LivePopulation>();
        while (population.Gaps.Figures is not { } figures || !isSo(figures))
        {
            using var asked = await server.Client.GetAsync("/health/live", Cancellation);
        }
    }
}
