using System.Net;
using System.Text.Json;
using DbMarketing.Engine.Journal;
using DbMarketing.Testing;
using DbMarketing.Web.Tests.Live;
using DbMarketing.Web.Tests.Tracking;

namespace DbMarketing.Web.Tests.Customers;

/// <summary>Customers whose turns are long, read under a page of 10,000 bytes.</summary>
public sealed class LongTurnsTests
{
    private const int Turns = 7;

    [Theory]
    [InlineData("newest", "nextBefore", "before")]
    [InlineData("oldest", "nextAfter", "after")]
    public async Task Timeline_OfLongTurns_PagesThroughEachOnce(string order, string cursor, string query)
    {
        await using var server = await StartAsync();
        await FillAsync(server, "u");
        var (seen, pages, more) = (new List<string>(), 0, "");
        while (true)
        {
            var page = await server.GetAsync($"/v1/customers/u/timeline?limit=200&order={order}{more}");
            seen.AddRange(MessagesOf(page.GetProperty("items")));
            pages++;
            if (!page.TryGetProperty(cursor, out var next))
            {
                break;
            }

            more = $"&{query}={next.GetInt64()}";
        }

        var all = Enumerable.Range(0, Turns).Select(i => "m" + i);
        Assert.Equal(order == "oldest" ? all : all.Reverse(), seen);
        Assert.Equal(4, pages);
    }

    [Fact]
    public async Task Timeline_CarriesOfAbsorbedIdsNoMoreThanAPage()
    {
        await using var server = await StartAsync();
        await FillAsync(server, "visitor", anonymous: true);
        await server.PostAsync("/v1/identify", new { userId = "u", anonymousId = "visitor", messageId = "sign-in" });
        await server.SettleAsync();

        var page = await server.GetAsync("/v1/customers/u/timeline");

        var absorbed = page.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("entry").GetString() == "absorbed")
            .GetProperty("absorbed");
        Assert.InRange(absorbed.GetProperty("items").GetArrayLength(), 1, 4);
        Assert.True(absorbed.GetProperty("more").GetBoolean());
    }

    [Fact]
    public async Task Missed_OfLongTurns_SaysWhereToGoOn()
    {
        await using var server = await StartAsync();
        await FillAsync(server, "u");
        await using var screen = await HubSocket.ConnectAsync(server);

        var start = await screen.InvokeAsync("Subscribe", new { customerId = "u", after = 0 });

        Assert.Equal(["m0", "m1"], MessagesOf(start.GetProperty("missed")));
        Assert.Equal(2, start.GetProperty("missedMoreAfter").GetInt64());
    }

    /// <summary>What is read of a history is charged like a body, so it waits for its turn with them.</summary>
    [Fact]
    public async Task Timeline_WhileRequestsTakeAllThatMayBeTaken_IsRefused()
    {
        var store = new HeldStore(new VolatileJournalStore(TimeProvider.System));
        using var answered = new AnsweredRequests();
        await using var server = await WebServer.StartAsync(
            options => options.MaxBodyBytesInFlight = 20_000, first: answered.InvokeAsync, journal: store);
        await server.PostAsync("/v1/track", new { userId = "u", messageId = "m", @event = "x", properties = new { text = new string('x', 3_000) } });
        store.Hold();
        var held = server.PostAsync("/v1/track", new { userId = "other", messageId = "m", @event = "x" });
        await store.Committing;

        using var refused = await server.Client.GetAsync("/v1/customers/u/timeline", TestContext.Current.CancellationToken);
        store.LetGo();
        await held;
        await answered.WaitAsync(requests: 3);
        using var read = await server.Client.GetAsync("/v1/customers/u/timeline", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (refused.StatusCode, read.StatusCode));
        Assert.Contains("Web:MaxBodyBytesInFlight", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    private static Task<WebServer> StartAsync() => WebServer.StartAsync(options => options.TimelinePageBytes = 10_000);

    private static async Task FillAsync(WebServer server, string id, bool anonymous = false)
    {
        for (var i = 0; i < Turns; i++)
        {
            await server.PostAsync("/v1/track", new Dictionary<string, object>
            {
                [anonymous ? "anonymousId" : "userId"] = id, ["messageId"] = "m" + i, ["event"] = "x",
                ["properties"] = new Dictionary<string, string> { ["text"] = new('x', 4_000), ["more"] = new('x', 3_000) },
            });
        }
    }

    private static IEnumerable<string> MessagesOf(JsonElement items) =>
        items.EnumerateArray().Select(i => i.GetProperty("interaction").GetProperty("messageId").GetString()!);
}
