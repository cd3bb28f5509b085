using System.Text.Json;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Offers;
using DbMarketing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Tests.Decisions;

public sealed class ShownNumbersTests
{
    /// <summary>Goal: callers see 0.7 where the product of the factors is 0.7000000000000001, and the replay still finds that.</summary>
    [Fact]
    public async Task Numbers_AreShownToSixDecimals_AndStoredAsTheyAre()
    {
        await using var server = await WebServer.StartAsync(playbook: SamplePlaybook.Compile(SamplePlaybook.Source with
        {
            Offers = [SamplePlaybook.Offer("lamp", "gadgets", 10) with { Propensity = new OfferPropensity(0.07) }],
        }));
        var decided = await server.PostAsync("/v1/decide", new
        {
            customerId = "u", channel = "web", placements = (object[])[new { id = "home-hero" }],
            interactions = (object[])[TestOffers.View("u", "m1", "p1"), TestOffers.Order("u", "o1")],
        });
        var id = decided.GetProperty("decisionId").GetString();
        var decision = await server.GetAsync($"/v1/decisions/{id}");
        var explained = await server.GetAsync($"/v1/decisions/{id}/explanation");

        Assert.Equal(["0.7", "0.7", "0.7"], [Priority(decided.GetProperty("offers")), Priority(decision.GetProperty("offers")),
            Priority(explained.GetProperty("candidates"))]);
        Assert.All(
            (JsonElement[])[decided, decision, explained, await server.GetAsync("/v1/decisions"), await server.GetAsync("/v1/customers/u"),
                await server.GetAsync("/v1/statistics")],
            static body => Assert.All(Numbers(body), static number => Assert.InRange(number.Scale, 0, 6)));
        Assert.True(explained.GetProperty("identical").GetBoolean());
        var stored = Assert.Single(server.Services.GetRequiredService<IEngineStatistics>().ReadLatest(1)).Decision;
        Assert.Equal(0.07 * 10, stored.Offers[0].Priority);
        Assert.NotEqual(0.7, stored.Offers[0].Priority);
    }

    private static string Priority(JsonElement offers) => Assert.Single(offers.EnumerateArray()).GetProperty("priority").GetRawText();

    private static IEnumerable<decimal> Numbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static property => Numbers(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Numbers),
        JsonValueKind.Number => [element.GetDecimal()],
        _ => [],
    };
}
