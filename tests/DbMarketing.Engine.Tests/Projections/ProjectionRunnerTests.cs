using System.Text;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Tests.Projections;

public sealed class ProjectionRunnerTests
{
    private readonly ProjectionRun _run = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Step_FoldsEveryLaneAPageAtATime()
    {
        await _run.WriteManyAsync(11);
        var counts = new TurnCounts();
        await using var runner = _run.Runner(counts);

        Assert.True(await runner.StepAsync(Cancellation));
        Assert.NotEqual(await _run.RecountAsync(), counts.Picture);
        await ProjectionRun.CatchUpAsync(runner);

        Assert.Equal("1=3 2=2 3=2 4=2 5=2", counts.Picture);
        Assert.Equal(ProjectionRole.Owner, runner.Status.Role);
        Assert.Equal(11, runner.Status.Rows);
    }

    [Fact]
    public async Task AsOf_IsTheInstantOfTheLastRowWhileBehindAndOfTheLookWhenComplete()
    {
        var began = _run.Time.GetUtcNow();
        for (var turn = 0; turn < 5; turn++)
        {
            await _run.WriteAsync("ann");
        }

        _run.Time.Advance(TimeSpan.FromSeconds(10));
        var counts = new TurnCounts();
        await using var runner = _run.Runner(counts);

        await runner.StepAsync(Cancellation);
        Assert.Equal(began + TimeSpan.FromMilliseconds(2), counts.PictureAsOf);
        await runner.StepAsync(Cancellation);
        Assert.Equal(_run.Time.GetUtcNow(), counts.PictureAsOf);
    }

    [Fact]
    public async Task FirstPicture_ComesWhenTheJournalIsNearlyFolded()
    {
        await _run.WriteManyAsync(5);
        _run.Time.Advance(TimeSpan.FromHours(1));
        var counts = new TurnCounts();
        await using var runner = _run.Runner(counts);

        await runner.StepAsync(Cancellation);
        Assert.Equal(default, counts.PictureAsOf);
        await runner.StepAsync(Cancellation);
        Assert.Equal(_run.Time.GetUtcNow(), counts.PictureAsOf);
    }

    [Fact]
    public async Task Start_GoesOnFromTheCheckpoint()
    {
        await _run.WriteManyAsync(8);
        await using (var first = _run.Runner(new TurnCounts()))
        {
            await ProjectionRun.CatchUpAsync(first);
        }

        await _run.WriteManyAsync(6);
        var folds = 0;
        var counts = new TurnCounts { Folding = () => folds++ };
        await using var second = _run.Runner(counts);
        await ProjectionRun.CatchUpAsync(second);

        Assert.Equal(6, folds);
        Assert.Equal(await _run.RecountAsync(), counts.Picture);
    }

    /// <summary>
    /// Goal: the next run ends in the same sums. Method: ends a run before and after each call of the store in turn, and in each fold.
    /// </summary>
    [Fact]
    public async Task Kill_BetweenAnyTwoStepsLosesAndRepeatsNothing()
    {
        var killedRuns = 0;
        for (var step = 1; ; step++)
        {
            var run = new ProjectionRun();
            await run.WriteManyAsync(13);
            var killed = await RunUntilKilledAsync(run, step);
            await run.WriteManyAsync(4);
            var counts = new TurnCounts();
            await using var next = run.Runner(counts, options: run.Options with { RowsPerCommit = 2 }, owner: "one");
            await ProjectionRun.CatchUpAsync(next);

            Assert.Equal(await run.RecountAsync(), counts.Picture);
            if (!killed)
            {
                break;
            }

            killedRuns++;
        }

        Assert.InRange(killedRuns, 20, 100);
    }

