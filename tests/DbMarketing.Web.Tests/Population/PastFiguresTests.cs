using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;
using static DbMarketing.Web.Tests.Population.PastSteps;

namespace DbMarketing.Web.Tests.Population;

/// <summary>What is true of all customers together, as of another instant than now.</summary>
public sealed class PastFiguresTests
{
    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Segments = [new("buyers", "Buyers", SamplePlaybook.Field("purchases.count", ConditionOperator.AtLeast, "1"))],
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

    /// <summary>Goal: cohorts and what is expected of a segment are of the customers of then, and the models are those that held.</summary>
    [Fact]
    public async Task Lifetime_OfAnotherInstant_IsOfTheCustomersOfThen()
    {
        await using var server = await WebServer.StartAsync(playbook: Playbook);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10) } });
        var between = await AfterAsync(server);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c2", "o2", 20), Order("c3", "o3", 30) } });
        await CountedAsync(server, 3);
        using var fit = await FittedAsync(server, "/v1/lifetime/fit");
        await FoundAsync(server, "/v1/lifetime", static body => body.TryGetProperty("model", out _));

        var before = await server.GetAsync("/v1/lifetime?asOf=" + between);
        var then = await server.GetAsync("/v1/lifetime/cohorts?by=year&asOf=" + between);
        var now = await server.GetAsync("/v1/lifetime/cohorts?by=year");
        var segment = await server.GetAsync("/v1/segments/buyers/lifetime?full=true&asOf=" + between);
        var segmentNow = await server.GetAsync("/v1/segments/buyers/lifetime?full=true");

        Assert.False(before.TryGetProperty("model", out _));
        Assert.Equal(0, before.GetProperty("history").GetArrayLength());
        Assert.Equal((1, 3), (CustomersOf(then), CustomersOf(now)));
        Assert.Equal((true, false), (then.GetProperty("complete").GetBoolean(), now.TryGetProperty("complete", out _)));
        Assert.Equal((1, 3), (segment.GetProperty("buyers").GetInt32(), segmentNow.GetProperty("buyers").GetInt32()));

        static int CustomersOf(JsonElement list) =>
            list.GetProperty("cohorts").EnumerateArray().Sum(static cohort => cohort.GetProperty("customers").GetInt32());
    }
}
