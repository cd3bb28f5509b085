using System.Globalization;
using System.Net;
using System.Text.Json;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;
using Microsoft.Extensions.DependencyInjection;
using static DbMarketing.Web.Tests.Population.PastSteps;

namespace DbMarketing.Web.Tests.Population;

/// <summary>What is true of all customers together, as of another instant than now.</summary>
public sealed class PastFiguresTests
{
    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Segments =
        [
            new("buyers", "Buyers", SamplePlaybook.Field("purchases.count", ConditionOperator.AtLeast, "1")),
            new("active", "Active", SamplePlaybook.Field("lag.stage", ConditionOperator.EqualTo, "\"active\"")),
        ],
    });

    [Fact]
    public async Task Freshness_OfAPastInstant_LooksAtTheCustomersOfThen()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10) } });
        var between = await AfterAsync(server);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c2", "o2", 90) } });
        await CountedAsync(server, 2);

        var then = await server.GetAsync("/v1/freshness?segment=buyers&asOf=" + between);
        var now = await server.GetAsync("/v1/freshness?segment=buyers");

        Assert.Equal((1, 2), (then.GetProperty("customers").GetInt32(), now.GetProperty("customers").GetInt32()));
        Assert.Equal(0, then.GetProperty("figures").GetArrayLength());
        Assert.NotEqual(0, now.GetProperty("figures").GetArrayLength());
        Assert.Equal(
            DateTimeOffset.Parse(Uri.UnescapeDataString(between), CultureInfo.InvariantCulture),
            then.GetProperty("asOf").GetDateTimeOffset());
    }

    /// <summary>Goal: the lags of a past instant are those of the customers and of the model of then.</summary>
    [Fact]
    public async Task Lags_OfAnotherInstant_AreOfTheCustomersAndTheModelOfThen()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10) } });
        var between = await AfterAsync(server);
        await server.PostAsync("/v1/batch", new
        {
            batch = Enumerable.Range(0, 200).Select(static index => Order(
                $"c{index % 40}", $"r{index}", 10, at: TimeProvider.System.GetUtcNow().AddDays((index / 40 * 30) + (index % 7) - 150))),
        });
        await CountedAsync(server, 40);
        using var fit = await FittedAsync(server, "/v1/lags/fit");
        var later = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddYears(5).ToString("O"));

        var then = await server.GetAsync("/v1/lags?asOf=" + between);
        var now = await server.GetAsync("/v1/lags");
        var thereafter = await server.GetAsync("/v1/lags?asOf=" + later);

        Assert.Equal((1, true), (then.GetProperty("customers").GetInt32(), then.GetProperty("complete").GetBoolean()));
        Assert.False(then.TryGetProperty("version", out _));
        Assert.Equal(now.GetProperty("version").GetString(), thereafter.GetProperty("version").GetString());
        Assert.Equal((40, 40), (
            thereafter.GetProperty("customers").GetInt32(), thereafter.GetProperty("stages").GetProperty("lapsed").GetInt32()));
        Assert.NotEqual(40, now.GetProperty("stages").GetProperty("lapsed").GetInt32());
    }

    /// <summary>Goal: cohorts and what is expected of a segment are of the customers and the models of then.</summary>
    [Fact]
    public async Task Lifetime_OfAnotherInstant_IsOfTheCustomersAndTheModelsOfThen()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10) } });
        await CountedAsync(server, 1);
        await LifetimeFittedAsync(server, version: 1);
        var between = await AfterAsync(server);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c2", "o2", 20), Order("c3", "o3", 30) } });
        await CountedAsync(server, 3);
        await LifetimeFittedAsync(server, version: 2);

        var before = await server.GetAsync("/v1/lifetime?asOf=" + between);
        var then = await server.GetAsync("/v1/lifetime/cohorts?by=year&asOf=" + between);
        var now = await server.GetAsync("/v1/lifetime/cohorts?by=year");
        var segment = await server.GetAsync("/v1/segments/buyers/lifetime?full=true&asOf=" + between);
        var segmentNow = await server.GetAsync("/v1/segments/buyers/lifetime?full=true");

        Assert.True(VersionOf(now) >= 2);
        Assert.True(VersionOf(then) < VersionOf(now));
        Assert.Equal(VersionOf(before.GetProperty("model")), VersionOf(then));
        Assert.Equal(VersionOf(then), VersionOf(segment));
        // The population has grown, which may be fitted again at any moment.
        Assert.True(VersionOf(segmentNow) >= VersionOf(now));
        Assert.Equal((1, 3), (CustomersOf(then), CustomersOf(now)));
        Assert.Equal((true, false), (then.GetProperty("complete").GetBoolean(), now.TryGetProperty("complete", out _)));
        Assert.Equal((1, 3), (segment.GetProperty("buyers").GetInt32(), segmentNow.GetProperty("buyers").GetInt32()));

        static int CustomersOf(JsonElement list) =>
            list.GetProperty("cohorts").EnumerateArray().Sum(static cohort => cohort.GetProperty("customers").GetInt32());
    }

    /// <summary>Goal: where no model of then is kept, nobody is answered with another one.</summary>
    [Fact]
    public async Task Instant_BeforeAllModelsThatAreKept_IsRefusedWhereTheyAreRead()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10) } });
        await CountedAsync(server, 1);
        var before = await AfterAsync(server);
        await LifetimeFittedAsync(server, version: 1);

        Assert.Contains(
            "no lifetime models are kept; the oldest that are kept were fitted at", await RefusedAsync(server, "/v1/lifetime/cohorts?asOf=" + before));
        Assert.Contains("no lifetime models are kept", await RefusedAsync(server, "/v1/segments/buyers/lifetime?asOf=" + before));
        Assert.Contains(
            "no lag models are kept; none were fitted yet", await RefusedAsync(server, "/v1/segments/active/customers?asOf=" + before));
        Assert.Equal(1, (await server.GetAsync("/v1/segments/buyers/customers?asOf=" + before)).GetProperty("customers").GetArrayLength());
    }

    /// <summary>Goal: who was in a segment by lag is told by the model of then. Method: by the one that holds now, nobody is.</summary>
    [Fact]
    public async Task SegmentByLag_OfAPastInstant_GoesByTheModelOfThen()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await server.PostAsync("/v1/batch", new
        {
            batch = Enumerable.Range(0, 200).Select(static index => Order(
                $"c{index % 40}", $"r{index}", 10, at: TimeProvider.System.GetUtcNow().AddDays((index / 40 * 30) + (index % 7) - 130))),
        });
        await CountedAsync(server, 40);
        using var fit = await FittedAsync(server, "/v1/lags/fit");
        var then = await AfterAsync(server);
        server.Services.GetRequiredService<ReferenceSource>().Renew(static held => held with
        {
            Lag = held.Lag! with { Version = "hurried", FittedAt = TimeProvider.System.GetUtcNow(), All = new(0, 0.0001, 0.01, 0.5) },
        });

        async Task<int> ActiveAsync(string asOf) =>
            (await server.GetAsync("/v1/segments/active/customers?" + asOf)).GetProperty("customers").GetArrayLength();
        async Task<string?> StageAsync(string asOf) =>
            (await server.GetAsync("/v1/customers/c0?" + asOf)).GetProperty("lag").GetProperty("stage").GetString();

        Assert.Equal((40, 0), (await ActiveAsync("asOf=" + then), await ActiveAsync("")));
        Assert.Equal(("active", "lapsed"), (await StageAsync("asOf=" + then), await StageAsync("")));
        Assert.Equal(40, (await server.GetAsync("/v1/segments/active?asOf=" + then)).GetProperty("segment").GetProperty("members").GetInt32());
        Assert.Equal(40, (await server.GetAsync("/v1/freshness?segment=active&asOf=" + then)).GetProperty("customers").GetInt32());
        var preview = await server.PostAsync("/v1/segments/preview", new
        {
            condition = new { field = "lag.stage", op = "equals", value = "active" }, asOf = Uri.UnescapeDataString(then),
        });
        Assert.Equal(40, preview.GetProperty("members").GetInt32());
    }

    private static long VersionOf(JsonElement body) => body.GetProperty("version").GetInt64();

    /// <summary>Asks for a fit, and waits until one of this version or a later one holds.</summary>
    private static async Task LifetimeFittedAsync(WebServer server, int version)
    {
        using var fit = await FittedAsync(server, "/v1/lifetime/fit");
        await FoundAsync(server, "/v1/lifetime", body => body.TryGetProperty("model", out var model) && VersionOf(model) >= version);
    }

    /// <summary>What is said against it, once the node that has just started knows which models are kept.</summary>
    private static async Task<string> RefusedAsync(WebServer server, string path)
    {
        using var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return await RefusedAsync(server, path);
        }

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.BadRequest, "as_of_unanswerable"), (response.StatusCode, problem.GetProperty("code").GetString()));
        return problem.GetProperty("detail").GetString()!;
    }
}
