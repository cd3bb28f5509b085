using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Tests.Decide;

public sealed class DecideTests
{
    private static readonly object[] Hero = [new { id = "home-hero", count = 1 }];

    [Fact]
    public async Task Decide_WithInteractions_KnowsOfThemInTheSameTurn()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);

        var reply = await server.PostAsync("/v1/decide", new
        {
            customerId = "anna", channel = "web", placements = Hero,
            interactions = new object[] { new { @event = "Order Completed", messageId = "o1",
                properties = new { order_id = "o1", total = 5 } } },
        });

        Assert.Equal("thanks-for-buying", reply.GetProperty("offers")[0].GetProperty("offerId").GetString());
        Assert.Equal("applied", reply.GetProperty("verdicts")[0].GetProperty("verdict").GetString());
        Assert.Equal(1, reply.GetProperty("sequence").GetInt64());
        Assert.Equal("Hello there", reply.GetProperty("offers")[0].GetProperty("content").GetProperty("title").GetString());
    }

    [Fact]
    public async Task Decide_WithTheSameRequestId_ReturnsTheStoredDecision()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var body = new { anonymousId = "a1", channel = "web", placements = Hero, requestId = "r1" };

        var first = await server.PostAsync("/v1/decide", body);
        var second = await server.PostAsync("/v1/decide", body);

        Assert.Equal(first.GetProperty("decisionId").GetString(), second.GetProperty("decisionId").GetString());
        Assert.True(second.GetProperty("duplicate").GetBoolean());
    }

    [Fact]
    public async Task Decide_WithARequestIdOfAnotherRequest_IsAConflictThatNamesIt()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        await server.PostAsync("/v1/decide", new { anonymousId = "a1", channel = "web", placements = Hero, requestId = "r1" });

        using var response = await server.Client.PostAsJsonAsync(
            "/v1/decide", new { anonymousId = "a1", channel = "web", placements = Hero, requestId = "r1", language = "ko" },
            TestContext.Current.CancellationToken);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("request_id_reused", problem.GetProperty("code").GetString());
        Assert.Equal("$.requestId", problem.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task DryRun_OfAPastDate_DecidesAsTheCustomerThenAndStoresNothing()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var before = TimeProvider.System.GetUtcNow();
        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.Order("cora", "o1") } });

        var then = await server.PostAsync("/v1/decide",
            new { customerId = "cora", channel = "web", placements = Hero, dryRun = true, asOf = before });
        var now = await server.PostAsync("/v1/decide", new { customerId = "cora", channel = "web", placements = Hero, dryRun = true });

        Assert.Equal("welcome", then.GetProperty("offers")[0].GetProperty("offerId").GetString());
        Assert.Equal("thanks-for-buying", now.GetProperty("offers")[0].GetProperty("offerId").GetString());
        Assert.Equal(1, (await server.GetAsync("/v1/customers/cora")).GetProperty("sequence").GetInt64());
    }

    /// <summary>Goal: one event of nonsense nesting is refused by name, and the decision and the other events go on.</summary>
    [Theory]
    [InlineData(63)]
    [InlineData(70)]
    [InlineData(400)]
    public async Task Decide_WithAnInteractionNestedTooDeep_RejectsThatOneAlone(int levels)
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
        var body = $$"""
            {"customerId":"u","channel":"web","placements":[{"id":"home-hero"}],"interactions":[
            {"event":"x","messageId":"deep","properties":{{deep}}},{"event":"x","messageId":"flat"}]}
            """;

        using var response = await server.Client.PostAsync("/v1/decide", new StringContent(body), TestContext.Current.CancellationToken);
        var reply = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            ["rejected", "applied"], reply.GetProperty("verdicts").EnumerateArray().Select(one => one.GetProperty("verdict").GetString()));
    }

    /// <summary>Goal: what folds a history for one answer has one limit, whichever answer it is.</summary>
    [Fact]
    public async Task Replays_BeyondTheirLimit_Get429()
    {
        await using var server = await WebServer.StartAsync(options => options.MaxReplays = 0, playbook: TestOffers.Compiled);
        var decision = (await server.PostAsync("/v1/decide", new { customerId = "u", channel = "web", placements = Hero }))
            .GetProperty("decisionId").GetString();
        var asOf = new { customerId = "u", channel = "web", placements = Hero, dryRun = true, asOf = TimeProvider.System.GetUtcNow() };

        using var past = await server.Client.PostAsJsonAsync("/v1/decide", asOf, TestContext.Current.CancellationToken);
        using var explanation = await server.Client.GetAsync(
                $"/v1/decisions/{decision}/explanation", TestContext.Current.CancellationToken);

        foreach (var response in new[] { past, explanation })
        {
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
            Assert.Equal("too_many_replays", problem.GetProperty("code").GetString());
            Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        }
    }

    [Fact]
    public async Task Replays_OneAfterTheOther_AreWithinALimitOfOne()
    {
        await using var server = await WebServer.StartAsync(options => options.MaxReplays = 1, playbook: TestOffers.Compiled);
        var decision = (await server.PostAsync("/v1/decide", new { customerId = "u", channel = "web", placements = Hero }))
            .GetProperty("decisionId").GetString();
        for (var i = 0; i < 3; i++)
        {
            using var response = await server.Client.GetAsync(
                $"/v1/decisions/{decision}/explanation", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Outcome_ThatIsVoided_GivesTheOfferBack()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.Order("dora", "o1") } });
        var decided = await server.PostAsync("/v1/decide", new { customerId = "dora", channel = "web", placements = Hero });
        var token = decided.GetProperty("offers")[0].GetProperty("outcomeToken").GetString();

        var declined = await server.PostAsync("/v1/outcomes", new { outcomeToken = token, outcome = "declined" });
        var repeated = await server.PostAsync("/v1/outcomes", new { outcomeToken = token, outcome = "declined" });
        Assert.Equal("duplicate", repeated.GetProperty("results")[0].GetProperty("verdict").GetString());
        Assert.Equal("welcome", await OfferOf(server, "dora"));
        var messageId = declined.GetProperty("results")[0].GetProperty("messageId").GetString();
        var voided = await server.PostAsync("/v1/outcomes",
            new { outcomes = new[] { new { outcomeToken = token, outcome = "voided", voids = messageId } } });

        Assert.Equal("applied", voided.GetProperty("results")[0].GetProperty("verdict").GetString());
        Assert.Equal("thanks-for-buying", await OfferOf(server, "dora"));
    }

    [Fact]
    public async Task Outcome_OfTheCustomer_IsTakenBackByNoBrowser()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        using var shop = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server)).Key);
        using var page = server.ClientOf((await server.CreateKeyAsync(KeyKind.Browser)).Key);
        var decided = await server.PostAsync("/v1/decide", new { customerId = "emil", channel = "web", placements = Hero }, shop);
        var token = decided.GetProperty("offers")[0].GetProperty("outcomeToken").GetString();
        await server.PostAsync("/v1/outcomes", new { outcomeToken = token, outcome = "declined", messageId = "declined-1" }, shop);

        var other = await server.PostAsync("/v1/outcomes", new { outcomeToken = token, outcome = "voided", voids = "declined-1" }, page);
        var own = await server.PostAsync("/v1/outcomes", new { outcomeToken = token, outcome = "voided" }, page);

        Assert.Equal("voids_not_allowed", other.GetProperty("results")[0].GetProperty("code").GetString());
        Assert.Equal("applied", own.GetProperty("results")[0].GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Explanation_OfADecision_SaysWhatWasDroppedAndIsReplayedIdentically()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var decided = await server.PostAsync("/v1/decide", new { customerId = "emma", channel = "web", placements = Hero });
        var id = decided.GetProperty("decisionId").GetString();

        var stored = await server.GetAsync("/v1/decisions/" + id);
        var explanation = await server.GetAsync($"/v1/decisions/{id}/explanation");

        Assert.Equal("emma", stored.GetProperty("customerId").GetString());
        Assert.True(explanation.GetProperty("identical").GetBoolean());
        Assert.Equal("welcome", explanation.GetProperty("winners")[0].GetProperty("offerId").GetString());
        var dropped = explanation.GetProperty("candidates").EnumerateArray()
            .Single(c => c.GetProperty("offerId").GetString() == "thanks-for-buying");
        Assert.Equal("eligibility", dropped.GetProperty("stage").GetString());
    }

    [Theory]
    [InlineData("""{"channel":"web","placements":[{"id":"home-hero"}]}""", "$.customerId")]
    [InlineData("""{"customerId":"u","placements":[{"id":"home-hero"}]}""", "$.channel")]
    [InlineData("""{"customerId":"u","channel":"fax","placements":[{"id":"home-hero"}]}""", "$.channel")]
    [InlineData("""{"customerId":"u","channel":"web"}""", "$.placements")]
    [InlineData("""{"customerId":"u","channel":"web","placements":[]}""", "$.placements")]
    [InlineData("""{"customerId":"u","channel":"web","placements":[{"id":"home-hero","count":21}]}""", "$.placements[0].count")]
    [InlineData("""{"customerId":"u","channel":"web","placements":[{"id":"a"},{"id":"a"}]}""", "$.placements[1].id")]
    [InlineData("""{"customerId":"u","channel":"web","placements":[{"id":""}]}""", "$.placements[0].id")]
    [InlineData("""{"customerId":"u","channel":"web","placements":[null]}""", "$.placements[0].id")]
    [InlineData("""{"customerId":"null","channel":"web","placements":[{"id":"a"}]}""", "$.customerId")]
    [InlineData("""{"customerId":"u","channel":"web","placements":[{"id":"a"}],"context":{"k":[1]}}""", "$.context.k")]
    [InlineData("""{"customerId":"u","channel":"web","placements":[{"id":"a"}],"asOf":"2026-01-01T00:00:00Z"}""", "$.asOf")]
    [InlineData("""{"customerId":5,"channel":"web","placements":[{"id":"a"}]}""", "$.customerId")]
    [InlineData("""{"customerId":"u","channel":"web","placements":[{"id":"a","count":"x"}]}""", "$.placements[0].count")]
    public async Task Decide_WithAFault_NamesItsPath(string body, string path)
    {
        await using var server = await WebServer.StartAsync();

        using var response = await server.Client.PostAsync("/v1/decide", new StringContent(body), TestContext.Current.CancellationToken);

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(path, problem.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task Outcomes_ThatCannotBeTaken_AreRefusedOneByOne()
    {
        await using var server = await WebServer.StartAsync();

        var reply = await server.PostAsync("/v1/outcomes", new
        {
            outcomes = new object[]
            {
                new { outcome = "loved", customerId = "u", offerId = "voucher" }, new { outcome = "clicked", outcomeToken = "a.b" },
                new { outcome = "clicked", offerId = "voucher" }, new { outcome = "clicked", customerId = "u" },
                    new { outcome = "voided", customerId = "u" },
                new { outcome = "clicked", customerId = "u", offerId = "voucher", messageId = "c1" },
            },
        });

        var results = reply.GetProperty("results").EnumerateArray()
            .Select(r => r.TryGetProperty("code", out var code) ? code.GetString() : r.GetProperty("verdict").GetString());
        Assert.Equal(["outcome_unknown", "outcome_token_invalid", "identity_missing", "offer_missing", "voids_missing", "applied"],
            results);
    }

    private static async Task<string?> OfferOf(WebServer server, string customer)
    {
        var reply = await server.PostAsync("/v1/decide", new { customerId = customer, channel = "web", placements = Hero, dryRun = true });
        return reply.GetProperty("offers")[0].GetProperty("offerId").GetString();
    }
}
