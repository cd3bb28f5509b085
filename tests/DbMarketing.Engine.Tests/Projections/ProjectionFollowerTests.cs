using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Tests.Projections;

/// <summary>The runners of nodes that show what another one folds.</summary>
public sealed class ProjectionFollowerTests
{
    private readonly ProjectionRun _run = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Follower_ShowsWhatTheOwnerSavedAndTakesOver()
    {
        await _run.WriteManyAsync(5);
        await using var owner = _run.Runner(new TurnCounts(), "owner");
        await ProjectionRun.CatchUpAsync(owner);
        var counts = new TurnCounts();
        await using var follower = _run.Runner(counts, "follower");
        await follower.StepAsync(Cancellation);
        Assert.Equal(await RecountWithoutLeaseAsync(), counts.Picture);
        Assert.Equal(ProjectionRole.Follower, follower.Status.Role);

        await _run.WriteManyAsync(7);
        await ProjectionRun.CatchUpAsync(owner);
        await follower.StepAsync(Cancellation);
        Assert.Equal(await RecountWithoutLeaseAsync(), counts.Picture);

        await owner.StopAsync(Cancellation);
        await _run.WriteManyAsync(3);
        _run.Time.Advance(_run.Options.LeaseDuration);
        await ProjectionRun.CatchUpAsync(follower);
        Assert.Equal(ProjectionRole.Owner, follower.Status.Role);
        Assert.Equal(await _run.RecountAsync(), counts.Picture);
    }

    /// <summary>A node that starts while another makes the projection again shows no half of it.</summary>
    [Fact]
    public async Task Follower_ThatStartsDuringARebuildShowsNothingUntilItIsNearlyWhole()
    {
        await _run.WriteManyAsync(20);
        _run.Time.Advance(TimeSpan.FromHours(1));
        await using var owner = _run.Runner(new TurnCounts(), "owner");
        await ProjectionRun.CatchUpAsync(owner);
        await owner.RebuildAsync(Cancellation);
        await owner.StepAsync(Cancellation);
        await owner.CommitAsync(Cancellation);

        var counts = new TurnCounts();
        await using var follower = _run.Runner(counts, "follower");
        await follower.StepAsync(Cancellation);
        Assert.Equal((ProjectionRole.Follower, null, ""), (follower.Status.Role, follower.Status.AsOf, counts.Picture));
        await ProjectionRun.CatchUpAsync(owner);
        await follower.StepAsync(Cancellation);

        Assert.Equal(await RecountWithoutLeaseAsync(), counts.Picture);
    }

    /// <summary>Where nothing comes, what was saved is old and whole.</summary>
    [Fact]
    public async Task Follower_OfAJournalThatRestsShowsWhatWasSavedLongAgo()
    {
        await _run.WriteManyAsync(5);
        await using var owner = _run.Runner(new TurnCounts(), "owner", _run.Options with { LeaseDuration = TimeSpan.FromHours(1) });
        await ProjectionRun.CatchUpAsync(owner);
        _run.Time.Advance(TimeSpan.FromMinutes(30));
        var counts = new TurnCounts();
        await using var follower = _run.Runner(counts, "follower");

        await follower.StepAsync(Cancellation);

        Assert.Equal(ProjectionRole.Follower, follower.Status.Role);
        Assert.Equal(await RecountWithoutLeaseAsync(), counts.Picture);
    }

    private async Task<string> RecountWithoutLeaseAsync()
    {
        var lease = await _run.Journal.ReadLeaseAsync(LeaseNames.Projection("turn-counts"), Cancellation);
        var picture = await _run.RecountAsync();
        if (lease is not null)
        {
            await _run.Journal.AcquireLeaseAsync(lease.Name, lease.Owner, _run.Options.LeaseDuration, Cancellation);
        }

        return picture;
    }
}
