using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;
using Microsoft.Extensions.DependencyInjection;
using static DbMarketing.Web.Tests.Population.PastSteps;

namespace DbMarketing.Web.Tests.Decide;

/// <summary>Dry runs as of another instant than now.</summary>
public sealed class PastDecisionsTests
{
    private static readonly object[] Hero = [new { id = "home-hero", count = 3 }];

    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Offers =
        [
            SamplePlaybook.Offer("headphones", "gadgets", 30) with { Products = ["h1"] },
            SamplePlaybook.Offer("refill", "thanks", 5) with { Products = ["ink"], Propensity = new(0.05, NextPurchase: true) },
            SamplePlaybook.Offer("voucher", "thanks", 10) with
            {
                Policy = new(Suitability: SamplePlaybook.Field("revenue.topShare", ConditionOperator.AtMost, "0.2")),
            },
        ],
    });

    /// <summary>Goal: the stock of now decides nothing about another instant, and what is of now is said.</summary>
    [Fact]
    public async Task DryRun_OfAnotherInstant_IsNotJudgedByTheStockOfNow_AndSaysWhatIsOfNow()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10) } });
        server.Services.GetRequiredService<ReferenceSource>().Renew(static held => held with
        {
            Stock = new StockFigures(1, ImmutableHashSet.Create(StringComparer.Ordinal, "h1")),
        });
        var (now, later) = (TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddDays(3));
        object[] view = [TestOffers.View("c1", "v1")];

        var live = await server.PostAsync("/v1/decide", Wish(null));
        var past = await server.PostAsync("/v1/decide", Wish(now.AddDays(-1)));
        var ahead = await server.PostAsync("/v1/decide", Wish(later, view));

        Assert.DoesNotContain("headphones", OffersOf(live));
        Assert.False(live.TryGetProperty("warnings", out _));
        foreach (var other in new[] { past, ahead })
        {
            Assert.Contains("headphones", OffersOf(other));
            Assert.Equal(
                ["stock_unknown", "rules_of_now", "population_of_now"],
                other.GetProperty("warnings").EnumerateArray().Select(static one => one.GetProperty("code").GetString()));
            Assert.Contains("revenue.topShare", other.GetProperty("warnings")[2].GetProperty("text").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task DryRun_WhoseOffersDependOnNothingOfNow_WarnsOfNothing()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);

        var past = await server.PostAsync("/v1/decide", Wish(TimeProvider.System.GetUtcNow().AddDays(-1)));

        Assert.Equal(0, past.GetProperty("warnings").GetArrayLength());
    }

    /// <summary>Goal: interactions of now are not taken for the customer of another day.</summary>
    [Fact]
    public async Task DryRun_OfAPastInstantWithInteractions_IsRefused()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);

        using var response = await server.Client.PostAsJsonAsync(
            "/v1/decide", Wish(TimeProvider.System.GetUtcNow().AddDays(-1), [TestOffers.View("c1", "v1")]),
            TestContext.Current.CancellationToken);

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.BadRequest, "as_of_invalid"), (response.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Contains("interactions", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Goal: as for views, a past decision is about who was asked, not about the customer that it has become since.</summary>
    [Fact]
    public async Task DryRun_OfAnIdThatWasMergedLater_IsItsOwn()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10), Order("v1", "o2", 7, "anonymousId") } });
        var between = DateTimeOffset.Parse(
            Uri.UnescapeDataString(await AfterAsync(server)), System.Globalization.CultureInfo.InvariantCulture);
        await server.PostAsync("/v1/identify", new { userId = "c1", anonymousId = "v1", messageId = "sign-in" });
        await server.SettleAsync();

        var then = await server.PostAsync(
            "/v1/decide", new { anonymousId = "v1", channel = "web", placements = Hero, dryRun = true, asOf = between });
        var now = await server.PostAsync("/v1/decide", new { anonymousId = "v1", channel = "web", placements = Hero, dryRun = true });

        Assert.Equal("v1", then.GetProperty("anonymousId").GetString());
        Assert.Equal("c1", now.GetProperty("customerId").GetString());
    }

    private static object Wish(DateTimeOffset? asOf, params object[] interactions) =>
        new { customerId = "c1", channel = "web", placements = Hero, dryRun = true, asOf, interactions };

    private static IEnumerable<string?> OffersOf(JsonElement reply) =>
        reply.GetProperty("offers").EnumerateArray().Select(static offer => offer.GetProperty("offerId").GetString());
}
