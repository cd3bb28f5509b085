using System.Text;
using System.Text.Json;
using DbMarketing.Conformance;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Silo.Commands;

namespace DbMarketing.Silo.Tests;

/// <summary>Either engine goes on with the other's database, without a conversion, and never beside it.</summary>
public sealed class TakeoverTests
{
    private const int People = 150;

    /// <summary>One person in so many is decided for; the others are compared with one id to whom all of it happened.</summary>
    private const int Deciding = 3;

    /// <summary>A later instant than anybody's interactions, so that both engines see the same ages.</summary>
    private static readonly StandingClock s_clock = new(Happenings.Now.AddMinutes(1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Method: people of three to five ids, whose interactions and merges go in thirds to the embedded engine, a cluster, and the embedded
    /// engine again. Each must find every id as the one before it left it, and the end is what one id would have come to.
    /// </summary>
    [Fact]
    public async Task Database_GoesToTheClusterAndBack_WithAllThatItHolds()
    {
        var database = new ServedDatabase { Time = s_clock };
        var random = new Random(20260322);
        var people = Enumerable.Range(0, People).Select(number => new MergingPerson($"p{number}", 3 + random.Next(3), random)).ToList();
        var work = people.SelectMany(static person => person.Work).OrderBy(_ => random.Next()).ToArray();
        var thirds = work.Chunk((work.Length / 3) + 1).ToArray();

        var left = await ServeAsync(await ServingEmbedded.StartAsync(database), new(), thirds[0], people);
        left = await ServeAsync(await ServingCluster.StartAsync(database, silos: 2), left, thirds[1], people, thirds[0]);
        left = await ServeAsync(await ServingEmbedded.StartAsync(database), left, thirds[2], people, [.. thirds[0], .. thirds[1]]);
        left = await ServeAsync(await ServingCluster.StartAsync(database, silos: 2), left, [], people, work);
        await ServeAsync(await ServingEmbedded.StartAsync(database), left, [], people, work);

        await AssertOneAsync(database, people);
        var found = await database.VerifyAsync(Token);
        Assert.Equal([], found.Faults);
        Assert.True(found.Ok);
        Assert.True(found.Merged >= People * 2, $"Of {People} people of three ids or more, {found.Merged} ids were merged.");
        Assert.Equal(5L * People / Deciding, found.Decisions);
    }

    [Fact]
    public async Task Merge_ThatOneEngineBegan_IsFinishedByTheOther()
    {
        var budget = new CommitBudget();
        var database = new ServedDatabase { Time = s_clock };
        var (one, other) = (CustomerId.Known("1"), CustomerId.Known("2"));
        await using (var embedded = await ServingEmbedded.StartAsync(database with { Through = store => new RefusingStore(store, budget) }))
        {
            await embedded.Engine.RecordAsync([Happenings.Order(one, "m1", 1), Happenings.Order(other, "m2", 2)], Token);
            var refusing = budget.RefuseAfter(1);
            await embedded.Engine.RecordAsync([Happenings.Alias(one, "merge", other)], Token);
            await refusing.WaitAsync(Token);
        }

        await using var cluster = await ServingCluster.StartAsync(database, silos: 2);
        await cluster.SettleAsync(Token);

        Assert.Equal(one, await cluster.Engine.ResolveAsync(other, Token));
        Assert.Equal(3m, (await cluster.Engine.ViewAsync(one, Token))!.Rfm.Monetary);
        Assert.Equal([Verdict.Duplicate], await cluster.Engine.RecordAsync([Happenings.Order(other, "m2", 2)], Token));
    }

    [Fact]
    public async Task Cluster_IsRefused_WhileTheEmbeddedEngineServes()
    {
        var database = new ServedDatabase();
        await using var embedded = await ServingEmbedded.StartAsync(database);

        foreach (var role in new[] { "all", "silo", "web" })
        {
            var (status, error) = await ServeAsync(database, "test", role);
            Assert.Equal(2, status);
            Assert.StartsWith(
                $"This database is served by process {Environment.ProcessId} on {Environment.MachineName}.", error, StringComparison.Ordinal);
        }

        Assert.Equal([Verdict.Applied], await embedded.Engine.RecordAsync([Happenings.Page(CustomerId.Known("1"), "m1")], Token));
    }

    [Fact]
    public async Task EmbeddedEngine_IsRefused_WhileAClusterServes()
    {
        var database = new ServedDatabase();
        await using var cluster = await ServingCluster.StartAsync(database, silos: 1);

        var refusal = await Assert.ThrowsAsync<JournalInUseException>(() => ServingEmbedded.StartAsync(database));

        Assert.StartsWith("This database is served by the cluster 'test'.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([Verdict.Applied], await cluster.Engine.RecordAsync([Happenings.Page(CustomerId.Known("1"), "m1")], Token));
    }

    [Fact]
    public async Task ClusterOfAnotherName_IsRefused_WhileAClusterServes()
    {
        var database = new ServedDatabase();
        await using var cluster = await ServingCluster.StartAsync(database, silos: 1);

        foreach (var role in new[] { "all", "silo", "web" })
        {
            var (status, error) = await ServeAsync(database, "other", role);
            Assert.Equal(2, status);
            Assert.StartsWith("This database is served by the cluster 'test'.", error, StringComparison.Ordinal);
        }

        Assert.Equal([Verdict.Applied], await cluster.Engine.RecordAsync([Happenings.Page(CustomerId.Known("1"), "m1")], Token));
    }

    /// <summary>Goal: who is gone is not named, however he went; who serves is.</summary>
    [Fact]
    public async Task Refusal_NamesWhoServesNow_NotWhoWasKilledBefore()
    {
        var database = new ServedDatabase();
        await using (var killed = database.OpenStore())
        {
            await killed.InitializeAsync(Token);
            await DatabaseShare.TakeAsync(killed, new JournalWriterOptions { Cluster = database.Name }, Token);
            await DatabaseShare.TakeAsync(killed, new JournalWriterOptions(), Token);
        }

        await using var cluster = await ServingCluster.StartAsync(database, silos: 1);
        var refusal = await Assert.ThrowsAsync<JournalInUseException>(() => ServingEmbedded.StartAsync(database));

        Assert.StartsWith("This database is served by the cluster 'test'.", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Error)> ServeAsync(ServedDatabase database, string cluster, string role)
    {
        var (siloPort, gatewayPort) = FreePorts.Take();
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var status = await CommandLine.RunAsync(
            ["serve", "--role", role, "--cluster", cluster, "--postgres", database.Postgres, "--urls", "http://127.0.0.1:0",
                "--silo-port", $"{siloPort}", "--gateway-port", $"{gatewayPort}"],
            output, error, Token);
        return (status, error.ToString());
    }

    /// <summary>
    /// One engine's time: it finds what was left, knows what it is sent again, takes what is new, decides for everybody, and leaves all
    /// ids as it gives back.
    /// </summary>
    private static async Task<Dictionary<CustomerId, string>> ServeAsync(
        IServing serving, Dictionary<CustomerId, string> left, AddressedInteraction[] work, IReadOnlyList<MergingPerson> people,
        params AddressedInteraction[] known)
    {
        await using var _ = serving;
        foreach (var (id, state) in left)
        {
            Assert.Equal(state, await DescribeAsync(serving, id));
        }

        Assert.All(await RecordAsync(serving, known), static verdict => Assert.Equal(Verdict.Duplicate, verdict));
        Assert.All(await RecordAsync(serving, work), static verdict => Assert.Equal(Verdict.Applied, verdict));
        await serving.SettleAsync(Token);
        await Task.WhenAll(people.Where((_, number) => number % Deciding == 0)
            .Select(person => serving.Engine.DecideAsync(person.Survivor, Happenings.Decide(left.Count + work.Length), Token)));

        var leaves = new Dictionary<CustomerId, string>();
        foreach (var id in people.SelectMany(static person => person.Ids))
        {
            leaves.Add(id, await DescribeAsync(serving, id));
        }

        return leaves;
    }

    private static async Task<IReadOnlyList<Verdict>> RecordAsync(IServing serving, AddressedInteraction[] interactions)
    {
        var verdicts = new List<Verdict>();
        foreach (var batch in interactions.Chunk(100))
        {
            verdicts.AddRange(await serving.Engine.RecordAsync(batch, Token));
        }

        return verdicts;
    }

    /// <summary>The whole state of an id, and the view of whom it belongs to.</summary>
    private static async Task<string> DescribeAsync(IServing serving, CustomerId id) =>
        Encoding.UTF8.GetString(SnapshotCodec.Write(await serving.CaptureAsync(id, Token)))
        + JsonSerializer.Serialize(await serving.Engine.ViewAsync(id, Token));

    /// <summary>Whoever was not decided for ended as one id to whom all of it happened.</summary>
    private static async Task AssertOneAsync(ServedDatabase database, IReadOnlyList<MergingPerson> people)
    {
        await using var serving = await ServingEmbedded.StartAsync(database);
        var undecided = people.Where((_, number) => number % Deciding != 0).ToList();
        await RecordAsync(serving, [.. undecided.SelectMany(static person => person.AsOne)]);
        foreach (var person in undecided)
        {
            Assert.Equal(
                Canonical(await serving.CaptureAsync(person.Whole, Token)), Canonical(await serving.CaptureAsync(person.Survivor, Token)));
        }
    }

    /// <summary>Less what tells how it came to be.</summary>
    private static string Canonical(CustomerSnapshot state) =>
        Encoding.UTF8.GetString(SnapshotCodec.Write(state with
        {
            Id = "", Sequence = 0, Links = null, LastReview = MergeConformance.Counted(state.LastReview),
        }));
}
