using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;
using DbMarketing.Web.Customers;
using DbMarketing.Web.Decide;
using DbMarketing.Web.Live;
using DbMarketing.Web.Security;
using DbMarketing.Web.Telemetry;
using DbMarketing.Web.Tracking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Web.Tests.Live;

/// <summary>Subscriptions over the real engine, on a clock and a hub of the test.</summary>
public sealed class SubscriptionTableTests
{
    private static readonly PlacementBody[] s_hero = [new("home-hero")];
    private readonly ManualTimeProvider _time = new();
    private readonly SentCalls _hub = new();

    /// <summary>Method: the reply is held at its last part, while the customer buys and the subscription is woken.</summary>
    [Fact]
    public async Task Change_WhileTheReplyIsMade_IsPushedOneIntervalAfterIt()
    {
        var store = new HeldRowsStore(new VolatileJournalStore(TimeProvider.System));
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled, journal: store);
        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.View("anna", "m1") } });
        using var table = TableOf(server);
        var opening = OpenAsync(table, new SubscribeBody { CustomerId = "anna", Channel = "web", Placements = s_hero, After = 0 });
        await store.Asked;

        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.Order("anna", "o1") } });
        Wake(server);
        Assert.Null(_time.NextDue);
        store.Give();
        var start = await opening;

        var interval = server.Services.GetRequiredService<WebOptions>().PushInterval;
        Assert.Equal(_time.GetUtcNow() + interval, _time.NextDue);
        _time.Advance(interval);
        var change = await _hub.ChangedAsync();
        Assert.Equal("welcome", Assert.Single(start.Offers!).OfferId);
        Assert.Equal("thanks-for-buying", Assert.Single(change.Offers!).OfferId);
        Assert.Equal(start.Sequence, change.PreviousSequence);
    }

    /// <summary>Goal: what is compared with is what the screen was sent, not what was decided for it.</summary>
    [Fact]
    public async Task Push_ThatFailed_TellsOffersAndMoveAtTheNextLook()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        await server.PostAsync("/v1/track", new { anonymousId = "visitor-1", @event = "Looked" });
        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.Order("dora", "o1") } });
        using var table = TableOf(server);
        var start = await OpenAsync(table, new SubscribeBody { AnonymousId = "visitor-1", Channel = "web", Placements = s_hero });
        Assert.Equal("welcome", Assert.Single(start.Offers!).OfferId);
        await server.PostAsync("/v1/identify", new { userId = "dora", anonymousId = "visitor-1" });
        await server.SettleAsync();

        var failed = _hub.FailNext(new JournalUnavailableException("The test's fault."));
        _time.Advance(server.Services.GetRequiredService<WebOptions>().PushInterval);
        Wake(server);
        await failed;
        Wake(server);

        var change = await _hub.ChangedAsync();
        Assert.Equal("k:dora", change.MovedTo);
        Assert.Equal("thanks-for-buying", Assert.Single(change.Offers!).OfferId);
        Assert.Equal(start.Sequence, change.PreviousSequence);
    }

    /// <summary>Raises a change of the playbook, which wakes every subscription before it returns.</summary>
    private static void Wake(WebServer server)
    {
        var reference = server.Services.GetRequiredService<ReferenceSource>();
        reference.Swap(reference.Current);
    }

    private static Task<SubscribedBody> OpenAsync(SubscriptionTable table, SubscribeBody wish) =>
        table.OpenAsync("c1", Caller.Development, wish, TestContext.Current.CancellationToken);

    private SubscriptionTable TableOf(WebServer server)
    {
        var services = server.Services;
        return new SubscriptionTable(
            _hub, services.GetRequiredService<LiveOffers>(), services.GetRequiredService<CustomerAccess>(),
            services.GetRequiredService<Timeline>(), services.GetRequiredService<ReferenceSource>(),
            services.GetRequiredService<WebOptions>(), services.GetRequiredService<BytesInFlight>(),
            services.GetRequiredService<WebInstruments>(), _time, NullLogger<LiveSubscription>.Instance);
    }
}
