using System.Collections.Concurrent;
using DbMarketing.Conformance;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Silo.Tests.Grains;

/// <summary>Snapshots as grain state spare the rows that they hold; whatever becomes of them costs rows again, and nothing else.</summary>
public sealed class GrainSnapshotsTests(GrainSnapshotsTests.Fixture fixture) : IClassFixture<GrainSnapshotsTests.Fixture>
{
    /// <summary>Leaves three turns behind the second snapshot.</summary>
    private const int Turns = 23;

    private const int TurnsPerSnapshot = 10;

    private static int s_customers;

    private readonly CustomerId _customer = CustomerId.Known($"customer-{Interlocked.Increment(ref s_customers)}");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServingCluster Cluster => fixture.Cluster;

    /// <summary>What stands in the payload instead, as an expression of what stood there.</summary>
    public static TheoryData<string> Broken { get; } =
    [
        "NULL",
        "''",
        @"'\xdeadbeef'",
        "convert_to('null', 'UTF8')",
        "convert_to('[]', 'UTF8')",
        "convert_to('{}', 'UTF8')",
        "substr(PayloadBinary, 1, length(PayloadBinary) / 2)",
        Changed("key", "77"),
        Changed("at", "\"2020-01-01T00:00:00.000Z\""),
        Changed("snapshot", "null"),
        Changed("snapshot", "{}"),
        Changed("snapshot,version", "99"),
        Changed("snapshot,id", "\"k:somebody\""),
        Changed("snapshot,id", "\"nobody\""),
        Changed("snapshot,sequence", "-1"),
        Changed("snapshot,sequence", "0"),
        Changed("snapshot,sequence", "24"),
        Changed("snapshot,sequence", "999"),
        Changed("snapshot,recent", "{}"),
        Changed("snapshot,affinities", """{"categories":["toys"],"cells":[1]}"""),
        Changed("snapshot,purchases,days", "null"),
        Changed("snapshot,mergedInto", "\"nobody\""),
    ];

    [Fact]
    public async Task Recovery_ReadsOnlyWhatTheSnapshotDoesNotHold()
    {
        await WriteAsync();

        await AssertKnownAsync();

        // The snapshot's own row is read with them: it tells that the snapshot is of this journal.
        Assert.Equal([new Reading(19, 4)], fixture.Readings);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task BrokenSnapshot_CostsAFold_AndIsReplaced(string payload)
    {
        await WriteAsync();
        await fixture.Database.ExecuteAsync(
            $"UPDATE orleans.OrleansStorage SET PayloadBinary = {payload} WHERE GrainIdExtensionString = '{_customer}'", Token);

        await AssertKnownAsync();

        Assert.Equal(new Reading(0, Turns), fixture.Readings.Last());
        await AssertServesAgainAsync(Turns);
    }

    [Fact]
    public async Task MissingSnapshot_CostsAFold_AndIsWrittenAgain()
    {
        await WriteAsync();
        await fixture.Database.ExecuteAsync($"DELETE FROM orleans.OrleansStorage WHERE GrainIdExtensionString = '{_customer}'", Token);

        await AssertKnownAsync();

        Assert.Equal([new Reading(0, Turns)], fixture.Readings);
        await AssertServesAgainAsync(Turns);
    }

    [Fact]
    public async Task StorageThatFails_CostsFolds_AndServesAgainAfterwards()
    {
        await WriteAsync();
        await fixture.Database.ExecuteAsync("ALTER TABLE orleans.OrleansStorage RENAME TO away", Token);
        try
        {
            await AssertKnownAsync();
            await TakeTurnsAsync(TurnsPerSnapshot, "away");
            await Cluster.FlushSnapshotsAsync(Token);
            await Cluster.DeactivateAsync(_customer);
            Assert.Equal(Turns + TurnsPerSnapshot, (await Cluster.Engine.ViewAsync(_customer, Token))!.Sequence);
            Assert.Equal(Turns + Turns + TurnsPerSnapshot, fixture.Readings.Sum(static reading => reading.Rows));
        }
        finally
        {
            await fixture.Database.ExecuteAsync("ALTER TABLE orleans.away RENAME TO OrleansStorage", CancellationToken.None);
        }

        await AssertServesAgainAsync(Turns + TurnsPerSnapshot);
    }

    private static string Changed(string path, string json) =>
        $$"""convert_to(jsonb_set(convert_from(PayloadBinary, 'UTF8')::jsonb, '{{{path}}}', '{{json}}')::text, 'UTF8')""";

    /// <summary>The customer's newest snapshot is at the second of its intervals, and it is not in memory.</summary>
    private async Task WriteAsync()
    {
        await TakeTurnsAsync(Turns, "m");
        await Cluster.FlushSnapshotsAsync(Token);
        await Cluster.DeactivateAsync(_customer);
        fixture.Readings.Clear();
    }

    private async Task TakeTurnsAsync(int turns, string name)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            Assert.Equal([Verdict.Applied], await Cluster.Engine.RecordAsync([Happenings.Order(_customer, $"{name}{turn}", 1)], Token));
        }
    }

    private async Task AssertKnownAsync()
    {
        var view = await Cluster.Engine.ViewAsync(_customer, Token);
        Assert.Equal((Turns, (decimal)Turns, Turns), (view!.Rfm.Frequency, view.Rfm.Monetary, view.Sequence));
        Assert.Equal([Verdict.Duplicate], await Cluster.Engine.RecordAsync([Happenings.Order(_customer, "m3", 1)], Token));
    }

    /// <summary>The next snapshot is written, and spares the rows that it holds.</summary>
    private async Task AssertServesAgainAsync(int turns)
    {
        await TakeTurnsAsync(TurnsPerSnapshot, "again");
        await Cluster.FlushSnapshotsAsync(Token);
        await Cluster.DeactivateAsync(_customer);
        fixture.Readings.Clear();
        Assert.Equal(turns + TurnsPerSnapshot, (await Cluster.Engine.ViewAsync(_customer, Token))!.Sequence);
        Assert.InRange(Assert.Single(fixture.Readings).Rows, 1, TurnsPerSnapshot);
    }

    /// <summary>One silo for all of these tests, each of which has a customer of its own.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal ConcurrentQueue<Reading> Readings { get; } = new();

        internal ServedDatabase Database { get; private set; } = null!;

        internal ServingCluster Cluster { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Database = new ServedDatabase
            {
                Limits = new EngineLimits { TurnsPerSnapshot = TurnsPerSnapshot, TurnsForLeavingSnapshot = Turns * 10 },
                Through = store => new WatchedStore(store, Readings),
            };
            Cluster = await ServingCluster.StartAsync(Database, silos: 1);
        }

        public ValueTask DisposeAsync() => Cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
