using System.Net;
using System.Text.Json;
using DbMarketing.Engine.Population;
using DbMarketing.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Tests.Population;

public sealed class RfmEndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_MoveThePopulationAndTheScoresOfEveryCustomer()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        await server.PostAsync("/v1/batch", new { batch = Enumerable.Range(1, 5).Select(i => Order($"c{i}", $"o{i}", i * 10)).ToArray() });
        await UntilAsync(server, figures => figures.All?.Rfm.All.Customers == 5);
        Assert.Equal(("5", 0.2), await ScoreAsync(server, "c5"));
        Assert.Equal(("4", 0.4), await ScoreAsync(server, "c4"));

        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c4", "more", 100) } });
        await UntilAsync(server, figures => figures.All?.Rfm.All.Revenue == 250);

        Assert.Equal(("4", 0.4), await ScoreAsync(server, "c5"));
        var rfm = await server.GetAsync("/v1/rfm");
        Assert.Equal(
            (5, 5, 250),
            (rfm.GetProperty("customers").GetInt32(), rfm.GetProperty("buyers").GetInt32(), rfm.GetProperty("revenue").GetInt32()));
        Assert.Equal(5, rfm.GetProperty("cells").EnumerateArray().Sum(static cell => cell.GetProperty("customers").GetInt32()));
        Assert.Equal(5, rfm.GetProperty("groups").EnumerateArray().Sum(static group => group.GetProperty("customers").GetInt32()));
        var fifth = rfm.GetProperty("pareto").EnumerateArray().Single(static point => point.GetProperty("topShare").GetDouble() == 0.2);
        Assert.Equal(140 / 250.0, fifth.GetProperty("revenueShare").GetDouble(), 3);
        Assert.Equal(5, (await server.GetAsync("/v1/rfm?window=quarter")).GetProperty("quintiles").GetArrayLength());
        var segments = await server.GetAsync("/v1/segments");
        Assert.Equal(TestOffers.Compiled.Segments.Count, segments.GetProperty("segments").GetArrayLength());
    }

    [Fact]
    public async Task Read_OfAWindowThatIsNoneSaysWhichThereAre()
    {
        await using var server = await WebServer.StartAsync();
        await UntilAsync(server, static _ => true);

        using var response = await server.Client.GetAsync("/v1/rfm?window=decade", Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("'decade'", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_BeforeAnythingWasSoldHasNoScores()
    {
        await using var server = await WebServer.StartAsync();
        await UntilAsync(server, static _ => true);

        var rfm = await server.GetAsync("/v1/rfm");

        Assert.Equal(0, rfm.GetProperty("buyers").GetInt32());
        Assert.Equal(0, rfm.GetProperty("quintiles").GetArrayLength());
    }

    [Fact]
    public async Task Rebuild_TakesAnAdministratorAndANameThatThereIs()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10) } });
        await UntilAsync(server, figures => figures.Customers == 1);
        var reader = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server, "read")).Key);
        var admin = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server, "admin", "read")).Key);

        using var refused = await reader.PostAsync("/v1/projections/rfm/rebuild", null, Cancellation);
        using var unknown = await admin.PostAsync("/v1/projections/no-such/rebuild", null, Cancellation);
        using var accepted = await admin.PostAsync("/v1/projections/rfm/rebuild", null, Cancellation);
        await UntilAsync(server, figures => figures.Customers == 1);
        var listed = JsonElement.Parse(await admin.GetStringAsync("/v1/projections", Cancellation)).GetProperty("projections");

        Assert.Equal(
            [HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.Accepted],
            new[] { refused, unknown, accepted }.Select(static response => response.StatusCode));
        Assert.Contains(listed.EnumerateArray(), static projection =>
            projection.GetProperty("name").GetString() == "rfm" && !projection.GetProperty("late").GetBoolean());
    }

    private static object Order(string customer, string id, int total) => new
    {
        type = "track", userId = customer, messageId = id, @event = "Order Completed",
        properties = new { order_id = id, total, currency = "USD" },
    };

    private static async Task<(string Monetary, double TopShare)> ScoreAsync(WebServer server, string customer)
    {
        var score = (await server.GetAsync($"/v1/customers/{customer}")).GetProperty("scores").GetProperty("all");
        return (score.GetProperty("monetary").GetRawText(), score.GetProperty("topShare").GetDouble());
    }

    /// <summary>The figures follow the journal at their own pace: asks until they say what is awaited, as a screen would.</summary>
    private static async Task UntilAsync(WebServer server, Func<PopulationFigures, bool> holds)
    {
        var population = server.Services.GetRequiredService<LivePopulation>();
        while (population.Rfm.Figures is not { } figures || !holds(figures))
        {
            using var asked = await server.Client.GetAsync("/health/live", Cancellation);
        }
    }
}
