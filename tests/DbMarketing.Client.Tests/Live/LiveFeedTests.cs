using System.Threading.Channels;
using DbMarketing.Client.Live;

namespace DbMarketing.Client.Tests.Live;

/// <summary>What a feed makes of the order in which a hub answers and pushes, and of refusals; every wait is ended by hand.</summary>
public sealed class LiveFeedTests
{
    private readonly TimersByHand _time = new();
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    [Fact]
    public async Task Follow_DeliversPushesThatOvertookTheReply_AfterItAndBeforeLaterOnes()
    {
        await using var hub = await ScriptedHub.StartAsync();
        await using var feed = await StartAsync(hub);
        await FollowedAsync(hub, feed, "bob", "s1");

        var following = FollowAsync(feed, "ann");
        var subscribe = await hub.CallAsync();
        await hub.PushAsync(Change("s2", 5, "offer"), Change("other", 9, "wrong"), Change("s2", 6), Change("s1", 5));
        Assert.Equal(["bob: state 4", "bob: change 4-5"], await ToldAsync(2));
        await hub.AnswerAsync(subscribe, "s2", 4);
        await following;
        await hub.PushAsync(Change("s2", 7));

        Assert.Equal(["ann: state 4", "ann: change 4-6 offer", "ann: change 6-7"], await ToldAsync(3));
    }

    [Fact]
    public async Task Follow_LeavesOutAnEarlyPushThatTheReplyContains()
    {
        await using var hub = await ScriptedHub.StartAsync();
        await using var feed = await StartAsync(hub);
        await FollowedAsync(hub, feed, "bob", "s1");

        var following = FollowAsync(feed, "ann");
        var subscribe = await hub.CallAsync();
        await hub.PushAsync(Change("s2", 5, "old"), Change("s1", 5));
        Assert.Equal(["bob: state 4", "bob: change 4-5"], await ToldAsync(2));
        await hub.AnswerAsync(subscribe, "s2", 6);
        await following;
        await hub.PushAsync(Change("s2", 7));

        Assert.Equal(["ann: state 6", "ann: change 6-7"], await ToldAsync(2));
    }

    [Theory]
    [InlineData(31, "ann: change 4-5")]
    [InlineData(32, "ann: change 5-6")]
    public async Task Follow_KeepsEarlyPushesOfThirtyTwoSubscriptions_ThoseThatChangedLast(int others, string firstChange)
    {
        await using var hub = await ScriptedHub.StartAsync();
        await using var feed = await StartAsync(hub);
        await FollowedAsync(hub, feed, "bob", "s1");

        var following = FollowAsync(feed, "ann");
        var subscribe = await hub.CallAsync();
        await hub.PushAsync([Change("s2", 5), .. Enumerable.Range(0, others).Select(n => Change($"x{n}", 9)), Change("s1", 5)]);
        Assert.Equal(["bob: state 4", "bob: change 4-5"], await ToldAsync(2));
        await hub.AnswerAsync(subscribe, "s2", 4);
        await following;
        await hub.PushAsync(Change("s2", 6));

        Assert.Equal(["ann: state 4", firstChange], await ToldAsync(2));
    }

    [Fact]
    public async Task Resume_IsTriedAgainWhileTheConnectionStaysUp_LessAndLessOften()
    {
        await using var hub = await ScriptedHub.StartAsync();
        await using var feed = await StartAsync(hub);
        var failures = Channel.CreateUnbounded<string>();
        feed.ResumeFailed += (id, exception) => failures.Writer.TryWrite($"{id} {exception.Message}");
        var state = await FollowedAsync(hub, feed, "ann", "s1");

        hub.Cut();
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            var refused = await hub.CallAsync();
            Assert.Equal(("Subscribe", 4), (refused.Target, refused.After));
            await hub.RefuseAsync(refused, "too many");
            var (wait, fire) = await _time.ArmedAsync();
            Assert.Equal(TimeSpan.FromSeconds(seconds), wait);
            var failure = await failures.Reader.ReadAsync(TestContext.Current.CancellationToken);
            Assert.StartsWith(state.SubscriptionId, failure, StringComparison.Ordinal);
            Assert.Contains("too many", failure);
            fire();
        }

        await hub.AnswerAsync(await hub.CallAsync(), "s9", 8);
        await hub.PushAsync(Change("s9", 9));

