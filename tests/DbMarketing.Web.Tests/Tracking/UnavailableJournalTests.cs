using System.Net;
using System.Net.Http.Json;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Web.Tests.Tracking;

public sealed class UnavailableJournalTests
{
    [Fact]
    public async Task Track_WhileTheJournalIsGone_AcknowledgesNothingAndRecoversByItself()
    {
        var store = new FailingStore(new VolatileJournalStore(TimeProvider.System));
        await using var server = await WebServer.StartAsync(journal: store);
        var body = new { userId = "u", messageId = "m1", @event = "x" };
        store.Fails = true;

        using var refused = await server.Client.PostAsJsonAsync("/v1/track", body, TestContext.Current.CancellationToken);
        using var unready = await server.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        store.Fails = false;
        using var taken = await server.Client.PostAsJsonAsync("/v1/track", body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(1, (await server.GetAsync("/v1/ledger")).GetProperty("totals").GetProperty("applied").GetInt64());
    }
}
