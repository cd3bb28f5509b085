using System.Text.Json;
using System.Threading.Channels;
using DbMarketing.Client.Decisions;
using DbMarketing.Client.Live;
using DbMarketing.Client.Tracking;

namespace DbMarketing.Client.Tests;

/// <summary>The client against the real server: what it sends is taken, and what it gets it can read.</summary>
public sealed class RunningServerTests
{
    [Fact]
    public async Task Client_SendsDecidesReportsAndReads()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = await RunningServer.StartAsync(cancellationToken);
        using var client = new DbMarketingClient(server.Options);

        var identified = await client.IdentifyAsync(
            new TrackingEvent { UserId = "c1", Traits = Json("""{"firstName":"Ann","email":"Ann@Example.com"}""") }, cancellationToken);
        var tracked = await client.TrackAsync(Order("c1"), cancellationToken);
        var decided = await client.DecideAsync(
            new DecideRequest { CustomerId = "c1", Channel = "web", Placements = [new("home-row", 3)] }, cancellationToken);
        var offer = decided.Offers.First(candidate => candidate.Fallback != true);
        var reported = await client.ReportAsync([new OutcomeReport { OutcomeToken = offer.OutcomeToken, Outcome = "presented" }],
            cancellationToken);
        var customer = await client.FindCustomerAsync("c1", cancellationToken);
        var matches = await client.FindByEmailAsync("ann@example.com", cancellationToken);
        var timeline = await client.ReadTimelineAsync("c1", null, 50, cancellationToken);

        Assert.Equal(["applied", "applied"], new[] { identified.Verdict, tracked.Verdict });
        Assert.True(reported[0].Verdict == "applied", $"{offer.OfferId}: {reported[0].Reason}");
        Assert.NotEmpty(offer.Content["title"]);
        Assert.Equal((1, 129m), (customer!.Rfm.Frequency, customer.Rfm.Monetary));
        Assert.Equal("c1", Assert.Single(matches!.Matches).CustomerId);
        Assert.Equal(4, timeline!.Items.Count(static item => item.Entry is "recorded" or "decided"));
        Assert.Null(await client.FindCustomerAsync("nobody", cancellationToken));
    }

    [Fact]
    public async Task LiveFeed_ShowsAChangeWithItsSequence()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = await RunningServer.StartAsync(cancellationToken);
        using var client = new DbMarketingClient(server.Options);
        await client.TrackAsync(new TrackingEvent { UserId = "c1", Event = "Ping" }, cancellationToken);
        await using var feed = new LiveFeed(server.Options);
        await feed.StartAsync(cancellationToken);
        var changes = Channel.CreateUnbounded<LiveChange>();

        var state = await feed.FollowAsync(
            new LiveSubscription { CustomerId = "c1", Channel = "web", Placements = [new("home-hero")], View = true },
            null, change => changes.Writer.TryWrite(change), cancellationToken);
        await client.TrackAsync(Order("c1"), cancellationToken);
        var change = await changes.Reader.ReadAsync(cancellationToken);
        while (change.View?.Rfm.Frequency != 1)
        {
            change = await changes.Reader.ReadAsync(cancellationToken);
        }

        Assert.True(change.Sequence > state.Sequence);
        Assert.Equal(129m, change.View.Rfm.Monetary);
    }

    [Theory]
    [InlineData("/v1/decide", "post")]
    [InlineData("/v1/outcomes", "post")]
    [InlineData("/v1/customers/{id}", "get")]
    [InlineData("/v1/customers/{id}/timeline", "get")]
    [InlineData("/v1/batch", "post")]
    public async Task OpenApi_DescribesWhatTheClientCalls(string path, string method)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = await RunningServer.StartAsync(cancellationToken);
        using var http = new HttpClient { BaseAddress = server.Url };

        using var document = JsonDocument.Parse(await http.GetStringAsync("openapi/v1.json", cancellationToken));

        Assert.True(document.RootElement.GetProperty("paths").TryGetProperty(path, out var described), path);
        Assert.True(described.TryGetProperty(method, out _), $"{method} {path}");
    }

    private static TrackingEvent Order(string customer) => new()
    {
        UserId = customer, Event = "Order Completed", Properties = Json("""{"order_id":"1","total":129.00,"currency":"USD"}"""),
    };

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