        Assert.Equal(["ann: state 4", "ann: state 8", "ann: change 8-9"], await ToldAsync(3));
    }

    [Fact]
    public async Task Resume_WaitsAgainOnlyForWhatWasRefused()
    {
        await using var hub = await ScriptedHub.StartAsync();
        await using var feed = await StartAsync(hub);
        await FollowedAsync(hub, feed, "ann", "s1");
        await FollowedAsync(hub, feed, "bob", "s2");

        hub.Cut();
        await hub.RefuseAsync(await hub.CallAsync(), "not now");
        await hub.AnswerAsync(await hub.CallAsync(), "s3", 5);
        (await _time.ArmedAsync()).Fire();
        await hub.AnswerAsync(await hub.CallAsync(), "s4", 6);

        Assert.Equal(["ann: state 4", "bob: state 4", "bob: state 5", "ann: state 6"], await ToldAsync(4));
    }

    [Fact]
    public async Task Resume_ReplaysAPushThatOvertookItsReply()
    {
        await using var hub = await ScriptedHub.StartAsync();
        await using var feed = await StartAsync(hub);
        await FollowedAsync(hub, feed, "bob", "s1");
        await FollowedAsync(hub, feed, "ann", "s2");

        hub.Cut();
        await hub.AnswerAsync(await hub.CallAsync(), "s3", 5);
        var resume = await hub.CallAsync();
        await hub.PushAsync(Change("s4", 6, "offer"), Change("s3", 6));
        Assert.Equal(["bob: state 4", "ann: state 4", "bob: state 5", "bob: change 5-6"], await ToldAsync(4));
        await hub.AnswerAsync(resume, "s4", 5);

        Assert.Equal(["ann: state 5", "ann: change 5-6 offer"], await ToldAsync(2));
    }

    /// <summary>A server that was started anew counts its subscriptions from the first again.</summary>
    [Fact]
    public async Task Resume_KeepsEachSubscriptionApart_WhenTheServerGivesTheirIdsTheOtherWayRound()
    {
        await using var hub = await ScriptedHub.StartAsync();
        await using var feed = await StartAsync(hub);
        await FollowedAsync(hub, feed, "ann", "s1");
        await FollowedAsync(hub, feed, "bob", "s2");

        hub.Cut();
        await hub.AnswerAsync(await hub.CallAsync(), "s2", 5);
        await hub.AnswerAsync(await hub.CallAsync(), "s1", 5);
        Assert.Equal(["ann: state 4", "bob: state 4", "ann: state 5", "bob: state 5"], await ToldAsync(4));
        await hub.PushAsync(Change("s2", 6));
        await hub.PushAsync(Change("s1", 6));

        Assert.Equal(["ann: change 5-6", "bob: change 5-6"], await ToldAsync(2));
    }

    [Fact]
    public async Task Unfollow_EndsASubscriptionUnderItsFirstId_AlsoAfterAReconnection()
    {
        await using var hub = await ScriptedHub.StartAsync();
        await using var feed = await StartAsync(hub);
        var state = await FollowedAsync(hub, feed, "ann", "s1");
        hub.Cut();
        await hub.AnswerAsync(await hub.CallAsync(), "s7", 5);
        Assert.Equal(["ann: state 4", "ann: state 5"], await ToldAsync(2));

        var unfollowing = feed.UnfollowAsync(state.SubscriptionId, TestContext.Current.CancellationToken);
        var unsubscribe = await hub.CallAsync();
        await hub.CompleteAsync(unsubscribe);
        await unfollowing;

        Assert.Equal(("Unsubscribe", "s7"), (unsubscribe.Target, unsubscribe.Argument.GetString()));
    }

    [Fact]
    public async Task Unfollow_WhileItIsTakenUpAgain_LeavesNothingBehindOnTheServer()
    {
        await using var hub = await ScriptedHub.StartAsync();
        await using var feed = await StartAsync(hub);
        var state = await FollowedAsync(hub, feed, "ann", "s1");
        hub.Cut();
        var resume = await hub.CallAsync();

        await feed.UnfollowAsync(state.SubscriptionId, TestContext.Current.CancellationToken);
        await hub.AnswerAsync(resume, "s2", 5);
        var unsubscribe = await hub.CallAsync();

        Assert.Equal(("Unsubscribe", "s2"), (unsubscribe.Target, unsubscribe.Argument.GetString()));
        Assert.Equal(["ann: state 4"], await ToldAsync(1));
        Assert.False(_told.Reader.TryRead(out _));
    }

    private static object Change(string subscriptionId, long sequence, string? offer = null) => new
    {
        subscriptionId, sequence, previousSequence = sequence - 1, cause = "interaction",
        offers = offer is null ? null : new[]
        {
            new { offerId = offer, treatmentId = "t", placement = "p", rank = 1, outcomeToken = "o", content = new { } },
        },
    };

    private async Task<LiveFeed> StartAsync(ScriptedHub hub)
    {
        var feed = new LiveFeed(hub.Options, _time);
        await feed.StartAsync(TestContext.Current.CancellationToken);
        return feed;
    }

    private Task<LiveState> FollowAsync(LiveFeed feed, string name) => feed.FollowAsync(
        new LiveSubscription { CustomerId = name, Channel = "web" },
        state => _told.Writer.TryWrite($"{name}: state {state.Sequence}"),
        change => _told.Writer.TryWrite(
            $"{name}: change {change.PreviousSequence}-{change.Sequence} {change.Offers?[0].OfferId}".TrimEnd()),
        TestContext.Current.CancellationToken);

    /// <summary>A subscription that the hub has taken under an id, at sequence 4.</summary>
    private async Task<LiveState> FollowedAsync(ScriptedHub hub, LiveFeed feed, string name, string serverId)
    {
        var following = FollowAsync(feed, name);
        await hub.AnswerAsync(await hub.CallAsync(), serverId, 4);
        return await following;
    }

    private async Task<List<string>> ToldAsync(int count)
    {
        var told = new List<string>();
        while (told.Count < count)
        {
            told.Add(await _told.Reader.ReadAsync(TestContext.Current.CancellationToken));
        }

        return told;
    }
}
