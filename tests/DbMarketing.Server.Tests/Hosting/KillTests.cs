using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Server.Hosting;
using DbMarketing.Server.Tests.Commands;
using DbMarketing.Testing;

namespace DbMarketing.Server.Tests.Hosting;

/// <summary>
/// A process killed under load loses nothing that it acknowledged and doubles nothing that was sent again. The senders' own lists
/// are compared with the journal.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 5;
    private const int Senders = 4;
    private const int EventsPerPost = 20;
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task ConcurrentPosts_SurviveKills(string database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var storage = StorageOf(database);
        var acknowledged = new ConcurrentBag<string>();
        var pending = new ConcurrentQueue<string[]>();
        var number = 0;
        for (var kill = 0; kill <= Kills; kill++)
        {
            using var server = await ServerProcess.ServeAsync(storage, cancellationToken);
            var until = acknowledged.Count + (Senders * EventsPerPost * 5);
            using var http = new HttpClient { BaseAddress = server.Url };
            var senders = Enumerable.Range(0, Senders).Select(_ =>
                SendAsync(http, acknowledged, pending, () => Interlocked.Increment(ref number), cancellationToken));
            var sending = Task.WhenAll(senders.ToList());
            while (acknowledged.Count < until && !sending.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
            }

            Assert.True(await server.KillAsync(), "The server ended by itself.");
            await sending;
        }

        // What had no answer is sent again to a last server: it is either new or a duplicate, and afterwards there once.
        using var last = await ServerProcess.ServeAsync(storage, cancellationToken);
        using var lastHttp = new HttpClient { BaseAddress = last.Url };
        while (pending.TryDequeue(out var ids))
        {
            Assert.True(await PostAsync(lastHttp, ids, acknowledged, cancellationToken));
        }

        await last.KillAsync();
        Assert.True(acknowledged.Count >= Kills * Senders * EventsPerPost, $"{acknowledged.Count} acknowledged");
        await CheckAsync(storage, acknowledged);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task LoadedImport_SurvivesKills(string database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var storage = StorageOf(database);
        var file = _folder.File("orders.csv");
        await File.WriteAllLinesAsync(file, Orders(40_000), cancellationToken);
        string[] import = ["import", file, "--mapping", "rees46", .. storage];
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = ServerProcess.Start(import);
            await Task.Delay(TimeSpan.FromMilliseconds(900 + (150 * kill)), TimeProvider.System, cancellationToken);
            await process.KillAsync();
        }

        var run = (await CommandRun.OfAsync(import)).Succeeded();
        var verified = (await CommandRun.OfAsync(["verify", .. storage])).Succeeded();

        Assert.Equal(40_000, run.Number("lines"));
        Assert.Equal(40_000, verified.Number("interactions"));
        Assert.Equal(40_000, verified.Number("ledgerApplied"));
    }

    public void Dispose() => _folder.Dispose();

    private string[] StorageOf(string database) =>
        database == "sqlite" ? ["--data", _folder.File("data")] : ["--postgres", PostgresCluster.CreateDatabase()];

    private static async Task SendAsync(
        HttpClient http, ConcurrentBag<string> acknowledged, ConcurrentQueue<string[]> pending, Func<int> next,
            CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!pending.TryDequeue(out var ids))
            {
                ids = [.. Enumerable.Range(0, EventsPerPost).Select(_ => $"m{next()}")];
            }

            if (!await PostAsync(http, ids, acknowledged, cancellationToken))
            {
                pending.Enqueue(ids);
                return;
            }
        }
    }

    private static async Task<bool> PostAsync(HttpClient http, string[] ids, ConcurrentBag<string> acknowledged,
        CancellationToken cancellationToken)
    {
        var events = ids.Select(id => new { type = "track", messageId = id, userId = $"c{id[^1]}{id.Length}", @event = "Ping" });
        try
        {
            using var response = await http.PostAsJsonAsync("v1/batch", new { batch = events }, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return false;
            }

            var results = (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("results");
            foreach (var result in results.EnumerateArray())
            {
                Assert.NotEqual("rejected", result.GetProperty("verdict").GetString());
                acknowledged.Add(result.GetProperty("messageId").GetString()!);
            }

            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return false;
        }
    }

    private static async Task CheckAsync(string[] storage, ConcurrentBag<string> acknowledged)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        Assert.True((await CommandRun.OfAsync(["verify", .. storage])).Succeeded().Summary().GetProperty("ok").GetBoolean());
        var where = storage[0] == "--data" ? new Storage(storage[1], null) : new Storage(null, storage[1]);
        await using var store = await where.OpenExistingAsync(TimeProvider.System, cancellationToken);
        var recorded = new List<string>();
        long position = 0;
        while (await store.ReadLaneAsync(0, position, 1_000, cancellationToken) is { Count: > 0 } rows)
        {
            recorded.AddRange(rows.SelectMany(row => EntryCodec.ReadTurn(row.Payload))
                .OfType<InteractionRecorded>().Select(entry => entry.Interaction.MessageId));
            position = rows[^1].Position;
        }

        Assert.Equal(recorded.Count, recorded.Distinct().Count());
        Assert.Empty(acknowledged.Except(recorded));
    }

    private static IEnumerable<string> Orders(int count)
    {
        yield return "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session";
        for (var i = 0; i < count; i++)
        {
            yield return $"2019-10-01 00:{i / 60 % 60:00}:{i % 60:00} UTC,view,{i % 97},1,toys.bricks,b,9.99,u{i % 1_500},s{i % 1_500}";
        }
    }
}
