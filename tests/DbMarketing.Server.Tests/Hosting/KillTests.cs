using DbMarketing.Engine.Customers;
using DbMarketing.Server.Tests.Commands;
using DbMarketing.Testing;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Tests.Hosting;

/// <summary>
/// A process killed under load loses nothing that it acknowledged and doubles nothing that was sent again. The senders' own lists
/// are compared with the journal.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 5;
    private const int Senders = 4;
    private const int PostsBetweenKills = 5 * Senders;
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task ConcurrentPosts_SurviveKills(string database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var storage = StorageOf(database);
        var posts = new AcknowledgedPosts();
        for (var kill = 0; kill <= Kills; kill++)
        {
            using var server = await ServerProcess.ServeAsync(storage, cancellationToken);
            var left = PostsBetweenKills;
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var sending = posts.SendAsync(
                Senders, server.Url!,
                () =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        enough.SetResult();
                    }
                },
                cancellationToken);
            await Task.WhenAny(enough.Task, sending);

            Assert.True(await server.KillAsync(), "The server ended by itself.");
            await sending;
        }

        // What had no answer is sent again to a last server: it is either new or a duplicate, and afterwards there once.
        using var last = await ServerProcess.ServeAsync(storage, cancellationToken);
        await posts.SendUnansweredAsync(last.Url!, cancellationToken);
        await last.KillAsync();
        Assert.True(
            posts.MessageIds.Count >= Kills * PostsBetweenKills * AcknowledgedPosts.EventsPerPost,
            $"{posts.MessageIds.Count} acknowledged");
        await CheckAsync(storage, posts.MessageIds);
    }

    /// <summary>Method: each kill falls a tenth of the file later than the one before, and the last run goes on from there.</summary>
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
        for (var kill = 1; kill <= Kills; kill++)
        {
            using var process = ServerProcess.Start(import);
            Assert.True(await process.SaysAsync(line => PercentIn(line) >= 10 * kill, cancellationToken), "The import did not come so far.");
            Assert.True(await process.KillAsync(), "The import ended before the kill.");
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

    private static async Task CheckAsync(string[] storage, IReadOnlyCollection<string> acknowledged)
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

    private static int PercentIn(string line) => int.TryParse(line.Split(" % of the file")[0], out var percent) ? percent : 0;

    private static IEnumerable<string> Orders(int count)
    {
        yield return "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session";
        for (var i = 0; i < count; i++)
        {
            yield return $"2019-10-01 00:{i / 60 % 60:00}:{i % 60:00} UTC,view,{i % 97},1,toys.bricks,b,9.99,u{i % 1_500},s{i % 1_500}";
        }
    }
}
