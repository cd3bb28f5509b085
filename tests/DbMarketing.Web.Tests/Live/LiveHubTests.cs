using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using DbMarketing.Testing;
using DbMarketing.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbMarketing.Web.Tests.Live;

public sealed class LiveHubTests
{
    private static readonly object[] Hero = [new { id = "home-hero", count = 1 }];
    private static readonly object[] Desk = [new { id = "desk", count = 1 }];

    [Fact]
    public async Task Interaction_OfACustomerOnTwoScreens_ReachesBothWithChangedOffersAndSequence()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.View("anna", "m1") } });
        await using var shop = await HubSocket.ConnectAsync(server);
        await using var desk = await HubSocket.ConnectAsync(server);
        var atShop = await shop.InvokeAsync("Subscribe", new { customerId = "anna", channel = "web", placements = Hero });
        var atDesk = await desk.InvokeAsync("Subscribe", new { customerId = "anna", channel = "call-centre", placements = Desk, view = true });
        Assert.Equal("welcome", OfferOf(atShop));
        Assert.Equal("welcome", OfferOf(atDesk));
        Assert.Equal("anna", atDesk.GetProperty("view").GetProperty("customerId").GetString());

        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.Order("anna", "o1") } });

        foreach (var (screen, before) in ((HubSocket, JsonElement)[])[(shop, atShop), (desk, atDesk)])
        {
            var change = await screen.ChangedAsync(c => c.TryGetProperty("offers", out _));
            Assert.Equal("thanks-for-buying", OfferOf(change));
            Assert.True(change.GetProperty("sequence").GetInt64() > before.GetProperty("sequence").GetInt64());
            Assert.Equal("interaction", change.GetProperty("cause").GetString());
        }
    }

    /// <summary>Goal: a screen hears of what time alone changed, with the offers that go with it, before its renewal.</summary>
    [Fact]
    public async Task Time_ThatChangesASegment_ReachesTheScreenWithItsOffers()
    {
        await using var server = await WebServer.StartAsync(
            static options => options.RenewalInterval = TimeSpan.FromHours(1), TestOffers.AfterASecond);
        await using var screen = await HubSocket.ConnectAsync(server);
        var start = await screen.InvokeAsync("Subscribe", new { customerId = "anna", channel = "web", placements = Hero, view = true });
        Assert.Equal("welcome", OfferOf(start));

        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.View("anna", "m1") } });

        var change = await screen.ChangedAsync(static c => c.GetProperty("cause").GetString() == "time");
        Assert.Equal("come-back", OfferOf(change));
        var segment = Assert.Single(change.GetProperty("view").GetProperty("segments").EnumerateArray());
        Assert.Equal("looked", segment.GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.String, segment.GetProperty("since").ValueKind);
    }

    /// <summary>Goal: a desk hears of it when others' purchases alone have moved its customer's place.</summary>
    [Fact]
    public async Task Population_ThatMovesTheCustomersPlace_ReachesTheScreenThatShowsIt()
    {
        await using var server = await WebServer.StartAsync(static options => options.RenewalInterval = TimeSpan.FromHours(1));
        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.Order("anna", "o1"), TestOffers.Order("anna", "o2") } });
        await using var screen = await HubSocket.ConnectAsync(server);
        var start = await screen.InvokeAsync("Subscribe", new { customerId = "anna", view = true });

        await server.PostAsync("/v1/batch", new { batch = Enumerable.Range(0, 9).Select(number => TestOffers.Order($"c{number}", $"m{number}")) });

        var change = await screen.ChangedAsync(static c => TopShareIn(c) == 0.1);
        Assert.Equal("population", change.GetProperty("cause").GetString());
        Assert.Equal(start.GetProperty("sequence").GetInt64(), change.GetProperty("sequence").GetInt64());
        Assert.False(change.TryGetProperty("offers", out _));

        static double? TopShareIn(JsonElement change) =>
            change.GetProperty("view").TryGetProperty("scores", out var scores) && scores.TryGetProperty("all", out var all)
                ? all.GetProperty("topShare").GetDouble() : null;
    }

    /// <summary>A connection that came back to a server which stops would be waited for until the stop may take no longer.</summary>
    [Fact]
    public async Task Connection_ToAServerThatStops_IsRefused()
    {
        await using var server = await WebServer.StartAsync();
        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await Assert.ThrowsAsync<WebSocketException>(() => HubSocket.ConnectAsync(server));

        using var refused = await server.Client.GetAsync("/hubs/live", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (refused.StatusCode, refused.Headers.RetryAfter is not null));
    }

    [Fact]
    public async Task Screen_CutOffForTenInteractions_CatchesUpWithoutGaps()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.View("ben", "m0") } });
        var screen = await HubSocket.ConnectAsync(server);
        var start = await screen.InvokeAsync("Subscribe", new { customerId = "ben", channel = "web", placements = Hero });
        var cursor = start.GetProperty("sequence").GetInt64();
        await screen.DisposeAsync();
        for (var i = 1; i <= 10; i++)
        {
            await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.View("ben", "m" + i) } });
        }

        await using var again = await HubSocket.ConnectAsync(server);
        var back = await again.InvokeAsync("Subscribe", new { customerId = "ben", channel = "web", placements = Hero, after = cursor });

        var missed = back.GetProperty("missed").EnumerateArray().ToList();
        var messages = missed.Where(m => m.GetProperty("entry").GetString() == "recorded")
            .Select(m => m.GetProperty("interaction").GetProperty("messageId").GetString());
        Assert.Equal(Enumerable.Range(1, 10).Select(i => "m" + i), messages);
        var sequences = missed.Select(m => m.GetProperty("sequence").GetInt64()).Distinct().ToList();
        Assert.Equal(Enumerable.Range(0, sequences.Count).Select(i => cursor + 1 + i), sequences);
        Assert.Equal(back.GetProperty("sequence").GetInt64(), sequences[^1]);
    }

    [Fact]
    public async Task Decline_AtTheDesk_ChangesTheShopsSlot()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.Order("cora", "o1") } });
        await using var shop = await HubSocket.ConnectAsync(server);
        var atShop = await shop.InvokeAsync("Subscribe", new { customerId = "cora", channel = "web", placements = Hero });
        Assert.Equal("thanks-for-buying", OfferOf(atShop));
        var decided = await server.PostAsync("/v1/decide", new { customerId = "cora", channel = "call-centre", placements = Desk });

        var outcome = await server.PostAsync(
            "/v1/outcomes", new { outcomeToken = decided.GetProperty("offers")[0].GetProperty("outcomeToken").GetString(), outcome = "declined" });

        Assert.Equal("applied", outcome.GetProperty("results")[0].GetProperty("verdict").GetString());
        var change = await shop.ChangedAsync(c => c.TryGetProperty("offers", out _));
        Assert.Equal("welcome", OfferOf(change));
    }

    [Fact]
    public async Task Merge_OfAFollowedVisitor_MovesTheSubscription()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        await server.PostAsync("/v1/track", new { anonymousId = "visitor-1", @event = "Looked" });
        await using var screen = await HubSocket.ConnectAsync(server);
        await screen.InvokeAsync("Subscribe", new { anonymousId = "visitor-1", view = true });

        await server.PostAsync("/v1/identify", new { userId = "dora", anonymousId = "visitor-1", traits = new { firstName = "Dora" } });

        var change = await screen.ChangedAsync(c => c.TryGetProperty("movedTo", out _));
        Assert.Equal("k:dora", change.GetProperty("movedTo").GetString());
        Assert.Equal("merge", change.GetProperty("cause").GetString());
    }

    [Fact]
    public async Task Overview_WhenSubscribed_ArrivesEverySecond()
    {
        await using var server = await WebServer.StartAsync();
        await using var screen = await HubSocket.ConnectAsync(server);

        await screen.InvokeAsync("SubscribeOverview");
        await screen.CalledAsync("overview");
        var second = await screen.CalledAsync("overview");

        Assert.True(second.GetProperty("arguments")[0].TryGetProperty("interactionsPerSecond", out _));
    }

    [Fact]
    public async Task Subscribe_BeyondTheConnectionsLimit_IsRefused()
    {
        await using var server = await WebServer.StartAsync(options => options.MaxSubscriptionsPerConnection = 2);
        await using var screen = await HubSocket.ConnectAsync(server);
        await screen.InvokeAsync("Subscribe", new { customerId = "u1" });
        await screen.InvokeAsync("Subscribe", new { customerId = "u2" });

        var third = await screen.InvokeAsync("Subscribe", new { customerId = "u3" });

        Assert.Contains("MaxSubscriptionsPerConnection", third.GetString(), StringComparison.Ordinal);
    }

    /// <summary>What a subscription brings along is kept as long as it lasts, so it has limits without placements as well.</summary>
    [Theory]
    [InlineData("language")]
    [InlineData("sessionId")]
    public async Task Subscribe_WithALongText_IsRefused(string name)
    {
        await using var server = await WebServer.StartAsync();
        await using var screen = await HubSocket.ConnectAsync(server);

        var refused = await screen.InvokeAsync(
            "Subscribe", new Dictionary<string, object> { ["customerId"] = "u", ["view"] = true, [name] = new string('x', 10_000) });

        Assert.Contains($"$.{name} has 10000 characters", refused.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_BeyondTheKeysRate_IsRefused()
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await WebServer.StartAsync(options => options.ServerRequestsPerSecond = 2, webTime: time);
        var key = await server.CreateKeyAsync(KeyKind.Server);
        await using var screen = await HubSocket.ConnectAsync(server, "?access_token=" + key.Key);
        var answers = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add((await screen.InvokeAsync("Subscribe", new { customerId = "u" + i })).ToString());
        }

        // The connection itself took the first of the burst of four.
        Assert.All(answers.Take(3), a => Assert.DoesNotContain("error", a, StringComparison.Ordinal));
        Assert.Contains("ServerRequestsPerSecond", answers[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_FromBeforeTheFirstKey_MayNoLongerSubscribe()
    {
        await using var server = await WebServer.StartAsync();
        await using var screen = await HubSocket.ConnectAsync(server);
        var before = await screen.InvokeAsync("Subscribe", new { customerId = "u1" });
        Assert.True(before.TryGetProperty("subscriptionId", out _));

        await server.CreateKeyAsync(KeyKind.Server);

        var later = await screen.InvokeAsync("Subscribe", new { customerId = "u2" });
        Assert.StartsWith("error:", later.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadOnlyKey_FollowsTheViewAndTheOverview_ButGetsNoOffers()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var key = await server.CreateKeyAsync(KeyKind.Server, "read");
        await using var screen = await HubSocket.ConnectAsync(server, "?access_token=" + key.Key);

        var view = await screen.InvokeAsync("Subscribe", new { customerId = "u1", view = true });
        await screen.InvokeAsync("SubscribeOverview");
        var offers = await screen.InvokeAsync("Subscribe", new { customerId = "u1", channel = "web", placements = Hero });

        Assert.True(view.TryGetProperty("subscriptionId", out _));
        await screen.CalledAsync("overview");
        Assert.Contains("'decide'", offers.GetString(), StringComparison.Ordinal);
    }

    private static string? OfferOf(JsonElement body) => body.GetProperty("offers")[0].GetProperty("offerId").GetString();
}
