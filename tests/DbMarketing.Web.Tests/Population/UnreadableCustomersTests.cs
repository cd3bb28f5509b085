using System.Text.Json;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;
using static DbMarketing.Web.Tests.Population.PastSteps;

namespace DbMarketing.Web.Tests.Population;

/// <summary>Answers from all customers while the rows of one cannot be read: they are of all others, and say so.</summary>
public sealed class UnreadableCustomersTests
{
    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Segments =
        [
            new("buyers", "Buyers", SamplePlaybook.Field("purchases.count", ConditionOperator.AtLeast, "1")),
            new("vital", "Vital", SamplePlaybook.Field("revenue.topShare", ConditionOperator.AtMost, "1")),
        ],
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_AreOfAllOthersAndSayHowManyAreLeftOut()
    {
        var store = new HeldStore(new VolatileJournalStore(TimeProvider.System));
        await using var server = await WebServer.StartAsync(playbook: Playbook, journal: store);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10), Order("c2", "o2", 20), Order("c3", "o3", 30) } });
        await CountedAsync(server, 3);
        using var fit = await FittedAsync(server, "/v1/lifetime/fit");
        await FoundAsync(server, "/v1/lifetime", static body => body.TryGetProperty("model", out _));
        var later = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddDays(1).ToString("O"));

        Assert.False((await server.GetAsync("/v1/segments/buyers/customers")).TryGetProperty("unreadable", out _));
        store.Unreadable = CustomerId.Known("c2");

        var members = await server.GetAsync("/v1/segments/buyers/customers");
        Assert.Equal(
            ["c1", "c3"], members.GetProperty("customers").EnumerateArray().Select(static one => one.GetProperty("id").GetString()).Order());
        var preview = await server.PostAsync(
            "/v1/segments/preview", new { condition = new { field = "purchases.count", op = "atLeast", value = 1 } });
        JsonElement[] answers =
        [
            members, preview, (await server.GetAsync("/v1/segments/buyers?asOf=" + later)).GetProperty("counted"),
            await server.GetAsync("/v1/segments/buyers/lifetime"), await server.GetAsync("/v1/freshness"),
            await server.GetAsync("/v1/offers/headphones/customers"), await server.GetAsync("/v1/rfm?asOf=" + later),
            await server.GetAsync("/v1/lags?asOf=" + later), await server.GetAsync("/v1/lifetime/cohorts?asOf=" + later),
        ];
        Assert.All(answers, static answer => Assert.Equal(1, answer.GetProperty("unreadable").GetInt32()));
        Assert.Equal(2, answers[^3].GetProperty("buyers").GetInt32());
        await FoundAsync(server, "/v1/segments", static list =>
            list.GetProperty("segments")[1].TryGetProperty("membersUnreadable", out var left) && left.GetInt32() == 1);
    }

    [Theory]
    [InlineData("/v1/segments/buyers/customers?format=csv")]
    [InlineData("/v1/offers/headphones/customers?format=csv")]
    public async Task Table_SaysItInAHeader(string path)
    {
        var store = new HeldStore(new VolatileJournalStore(TimeProvider.System));
        await using var server = await WebServer.StartAsync(playbook: Playbook, journal: store);
        await server.PostAsync("/v1/batch", new { batch = new[] { Order("c1", "o1", 10), Order("c2", "o2", 20) } });
        store.Unreadable = CustomerId.Known("c2");

        using var table = await server.Client.GetAsync(path, Cancellation);

        Assert.Equal(["1"], table.Headers.GetValues("X-Unreadable"));
        Assert.DoesNotContain("c2", await table.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