    [Fact]
    public async Task TwoOwners_OfWhichOneIsAZombieNeverMixTheirSums()
    {
        await _run.WriteManyAsync(5);
        var zombieCounts = new TurnCounts();
        await using var zombie = _run.Runner(zombieCounts, "zombie", _run.Options with { LeaseDuration = TimeSpan.FromHours(1) });
        await ProjectionRun.CatchUpAsync(zombie);
        await _run.Journal.ReleaseLeaseAsync((await _run.Journal.ReadLeaseAsync("projection/turn-counts", Cancellation))!, Cancellation);

        await _run.WriteManyAsync(5);
        var counts = new TurnCounts();
        await using var owner = _run.Runner(counts, "owner");
        await ProjectionRun.CatchUpAsync(owner);
        await ProjectionRun.CatchUpAsync(zombie);
        await _run.WriteManyAsync(5);
        await ProjectionRun.CatchUpAsync(zombie);
        await ProjectionRun.CatchUpAsync(owner);
        await ProjectionRun.CatchUpAsync(owner);

        Assert.Equal(await _run.RecountAsync(), counts.Picture);
        await ProjectionRun.CatchUpAsync(zombie);
        Assert.Equal(counts.Picture, zombieCounts.Picture);
    }

    [Fact]
    public async Task Rebuild_MakesTheSameFromTheFirstRow()
    {
        await _run.WriteManyAsync(9);
        var folds = 0;
        var counts = new TurnCounts { Folding = () => folds++ };
        await using var runner = _run.Runner(counts);
        await ProjectionRun.CatchUpAsync(runner);
        var before = counts.Picture;

        await runner.RebuildAsync(Cancellation);
        await runner.StepAsync(Cancellation);
        Assert.Equal((true, before), (folds < 18, counts.Picture));
        await ProjectionRun.CatchUpAsync(runner);

        Assert.Equal(18, folds);
        Assert.Equal(before, counts.Picture);
    }

    [Fact]
    public async Task Rebuild_AskedForElsewhereIsTakenUpByTheOwner()
    {
        await _run.WriteManyAsync(9);
        var folds = 0;
        var counts = new TurnCounts { Folding = () => folds++ };
        await using var runner = _run.Runner(counts);
        await ProjectionRun.CatchUpAsync(runner);
        await _run.Store.ForgetAsync(counts.Name, Cancellation);
        await _run.WriteAsync("0");

        await ProjectionRun.CatchUpAsync(runner);
        await ProjectionRun.CatchUpAsync(runner);

        Assert.Equal(9 + 1 + 10, folds);
        Assert.Equal(await _run.RecountAsync(), counts.Picture);
    }

    [Fact]
    public async Task Rebuild_AskedForElsewhereNeedsNoRowToBegin()
    {
        await _run.WriteManyAsync(9);
        var folds = 0;
        await using var runner = _run.Runner(new TurnCounts { Folding = () => folds++ });
        await ProjectionRun.CatchUpAsync(runner);
        await _run.Store.ForgetAsync(runner.Name, Cancellation);

        await ProjectionRun.CatchUpAsync(runner);
        await ProjectionRun.CatchUpAsync(runner);

        Assert.Equal(18, folds);
        Assert.NotEmpty((await _run.Store.ReadAsync(runner.Name, null, Cancellation))!.Parts);
    }

    [Fact]
    public async Task Load_OfAnotherVersionsPartsBeginsAnew()
    {
        await _run.WriteManyAsync(6);
        await using (var old = _run.Runner(new TurnCounts { Version = 1 }))
        {
            await ProjectionRun.CatchUpAsync(old);
        }

        var folds = 0;
        await using var next = _run.Runner(new TurnCounts { Version = 2, Folding = () => folds++ });
        await ProjectionRun.CatchUpAsync(next);

        Assert.Equal(6, folds);
    }

    [Fact]
    public async Task Load_OfAnotherJournalsPartsBeginsAnew()
    {
        await _run.WriteManyAsync(6);
        await using (var old = _run.Runner(new TurnCounts()))
        {
            await ProjectionRun.CatchUpAsync(old);
        }

        var restored = new ProjectionRun();
        restored.Time.Advance(TimeSpan.FromDays(1));
        await restored.WriteManyAsync(10);
        var counts = new TurnCounts();
        await using var runner = new ProjectionRunner(
            counts, restored.Journal, _run.Store, _run.Options, "one", restored.Time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ProjectionRunner>.Instance);
        await ProjectionRun.CatchUpAsync(runner);

        Assert.Equal(await restored.RecountAsync(), counts.Picture);
    }

    [Fact]
    public async Task Store_ThatFailsForAWhileCostsNothing()
    {
        await _run.WriteManyAsync(5);
        var counts = new TurnCounts();
        await using var runner = _run.Runner(counts);
        await ProjectionRun.CatchUpAsync(runner);
        _run.Store.Before = static () => throw new JournalUnavailableException("The disk is full.");
        await _run.WriteManyAsync(4);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => ProjectionRun.CatchUpAsync(runner));
        Assert.Equal(await _run.RecountAsync(), counts.Picture);
        _run.Store.Before = static () => { };
        await ProjectionRun.CatchUpAsync(runner);

