using System.Net;
using System.Text.Json;

namespace DbMarketing.Web.Tests.Customers;

public sealed class CustomerTests
{
    [Fact]
    public async Task Find_ByPhoneInAnyWriting_OffersEveryMatch()
    {
        await using var server = await WebServer.StartAsync();
        await server.PostAsync("/v1/identify", new { userId = "kim", traits = new { firstName = "Minji", phone = "010-1234-5678" } });
        await server.PostAsync("/v1/identify", new { userId = "lee", traits = new { firstName = "Jun", phone = "+82 10 1234 5678" } });

        var found = await server.GetAsync("/v1/customers?phone=01012345678");

        Assert.Equal(["kim", "lee"], found.GetProperty("matches").EnumerateArray().Select(m => m.GetProperty("customerId").GetString()!)
            .Order());
    }

    [Fact]
    public async Task Timeline_PagedBothWays_HoldsEveryTurnOnce()
    {
        await using var server = await WebServer.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await server.PostAsync("/v1/track", new { userId = "u", messageId = "m" + i, @event = "x" });
        }

        foreach (var (order, cursor, query) in ((string, string, string)[])[("newest", "nextBefore", "before"),
            ("oldest", "nextAfter", "after")])
        {
            var seen = new List<string>();
            var more = "";
            while (true)
            {
                var page = await server.GetAsync($"/v1/customers/u/timeline?limit=3&order={order}{more}");
                seen.AddRange(page.GetProperty("items").EnumerateArray()
                    .Select(i => i.GetProperty("interaction").GetProperty("messageId").GetString()!));
                if (!page.TryGetProperty(cursor, out var next))
                {
                    break;
                }

                more = $"&{query}={next.GetInt64()}";
            }

            var all = Enumerable.Range(0, 7).Select(i => "m" + i).ToList();
            Assert.Equal(order == "oldest" ? all : Enumerable.Reverse(all), seen);
        }
    }

    [Fact]
    public async Task Timeline_ShowsSegmentsEntered_AndNothingElseOfAReview()
    {
        await using var server = await WebServer.StartAsync();
        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.View("u", "m1") } });
        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.Order("u", "o1") } });

        var items = (await server.GetAsync("/v1/customers/u/timeline?order=oldest")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(["recorded", "recorded", "segmentEntered"], items.Select(static item => item.GetProperty("entry").GetString()!));
        Assert.Equal("buyers", items[2].GetProperty("segment").GetString());
        Assert.Equal("1 order (at least 1)", items[2].GetProperty("reason").GetString());
        Assert.Equal((2, 1), (items[2].GetProperty("sequence").GetInt64(), items[2].GetProperty("index").GetInt32()));
        Assert.Equal(items[2].GetProperty("at").GetDateTimeOffset(), items[2].GetProperty("effectiveAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Customer_NobodyHasHeardOf_IsNotFound()
    {
        await using var server = await WebServer.StartAsync();

        using var response = await server.Client.GetAsync("/v1/customers/nobody", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("customer_unknown",
            JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("code")
                .GetString());
    }

    [Fact]
    public async Task Batch_SentTwice_IsADuplicateTheSecondTime()
    {
        await using var server = await WebServer.StartAsync();
        var body = new { batch =
            new object[] { TestOffers.Order("u", "o1"), new { type = "track", userId = "u", @event = "No id" },
                new { type = "track", userId = "u", @event = "No id" } } };

        var first = await server.PostAsync("/v1/batch", body);
        var second = await server.PostAsync("/v1/batch", body);

        Assert.All(first.GetProperty("results").EnumerateArray(), r => Assert.Equal("applied", r.GetProperty("verdict").GetString()));
        Assert.All(second.GetProperty("results").EnumerateArray(), r => Assert.Equal("duplicate", r.GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task Event_FromAFastClock_IsMovedBackByTheSkew()
    {
        await using var server = await WebServer.StartAsync();
        var ahead = TimeProvider.System.GetUtcNow().AddHours(5);

        await server.PostAsync("/v1/track",
            new { userId = "u", @event = "x", messageId = "m", originalTimestamp = ahead.AddMinutes(-10), sentAt = ahead });

        var item = (await server.GetAsync("/v1/customers/u/timeline")).GetProperty("items")[0].GetProperty("interaction");
        var behind = TimeProvider.System.GetUtcNow() - item.GetProperty("occurredAt").GetDateTimeOffset();
        Assert.InRange(behind.TotalMinutes, 9.9, 12);
    }

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs")]
    [InlineData("/docs/docs.js")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/v1/limits")]
    [InlineData("/v1/playbook")]
    [InlineData("/v1/playbook/history")]
    [InlineData("/v1/playbook/schema")]
    [InlineData("/v1/statistics")]
    [InlineData("/v1/projects/key/settings")]
    [InlineData("/v1/keys")]
    [InlineData("/v1/decisions?latest=5")]
    [InlineData("/")]
    [InlineData("/shop")]
    [InlineData("/desk?phone=01012345678")]
    public async Task Page_OrDocument_Answers(string path)
    {
        await using var server = await WebServer.StartAsync();

        using var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
