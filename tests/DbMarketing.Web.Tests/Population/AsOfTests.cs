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

namespace DbMarketing.Web.Tests.Population;

/// <summary>Answers from all customers as of another date than today.</summary>
public sealed class AsOfTests
{
    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Segments =
        [
            new("buyers", "Buyers", SamplePlaybook.Field("purchases.count", ConditionOperator.AtLeast, "1")),
            new("lapsed", "Lapsed", SamplePlaybook.Field("recency", ConditionOperator.AtLeast, "\"90d\"")),
            new("vital", "Vital", SamplePlaybook.Field("revenue.topShare", ConditionOperator.AtMost, "0.2")),
        ],
        Offers =
        [
            SamplePlaybook.Offer("headphones", "gadgets", 30) with
            {
                Policy = new(Eligibility: new() { Segment = "buyers" }), Products = ["h1"],
            },
            SamplePlaybook.Offer("refill", "thanks", 5) with { Products = ["ink"], Propensity = new(0.05, NextPurchase: true) },
            SamplePlaybook.Offer("voucher", "thanks", 10) with { Policy = new(Eligibility: new() { Segment = "vital" }) },
        ],
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Goal: a past answer knows nothing of what came later, wherever it is asked.</summary>
    [Fact]
    public async Task Past_IsReadFromTheCustomersAsTheyStoodThen()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10) } });
        var between = await AfterAsync(server);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o2", 90), Order("c2", "o3", 50) } });
        await CountedAsync(server, 2);

        var members = await server.GetAsync("/v1/segments/buyers/customers?asOf=" + between);
        var detail = await server.GetAsync("/v1/segments/buyers?asOf=" + between);
        var rfm = await server.GetAsync("/v1/rfm?asOf=" + between);
        var offers = await server.GetAsync("/v1/offers/headphones/customers?asOf=" + between);
        var view = await server.GetAsync("/v1/customers/c1?asOf=" + between);
        using var unknown = await server.Client.GetAsync("/v1/customers/c2?asOf=" + between, Cancellation);
        var preview = await PreviewAsync(server, new
        {
            condition = new { field = "purchases.netRevenue", op = "atLeast", value = 50 }, asOf = Uri.UnescapeDataString(between),
        });

        Assert.Equal(["c1"], members.GetProperty("customers").EnumerateArray().Select(static one => one.GetProperty("id").GetString()));
        Assert.Equal(1, detail.GetProperty("segment").GetProperty("members").GetInt32());
        Assert.False(detail.GetProperty("segment").TryGetProperty("enteredLastDay", out _));
        Assert.Equal((1, 1), (detail.GetProperty("counted").GetProperty("scanned").GetInt32(), offers.GetProperty("fitting").GetInt32()));
        Assert.Equal((1, 10, true), (
            rfm.GetProperty("buyers").GetInt32(), rfm.GetProperty("revenue").GetInt32(), rfm.GetProperty("complete").GetBoolean()));
        Assert.Equal((1, false), (view.GetProperty("rfm").GetProperty("frequency").GetInt32(), view.TryGetProperty("scores", out _)));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(0, preview.GetProperty("members").GetInt32());
        Assert.Equal(
            2, (await server.GetAsync("/v1/segments/buyers/customers")).GetProperty("customers").GetArrayLength());
    }

    /// <summary>Goal: a past answer is about who was asked, not about the customer that it has become since.</summary>
    [Fact]
    public async Task Past_OfAnIdThatWasMergedLater_IsItsOwn()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10), Order("v1", "o2", 7, "anonymousId") } });
        var between = await AfterAsync(server);
        await server.PostAsync("/v1/identify", new { userId = "c1", anonymousId = "v1", messageId = "sign-in" });
        await server.SettleAsync();
        var later = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddDays(1).ToString("O"));

        var visitor = await server.GetAsync("/v1/customers/v1?asOf=" + between);
        var customer = await server.GetAsync("/v1/customers/c1?asOf=" + between);
        var joined = await server.GetAsync("/v1/customers/v1?asOf=" + later);

        Assert.Equal((7, 10, 17), (MonetaryOf(visitor), MonetaryOf(customer), MonetaryOf(joined)));
        Assert.Equal((false, "c1"), (visitor.TryGetProperty("customerId", out _), joined.GetProperty("customerId").GetString()));
        using var before = await server.Client.GetAsync("/v1/customers/v1?asOf=2026-01-01T00:00:00Z", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);
    }

    /// <summary>Goal: the stock of now decides nothing about another instant.</summary>
    [Fact]
    public async Task Past_IsNotJudgedByTheStockOfNow()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10) } });
        var between = await AfterAsync(server);
        server.Services.GetRequiredService<ReferenceSource>().Renew(static held => held with
        {
            Stock = new StockFigures(1, ImmutableHashSet.Create(StringComparer.Ordinal, "h1")),
        });

        var now = await server.GetAsync("/v1/offers/headphones/customers");
        var then = await server.GetAsync("/v1/offers/headphones/customers?asOf=" + between);

        Assert.Equal((0, 1), (now.GetProperty("fitting").GetInt32(), then.GetProperty("fitting").GetInt32()));
    }

    /// <summary>Goal: what moves by time alone can be asked of a date to come.</summary>
    [Fact]
    public async Task Future_LetsTimeAlonePass()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10) } });
        await CountedAsync(server, 1);
        var later = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddDays(91).ToString("O"));

        var lapsed = await server.GetAsync("/v1/segments/lapsed/customers?asOf=" + later);
        var quarter = await server.GetAsync("/v1/rfm?window=quarter&asOf=" + later);
        var year = await server.GetAsync("/v1/rfm?window=year&asOf=" + later);

        var view = await server.GetAsync("/v1/customers/c1?asOf=" + later);

        Assert.Equal(1, lapsed.GetProperty("customers").GetArrayLength());
        Assert.Contains(view.GetProperty("segments").EnumerateArray(), static segment => segment.GetProperty("id").GetString() == "lapsed");
        Assert.Equal(0, (await server.GetAsync("/v1/segments/lapsed/customers")).GetProperty("customers").GetArrayLength());
        Assert.Equal((0, 1), (quarter.GetProperty("buyers").GetInt32(), year.GetProperty("buyers").GetInt32()));
    }

    [Theory]
    [InlineData("/v1/segments/vital/customers?asOf=2026-01-01T00:00:00Z", "'revenue.topShare'")]
    [InlineData("/v1/segments/vital?asOf=2026-01-01T00:00:00Z", "'revenue.topShare'")]
    [InlineData("/v1/offers/voucher/customers?asOf=2026-01-01T00:00:00Z", "'revenue.topShare'")]
    [InlineData("/v1/offers/refill/customers?asOf=2026-01-01T00:00:00Z", "'propensity.nextPurchase'")]
    [InlineData("/v1/segments/buyers/customers?asOf=1066-10-14T00:00:00Z", "asOf is 1066-10-14")]
    [InlineData("/v1/customers/c1?asOf=9999-10-14T00:00:00Z", "asOf is 9999-10-14")]
    [InlineData("/v1/rfm?asOf=9999-10-14T00:00:00Z", "asOf is 9999-10-14")]
    public async Task Dates_ThatCannotBeAnsweredAreRefusedWithTheReason(string path, string named)
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10) } });
        await CountedAsync(server, 1);

        using var response = await server.Client.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Contains(named, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static int MonetaryOf(JsonElement view) => view.GetProperty("rfm").GetProperty("monetary").GetInt32();

    private static async Task<JsonElement> PreviewAsync(WebServer server, object body)
    {
        using var response = await server.Client.PostAsJsonAsync("/v1/segments/preview", body, Cancellation);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
    }
}