        Assert.Equal(9, (await _run.Store.ReadAsync(counts.Name, null, Cancellation))!.Checkpoint.Lanes.Sum(static mark => mark.Position));
    }

    [Fact]
    public async Task Row_ThatCannotBeReadStopsWithItsPlaceAndKeepsWhatIsBefore()
    {
        await _run.WriteManyAsync(4);
        await _run.WriteAsync("bad", """[{"entry":"ofTomorrow"}]"""u8.ToArray());
        var counts = new TurnCounts();
        await using var runner = _run.Runner(counts);

        await ProjectionRun.CatchUpAsync(runner);

        Assert.Equal(ProjectionRole.Stopped, runner.Status.Role);
        Assert.Contains("position 3 of lane 0", runner.Status.Fault, StringComparison.Ordinal);
        var saved = (await _run.Store.ReadAsync(counts.Name, null, Cancellation))!;
        Assert.Equal(2, saved.Checkpoint.Lanes.Single(static mark => mark.Lane == 0).Position);
        Assert.Null(await _run.Journal.ReadLeaseAsync(LeaseNames.Projection(counts.Name), Cancellation));
        Assert.False(await runner.StepAsync(Cancellation));
        Assert.Equal(ProjectionRole.Stopped, runner.Status.Role);
    }

    [Fact]
    public async Task Row_ThatDoesNotConcernItIsPassedOverUnread()
    {
        await _run.WriteAsync("ann");
        await _run.WriteAsync("ben", Encoding.UTF8.GetBytes("""[{"entry":"irrelevant"}]"""));
        await _run.WriteAsync("ann");
        var counts = new TurnCounts();
        await using var runner = _run.Runner(counts);

        await ProjectionRun.CatchUpAsync(runner);

        Assert.Equal("1=2", counts.Picture);
        Assert.Equal(3, runner.Status.Rows);
    }

    [Fact]
    public async Task Loop_StopsAtAFaultOfTheProjectionWithoutSavingHalfOfIt()
    {
        await _run.WriteManyAsync(3);
        var stopped = new TaskCompletionSource();
        var folds = 0;
        var counts = new TurnCounts
        {
            Folding = () =>
            {
                if (++folds == 2)
                {
                    stopped.TrySetResult();
                    throw new InvalidOperationException("A planted fault.");
                }
            },
        };
        await using var runner = _run.Runner(counts);

        runner.Start();
        await stopped.Task.WaitAsync(Cancellation);
        await runner.StopAsync(Cancellation);

        Assert.Equal("A planted fault.", runner.Status.Fault);
        Assert.Null(await _run.Store.ReadAsync(counts.Name, null, Cancellation));
    }

    [Fact]
    public async Task Stop_GivesTheLeaseBackWhenTheLastSaveFails()
    {
        await _run.WriteManyAsync(2);
        var counts = new TurnCounts();
        await using var runner = _run.Runner(counts, options: _run.Options with { CommitInterval = TimeSpan.FromHours(1) });
        await runner.StepAsync(Cancellation);
        await _run.WriteManyAsync(2);
        await runner.StepAsync(Cancellation);
        _run.Store.Before = static () => throw new InvalidOperationException("A planted fault.");

        runner.Start();
        await runner.StopAsync(Cancellation);

        Assert.Null(await _run.Journal.ReadLeaseAsync(LeaseNames.Projection(counts.Name), Cancellation));
    }

    private static async Task<bool> RunUntilKilledAsync(ProjectionRun run, int step)
    {
        var steps = 0;
        void Pass()
        {
            if (++steps == step)
            {
                throw new OperationCanceledException("killed");
            }
        }

        (run.Store.Before, run.Store.After) = (Pass, Pass);
        var runner = run.Runner(new TurnCounts { Folding = Pass }, options: run.Options with { RowsPerCommit = 2 });
        try
        {
            await ProjectionRun.CatchUpAsync(runner);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        finally
        {
            (run.Store.Before, run.Store.After) = (static () => { }, static () => { });
        }
    }
}
