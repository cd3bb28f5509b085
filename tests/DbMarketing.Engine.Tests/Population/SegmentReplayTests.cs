using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Projections.Sqlite;
using DbMarketing.Engine.Tests.Engines;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Population;

/// <summary>
/// Goal: the counts of segments equal a recount of the customers after mixed interactions, merges and the passing of time, whenever the
/// projection was restarted or killed on the way.
/// </summary>
public sealed class SegmentReplayTests : EmbeddedEngineRun
{
    private const int People = 120;

    private readonly string _folder = Directory.CreateTempSubdirectory("dbmarketing-segments-").FullName;

    public SegmentReplayTests() => Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Segments =
        [
            new("buyers", "Buyers", SamplePlaybook.Field("purchases.count", ConditionOperator.AtLeast, "1")),
            new("lapsed", "Lapsed", SamplePlaybook.Field("recency", ConditionOperator.AtLeast, "\"10d\"")),
            new("visiting", "Visiting", SamplePlaybook.Field("session.open", ConditionOperator.EqualTo, "true")),
            new("worth", "Worth much", SamplePlaybook.Field("purchases.netRevenue", ConditionOperator.AtLeast, "40")),
        ],
    });

    [Fact]
    public async Task Counts_EqualARecountThroughRestartsAndAKill()
    {
        var random = new Random(5);
        var engine = await StartAsync(queuedWrites: 10_000);
        var counts = new SegmentCounts();
        var store = new SqliteProjectionStore(Path.Combine(_folder, "projections.db"), NullLogger<SqliteProjectionStore>.Instance);
        await store.InitializeAsync(Cancellation);
        var runner = RunnerOf(counts, store, "run0");
        for (var round = 1; round <= 8; round++)
        {
            for (var step = 0; step < 10; step++)
            {
                await engine.RecordAsync([.. Enumerable.Range(0, 25).Select(i => Mixed(random, $"{round}-{step}-{i}"))], Cancellation);
                Time.Advance(TimeSpan.FromHours(random.Next(1, 12)));
                await runner.StepAsync(Cancellation);
            }

            if (round is 2 or 4 or 6)
            {
                if (round == 4)
                {
                    // Killed: what is folded here is not saved before the end.
                    await engine.RecordAsync([.. Enumerable.Range(0, 25).Select(i => Mixed(random, $"killed-{i}"))], Cancellation);
                    await runner.StepAsync(Cancellation);
                }
                else
                {
                    await runner.StopAsync(Cancellation);
                }

                await store.DisposeAsync();
                store = new SqliteProjectionStore(Path.Combine(_folder, "projections.db"), NullLogger<SqliteProjectionStore>.Instance);
                counts = new SegmentCounts();
                runner = RunnerOf(counts, store, $"run{round}");
                Time.Advance(TimeSpan.FromSeconds(30));
            }
        }

        await engine.RecordAsync([.. Enumerable.Range(0, 20).Select(i => Page(CustomerId.Known($"{i}"), $"last-{i}"))], Cancellation);
        while (await engine.SweepOutboxAsync(Cancellation) > 0)
        {
            // A sweep delivers what the one before it found; the last finds nothing.
        }

        foreach (var person in Enumerable.Range(0, People))
        {
            await Actors.AskAsync(CustomerId.Known($"{person}"), new ReviewCall(), Cancellation);
            await Actors.AskAsync(CustomerId.Anonymous($"{person}"), new ReviewCall(), Cancellation);
        }

        while (await runner.StepAsync(Cancellation))
        {
        }

        var recount = await RecountAsync();
        Assert.True(recount.Count == 4 && recount.Values.All(static members => members > 0), string.Join(' ', recount));
        Assert.Equal(
            recount,
            new SortedDictionary<string, long>(counts.Figures!.Tallies.ToDictionary(
                static tally => tally.Key, static tally => tally.Value.Members), StringComparer.Ordinal));
        await runner.DisposeAsync();
        await store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private ProjectionRunner RunnerOf(IProjection projection, IProjectionStore store, string owner) => new(
        projection, Store, store,
        new ProjectionOptions { RowsPerRead = 100, PublishInterval = TimeSpan.Zero, CommitInterval = TimeSpan.FromMinutes(59) },
        owner, Time, NullLogger<ProjectionRunner>.Instance);

    private AddressedInteraction Mixed(Random random, string message)
    {
        var person = random.Next(People);
        var at = Time.GetUtcNow().AddMinutes(-random.Next(600));
        var known = CustomerId.Known($"{person}");
        return random.Next(6) switch
        {
            0 => new(known, new OrderCompleted
            {
                MessageId = message, Source = "test", OccurredAt = at, ReceivedAt = Time.GetUtcNow(),
                OrderId = message, Amount = random.Next(60),
            }),
            1 => new(known, new OrderRefunded
            {
                MessageId = message, Source = "test", OccurredAt = at, ReceivedAt = Time.GetUtcNow(),
                OrderId = message, Amount = random.Next(20),
            }),
            2 => Page(known, message) with { Link = CustomerId.Anonymous($"{person}") },
            3 => Page(CustomerId.Anonymous($"{random.Next(People)}"), message),
            _ => Page(known, message),
        };
    }

    private async Task<SortedDictionary<string, long>> RecountAsync()
    {
        var members = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (var (_, state, _) in new CustomerScan(Store, Quiet, Time).ReadAsync(default, 1, Cancellation))
        {
            if (state is null)
            {
                continue;
            }

            foreach (var segment in Playbook.Segments)
            {
                var holds = segment.Condition.Holds(new(state, Time.GetUtcNow(), new Dictionary<string, string>(), null));
                members[segment.Source.Id] = members.GetValueOrDefault(segment.Source.Id) + (holds ? 1 : 0);
            }
        }

        return members;
    }
}
