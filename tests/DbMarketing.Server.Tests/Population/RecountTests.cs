using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Server.Tests.Commands;
using DbMarketing.Server.Tests.Hosting;
using DbMarketing.Testing;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Tests.Population;

/// <summary>
/// Goal: what a server says of its segments after mixed interactions, three restarts and a kill is what a count of its customers says.
/// </summary>
public sealed class RecountTests : IDisposable
{
    private const int EventsPerBatch = 500;
    private const int EventsPerCustomer = 20;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Set RECOUNT_INTERACTIONS for another number of interactions, such as 1000000.</summary>
    private static int Interactions =>
        int.TryParse(Environment.GetEnvironmentVariable("RECOUNT_INTERACTIONS"), CultureInfo.InvariantCulture, out var given)
            ? given : 20_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task SegmentCounts_EqualARecount_AfterRestartsAndAKill(string database)
    {
        string[] storage = database == "sqlite" ? ["--data", _folder.File("data")] : ["--postgres", PostgresCluster.CreateDatabase()];
        var traffic = new MixedTraffic(7, Interactions / EventsPerCustomer, TimeProvider.System.GetUtcNow());
        var batches = Interactions / EventsPerBatch;
        var applied = 0;
        var server = await ServerProcess.ServeAsync(storage, Token);
        try
        {
            for (var number = 0; number < batches; number++)
            {
                var batch = traffic.NextBatch(EventsPerBatch);
                var fifth = number > 0 && number % (batches / 5) == 0 ? number / (batches / 5) : 0;
                if (fifth is 1 or 2 or 4)
                {
                    Assert.Equal(0, await server.StopAsync(Token));
                }
                else if (fifth == 3)
                {
                    // Under load: what has no answer is sent again to the next one.
                    var unanswered = TryPostAsync(server.Url!, batch);
                    Assert.True(await server.KillAsync(), "The server ended by itself.");
                    await unanswered;
                }

                if (fifth is > 0 and < 5)
                {
                    server.Dispose();
                    server = await ServerProcess.ServeAsync(storage, Token);
                }

                applied += await TryPostAsync(server.Url!, batch)
                    ?? throw new InvalidOperationException($"Batch {number} had no answer.");
            }

            var served = await SettledCountsAsync(server.Url!);
            Assert.Equal(0, await server.StopAsync(Token));

            Assert.NotEmpty(served);
            Assert.Equal(await RecountAsync(storage), served);
        }
        finally
        {
            server.Dispose();
        }

        var verified = (await CommandRun.OfAsync(["verify", .. storage])).Succeeded();
        Assert.Equal((batches * EventsPerBatch, 0), ((int)verified.Number("interactions"), (int)verified.Number("faultCount")));
        Assert.True(verified.Number("projections") >= 2, "Saved figures were not compared.");
        Assert.True(applied <= verified.Number("interactions"));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>How many of the batch were applied or known already, or null without an answer.</summary>
    private static async Task<int?> TryPostAsync(Uri server, string batch)
    {
        using var http = new HttpClient { BaseAddress = server };
        using var body = new StringContent(batch, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        try
        {
            using var response = await http.PostAsync("v1/batch", body, Token);
            response.EnsureSuccessStatusCode();
            var results = (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("results");
            Assert.Equal([], results.EnumerateArray().Where(static one => one.GetProperty("verdict").GetString() == "rejected"));
            return results.GetArrayLength();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// Reads until all that was committed is counted, merges included, and the counts stand still. Segments that read the population are
    /// left out: a sweep counts them, and no membership is stored.
    /// </summary>
    private static async Task<SortedDictionary<string, long>> SettledCountsAsync(Uri server)
    {
        using var http = new HttpClient { BaseAddress = server };
        var asked = TimeProvider.System.GetUtcNow();
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        while (true)
        {
            using var response = await http.GetAsync("v1/segments", Token);
            if (response.IsSuccessStatusCode)
            {
                var list = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
                var next = new SortedDictionary<string, long>(StringComparer.Ordinal);
                foreach (var segment in list.GetProperty("segments").EnumerateArray())
                {
                    if (segment.TryGetProperty("members", out var members) && members.GetInt64() > 0
                        && !segment.TryGetProperty("membersAsOf", out _))
                    {
                        next[segment.GetProperty("id").GetString()!] = members.GetInt64();
                    }
                }

                if (list.GetProperty("asOf").GetDateTimeOffset() > asked)
                {
                    if (next.SequenceEqual(counts))
                    {
                        return counts;
                    }

                    (counts, asked) = (next, TimeProvider.System.GetUtcNow());
                }
            }
        }
    }

    /// <summary>Members of each segment by folding every customer from its first row.</summary>
    private static async Task<SortedDictionary<string, long>> RecountAsync(string[] storage)
    {
        var where = storage[0] == "--data" ? new Storage(storage[1], null) : new Storage(null, storage[1]);
        await using var store = await where.OpenExistingAsync(TimeProvider.System, Token);
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var after = default(CustomerKey);
        while (await store.ReadCustomersAsync(after, 1_000, Token) is { Count: > 0 } customers)
        {
            foreach (var customer in customers)
            {
                var state = new CustomerState(customer.Id);
                var last = 0L;
                while (await store.ReadCustomerAsync(customer.Key, last, long.MaxValue, 1_000, false, Token) is { Count: > 0 } rows)
                {
                    foreach (var entry in rows.SelectMany(static row => EntryCodec.ReadTurn(row.Payload)))
                    {
                        state.Apply(entry);
                    }

                    last = rows[^1].Sequence;
                }

                foreach (var membership in state.LastReview?.Memberships ?? [])
                {
                    counts[membership.Segment] = counts.GetValueOrDefault(membership.Segment) + 1;
                }
            }

            after = customers[^1].Key;
        }

        return counts;
    }
}
