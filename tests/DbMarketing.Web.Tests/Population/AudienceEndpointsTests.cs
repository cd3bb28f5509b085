using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbMarketing.Engine.Conditions;
using DbMarketing.Testing;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Tests.Population;

/// <summary>Who is in a segment, who would be, and for whom an offer is best.</summary>
public sealed class AudienceEndpointsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_ComePageByPage()
    {
        await using var server = await StartAsync();

        var first = await server.GetAsync("/v1/segments/buyers/customers?limit=3");
        var second = await server.GetAsync($"/v1/segments/buyers/customers?limit=3&after={first.GetProperty("next").GetString()}");

        Assert.Equal(
            ["c1", "c2", "c3", "c4"],
            new[] { first, second }.SelectMany(Ids).Order(StringComparer.Ordinal));
        Assert.False(second.TryGetProperty("next", out _));
        Assert.All(first.GetProperty("customers").EnumerateArray(), static member => Assert.True(member.TryGetProperty("since", out _)));
    }

    [Fact]
    public async Task Members_ComeAsValuesWithCommas()
    {
        await using var server = await StartAsync();

        using var response = await server.Client.GetAsync("/v1/segments/buyers/customers?format=csv&limit=1", Cancellation);

        var lines = (await response.Content.ReadAsStringAsync(Cancellation)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("id,kind,since", lines[0]);
        Assert.Matches(@"^c\d,known,20", lines[1]);
        Assert.NotEmpty(response.Headers.GetValues("X-Next").Single());
    }

    [Fact]
    public async Task Counts_OfASegmentFollowItsMembers()
    {
        await using var server = await StartAsync();
        JsonElement detail;
        do
        {
            detail = await server.GetAsync("/v1/segments/buyers");
        }
        while (!detail.TryGetProperty("segment", out var shown) || shown.GetProperty("members").GetInt64() < 4);

        Assert.Equal("own", detail.GetProperty("segment").GetProperty("class").GetString());
        Assert.Equal(4, detail.GetProperty("hours").EnumerateArray().Sum(static hour => hour.GetProperty("entered").GetInt32()));
    }

    /// <summary>Goal: who is in a segment that reads the population is counted too, says as of when, and shows no flows.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Counts_OfASegmentThatReadsThePopulationComeFromASweep()
    {
        await using var server = await StartAsync();
        JsonElement vital;
        do
        {
            using var response = await server.Client.GetAsync("/v1/segments/vital", Cancellation);
            var reply = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
            vital = reply.TryGetProperty("segment", out var shown) ? shown : reply;
        }
        while (!vital.TryGetProperty("members", out var members) || members.GetInt64() < 1
            || vital.GetProperty("membersScanned").GetInt64() < 6);

        var listed = (await server.GetAsync("/v1/segments")).GetProperty("segments").EnumerateArray()
            .Single(static segment => segment.GetProperty("id").GetString() == "vital");
        Assert.Equal(("population", 1, 1, 1), (
            listed.GetProperty("class").GetString(), listed.GetProperty("members").GetInt64(),
            listed.GetProperty("membersLow").GetInt64(), listed.GetProperty("membersHigh").GetInt64()));
        Assert.True(listed.GetProperty("membersAsOf").GetDateTimeOffset() >= vital.GetProperty("membersAsOf").GetDateTimeOffset());
        Assert.All(
            [vital, listed],
            static shown => Assert.False(shown.TryGetProperty("enteredLastDay", out _) || shown.TryGetProperty("leftLastDay", out _)));
    }

    [Fact]
    public async Task Preview_CountsWhatAConditionWouldHoldFor()
    {
        await using var server = await StartAsync();
        var condition = new { field = "purchases.netRevenue", op = "atLeast", value = 30 };

        var preview = await PreviewAsync(server, new { condition });
        var full = await PreviewAsync(server, new { condition, full = true });
        var faulty = await PreviewAsync(server, new { condition = new { field = "purchases.netRevnue", op = "atLeast", value = 30 } });

        Assert.Equal((2, 2, true), (
            preview.GetProperty("members").GetInt32(), full.GetProperty("members").GetInt32(), full.GetProperty("complete").GetBoolean()));
        Assert.Equal((2, 2), (full.GetProperty("low").GetInt32(), full.GetProperty("high").GetInt32()));
        Assert.Equal("condition_invalid", faulty.GetProperty("code").GetString());
        Assert.Equal("$.condition.field", faulty.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task Preview_OfWhatNoPlaybookCanHold_IsNamed()
    {
        await using var server = await StartAsync();
        var deep = string.Concat(Enumerable.Repeat("{\"not\":", 100)) + "{\"segment\":\"buyers\"}" + new string('}', 100);

        foreach (var condition in new[] { deep, """{"field":"profile.city","op":"equals","value":"\ud800"}""" })
        {
            using var body = new StringContent($"{{\"condition\":{condition}}}", System.Text.Encoding.UTF8, "application/json");
            using var response = await server.Client.PostAsync("/v1/segments/preview", body, Cancellation);
            Assert.InRange((int)response.StatusCode, 400, 422);
        }
    }

    [Fact]
    public async Task Best_CustomersForAnOfferAreThoseWhoMayHaveItInTheOrderOfPriority()
    {
        await using var server = await StartAsync();
        await server.PostAsync("/v1/track", new
        {
            userId = "c2", messageId = "no", @event = "Consent Changed", properties = new { purpose = "personalisation", granted = false },
        });

        var best = await server.GetAsync("/v1/offers/headphones/customers?top=2");

        Assert.Equal(2, best.GetProperty("customers").GetArrayLength());
        Assert.Equal((6, 5, true), (
            best.GetProperty("scanned").GetInt32(), best.GetProperty("fitting").GetInt32(), best.GetProperty("complete").GetBoolean()));
        var dropped = Assert.Single(best.GetProperty("dropped").EnumerateArray());
        Assert.Equal(("consent", 1), (dropped.GetProperty("stage").GetString(), dropped.GetProperty("customers").GetInt32()));
        Assert.Equal(("web", "home-hero"), (best.GetProperty("channel").GetString(), best.GetProperty("placement").GetString()));
        var csv = await server.Client.GetStringAsync("/v1/offers/headphones/customers?format=csv", Cancellation);
        Assert.StartsWith("id,kind,priority,", csv, StringComparison.Ordinal);
        Assert.Equal(1 + 5, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("c2,", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Best_CustomersOfEqualPriorityComeAsTheJournalMetThem()
    {
        await using var server = await WebServer.StartAsync();
        string[] ids = ["z", "m", "a", "k"];
        foreach (var id in ids)
        {
            await server.PostAsync("/v1/page", new { userId = id, messageId = id });
        }

        var all = await server.GetAsync("/v1/offers/headphones/customers");
        var two = await server.GetAsync("/v1/offers/headphones/customers?top=2");

        Assert.Single(all.GetProperty("customers").EnumerateArray()
            .Select(static one => one.GetProperty("factors").GetProperty("priority").GetDouble()).Distinct());
        Assert.Equal(ids, Ids(all));
        Assert.Equal(ids[..2], Ids(two));
    }

    [Theory]
    [InlineData("/v1/segments/buyers/customers?limit=1001", "limit_invalid")]
    [InlineData("/v1/segments/buyers/customers?format=xml", "format_unknown")]
    [InlineData("/v1/segments/no-such/customers", "segment_unknown")]
    [InlineData("/v1/offers/headphones/customers?top=0", "top_invalid")]
    [InlineData("/v1/offers/headphones/customers?format=xml", "format_unknown")]
    [InlineData("/v1/offers/no-such/customers", "offer_unknown")]
    [InlineData("/v1/offers/headphones/customers?placement=roof", "placement_unknown")]
    public async Task Read_OfWhatThereIsNotSaysWhy(string path, string code)
    {
        await using var server = await WebServer.StartAsync();

        using var response = await server.Client.GetAsync(path, Cancellation);

        Assert.Equal(code, JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Scans_BeyondTheLimitAreRefusedAndLongOnesSayWhereToGoOn()
    {
        await using var none = await WebServer.StartAsync(static options => (options.MaxScans, options.ScanWait) = (1, TimeSpan.Zero));
        await using var hasty = await StartAsync(options => options.ScanTimeout = TimeSpan.Zero);

        var page = await hasty.GetAsync("/v1/segments/buyers/customers");
        var best = await hasty.GetAsync("/v1/offers/headphones/customers");

        Assert.NotEmpty(page.GetProperty("next").GetString()!);
        Assert.Equal((1, false), (best.GetProperty("scanned").GetInt32(), best.GetProperty("complete").GetBoolean()));
        var slots = (DbMarketing.Web.Population.ScanSlots)none.Services.GetService(typeof(DbMarketing.Web.Population.ScanSlots))!;
        using (await slots.TakeAsync(Cancellation))
        {
            using var refused = await none.Client.GetAsync("/v1/segments/buyers/customers", Cancellation);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        }

        using var taken = await none.Client.GetAsync("/v1/segments/buyers/customers", Cancellation);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public async Task Scans_EndAtTheirTimeAmongCustomersWhoAreTestsToo()
    {
        await using var hasty = await WebServer.StartAsync(options => options.ScanTimeout = TimeSpan.Zero);
        foreach (var id in new[] { "t1", "t2" })
        {
            await hasty.PostAsync("/v1/identify", new { userId = id, messageId = id, traits = new { }, context = new { test = true } });
        }

        var page = await hasty.GetAsync("/v1/segments/buyers/customers");
        var best = await hasty.GetAsync("/v1/offers/headphones/customers");

        Assert.NotEmpty(page.GetProperty("next").GetString()!);
        Assert.Equal((0, false), (best.GetProperty("scanned").GetInt32(), best.GetProperty("complete").GetBoolean()));
    }

    [Fact]
    public async Task Endpoints_AreNotForBrowserKeys()
    {
        await using var server = await WebServer.StartAsync();
        var browser = server.ClientOf((await server.CreateKeyAsync(KeyKind.Browser)).Key);

        using var members = await browser.GetAsync("/v1/segments/buyers/customers", Cancellation);
        using var best = await browser.GetAsync("/v1/offers/headphones/customers", Cancellation);
        using var preview = await browser.PostAsJsonAsync("/v1/segments/preview", new { }, Cancellation);

        Assert.All([members, best, preview], static response => Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode));
    }

    /// <summary>Four buyers, who spent 10 to 40, and two who only looked.</summary>
    private static async Task<WebServer> StartAsync(Action<WebOptions>? configure = null)
    {
        var playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
        {
            Segments =
            [
                .. SamplePlaybook.Source.Segments,
                new("vital", "Best quarter", SamplePlaybook.Field("revenue.topShare", ConditionOperator.AtMost, "0.25")),
            ],
        });
        var server = await WebServer.StartAsync(configure, playbook);
        var orders = Enumerable.Range(1, 4).Select(static i => (object)new
        {
            type = "track", userId = $"c{i}", messageId = $"o{i}", @event = "Order Completed",
            properties = new { order_id = $"o{i}", total = i * 10, currency = "USD" },
        });
        var pages = Enumerable.Range(5, 2).Select(static i => (object)new { type = "page", userId = $"c{i}", messageId = $"p{i}" });
        await server.PostAsync("/v1/batch", new { batch = orders.Concat(pages).ToArray() });
        return server;
    }

    private static async Task<JsonElement> PreviewAsync(WebServer server, object body)
    {
        JsonElement reply;
        do
        {
            reply = await server.PostAsync("/v1/segments/preview", body);
        }
        while (reply.TryGetProperty("code", out var code) && code.GetString() == "figures_not_ready");

        return reply;
    }

    private static IEnumerable<string> Ids(JsonElement page) =>
        page.GetProperty("customers").EnumerateArray().Select(static member => member.GetProperty("id").GetString()!);
}
