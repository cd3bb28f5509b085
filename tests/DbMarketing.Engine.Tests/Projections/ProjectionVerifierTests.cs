using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Tests.Engines;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Projections;

/// <summary>What is saved of a projection is compared with a count of the journal's rows.</summary>
public sealed class ProjectionVerifierTests : EmbeddedEngineRun
{
    private readonly VolatileProjectionStore _saved = new();

    public ProjectionVerifierTests() => Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Segments = [new("buyers", "Buyers", SamplePlaybook.Field("purchases.count", ConditionOperator.AtLeast, "1"))],
    });

    [Fact]
    public async Task Compare_FindsNothing_WhenTheSavedFiguresAreTheSumOfTheRows()
    {
        await SaveAsync();

        foreach (var projection in LivePopulation.CountAnew().Take(2))
        {
            var (compared, faults) = await Verifier().CompareAsync(projection, Cancellation);

            Assert.True(compared);
            Assert.Equal([], faults);
        }
    }

    [Fact]
    public async Task Compare_StopsWhereTheFiguresWereSaved()
    {
        var engine = await SaveAsync();
        await engine.RecordAsync([Order("later")], Cancellation);

        Assert.Equal([], (await Verifier().CompareAsync(new SegmentCounts(), Cancellation)).Faults);
    }

    [Fact]
    public async Task Compare_NamesPartsThatDifferAreTooManyOrAreMissing()
    {
        await SaveAsync();
        var saved = (await _saved.ReadAsync("segments", null, Cancellation))!;
        var day = saved.Parts.Single(static part => part.Key.StartsWith("day-", StringComparison.Ordinal)).Key;
        ProjectionPart[] tampered =
            [new("segments", "{\"buyers\":{\"members\":9}}"u8.ToArray()), new("extra", "1"u8.ToArray()), new(day, default)];
        Assert.True(await _saved.CommitAsync(saved.Checkpoint with { Revision = saved.Checkpoint.Revision + 1 }, tampered, Cancellation));

        var (_, faults) = await Verifier().CompareAsync(new SegmentCounts(), Cancellation);

        Assert.Equal(3, faults.Count);
        Assert.Contains("Part 'segments' of the projection 'segments' differs from what the journal's rows come to.", faults);
        Assert.Contains("Part 'extra' of the projection 'segments' is of nothing that the journal holds.", faults);
        Assert.Contains($"Part '{day}' of the projection 'segments' is not saved.", faults);
    }

    [Fact]
    public async Task Compare_NamesAJournalThatHasAnotherRowThere()
    {
        await SaveAsync();
        var saved = (await _saved.ReadAsync("segments", null, Cancellation))!;
        var mark = saved.Checkpoint.Lanes[0];
        var elsewhere = saved.Checkpoint with
        {
            Revision = saved.Checkpoint.Revision + 1, Lanes = [mark with { Position = mark.Position + 7 }],
        };
        Assert.True(await _saved.CommitAsync(elsewhere, [], Cancellation));

        var (_, faults) = await Verifier().CompareAsync(new SegmentCounts(), Cancellation);

        Assert.Contains($"position {mark.Position + 7} of lane 0", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_LeavesOutWhatWasNeverSaved()
    {
        await StartAsync();

        Assert.False((await Verifier().CompareAsync(new SegmentCounts(), Cancellation)).Compared);
    }

    private static AddressedInteraction Order(string message) => new(One, new OrderCompleted
    {
        MessageId = message, Source = "test", OccurredAt = DateTimeOffset.UnixEpoch, ReceivedAt = DateTimeOffset.UnixEpoch,
        OrderId = message, Amount = 12,
    });

    private ProjectionVerifier Verifier() => new(Store, _saved);

    private async Task<EmbeddedEngine> SaveAsync()
    {
        var engine = await StartAsync();
        await engine.RecordAsync([Order("first"), Order("second")], Cancellation);
        foreach (var projection in LivePopulation.CountAnew())
        {
            await using var runner = new ProjectionRunner(
                projection, Store, _saved, new ProjectionOptions(), "test", Time, NullLogger<ProjectionRunner>.Instance);
            while (await runner.StepAsync(Cancellation))
            {
            }

            await runner.StopAsync(Cancellation);
        }

        return engine;
    }
}
