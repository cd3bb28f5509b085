using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Tests.CriticalLag;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Population;

public sealed class ModelScheduleTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly VolatileJournalStore _store;
    private readonly List<string> _held = [];
    private LagModel? _found = TestLags.Model;
    private long? _size = TestLags.Model.Returned;
    private int _fits;

    public ModelScheduleTests() => _store = new(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Step_FitsTheFirstModelAsSoonAsThereIsEnough_AndLooksOnceAMinute()
    {
        await using var schedule = Schedule("one");
        _found = null;
        await schedule.StepAsync(Cancellation);
        _found = TestLags.Model;
        _time.Advance(TimeSpan.FromSeconds(59));
        await schedule.StepAsync(Cancellation);
        Assert.Empty(_held);
        _time.Advance(TimeSpan.FromSeconds(1));
        await schedule.StepAsync(Cancellation);

        Assert.Equal([$"one {TestLags.Model.Version}"], _held);
        Assert.Equal(TestLags.Model.Version, (await LagModels.ReadAsync(_store, Cancellation)).Newest!.Version);
    }

    /// <summary>Goal: after a start with a large journal the first model waits for its figures, and not a minute more.</summary>
    [Fact]
    public async Task Step_BeforeThereAreFigures_LooksAgainAtTheNextOne()
    {
        await using var schedule = Schedule("one");
        _size = null;
        await schedule.StepAsync(Cancellation);
        Assert.Equal((0, ModelLack.TooFew), (_fits, schedule.Lack));
        _size = TestLags.Model.Returned;
        Assert.Equal(ModelLack.Due, schedule.Lack);
        Assert.True(schedule.NextFitAt <= _time.GetUtcNow());

        await schedule.StepAsync(Cancellation);

        Assert.Equal((1, ModelLack.None), (_fits, schedule.Lack));
        Assert.Equal(_time.GetUtcNow().AddDays(1), schedule.NextFitAt);
    }

    [Fact]
    public async Task Lack_TellsTooFewFromAFitThatIsDueAndFromNoneThatFits()
    {
        await using var schedule = Schedule("one");
        (_size, _found) = (GapFit.Enough - 1, null);
        await schedule.StepAsync(Cancellation);
        Assert.Equal(ModelLack.TooFew, schedule.Lack);
        _size = GapFit.Enough;
        Assert.Equal((ModelLack.Due, _time.GetUtcNow().AddMinutes(1)), (schedule.Lack, schedule.NextFitAt));

        await StepEachMinuteAsync(schedule, 1);

        Assert.Equal((ModelLack.NoneFits, _time.GetUtcNow().AddMinutes(1)), (schedule.Lack, schedule.NextFitAt));
    }

    [Fact]
    public async Task Step_RefitsAfterTheInterval_OrWhenThePopulationHasGrown()
    {
        await using var schedule = Schedule("one");
        await schedule.StepAsync(Cancellation);
        _found = Moved(0.1, "bbbbbbbbbbbb");
        _time.Advance(TimeSpan.FromHours(23));
        await schedule.StepAsync(Cancellation);
        Assert.Single(_held);
        _time.Advance(TimeSpan.FromHours(1));
        await schedule.StepAsync(Cancellation);
        Assert.Equal("one bbbbbbbbbbbb", _held[^1]);

        (_found, _size) = (Moved(0.2, "cccccccccccc"), 1_000);
        _time.Advance(TimeSpan.FromMinutes(1));
        await schedule.StepAsync(Cancellation);

        Assert.Equal("one cccccccccccc", _held[^1]);
        Assert.Equal(
            ["cccccccccccc", "bbbbbbbbbbbb", TestLags.Model.Version], schedule.History!.Models.Select(static model => model.Version));
    }

    [Fact]
    public async Task Fit_OfAModelNearTheHeldOne_LeavesThatButCountsAsChecked()
    {
        await using var schedule = Schedule("one");
        await schedule.FitAsync(Cancellation);
        _time.Advance(TimeSpan.FromHours(23));
        _found = Moved(0.04, "bbbbbbbbbbbb");

        var outcome = await schedule.FitAsync(Cancellation);

        Assert.Equal((TestLags.Model.Version, "bbbbbbbbbbbb", false), (outcome.Held!.Version, outcome.Fitted!.Version, outcome.Changed));
        Assert.Single(_held);
        _found = Moved(0.1, "cccccccccccc");
        _time.Advance(TimeSpan.FromHours(2));
        await schedule.StepAsync(Cancellation);
        Assert.Single(_held);
    }

    /// <summary>A population that has doubled and behaves as before is fitted to once for that, not until it behaves otherwise.</summary>
    [Fact]
    public async Task Step_AfterGrowthToWhatTheHeldModelFits_FitsOnce()
    {
        await using var schedule = Schedule("one");
        await schedule.StepAsync(Cancellation);
        (_found, _size) = (Moved(0.01, "bbbbbbbbbbbb") with { Returned = 1_000 }, 1_000);

        await StepEachMinuteAsync(schedule, 5);
        Assert.Equal((2, TestLags.Model.Version), (_fits, schedule.History!.Newest!.Version));
        _size = 2_000;
        await StepEachMinuteAsync(schedule, 1);

        Assert.Equal(3, _fits);
    }

    [Fact]
    public async Task Step_AfterAFitThatFoundNoModel_WaitsForGrowthOrTheInterval()
    {
        await using var schedule = Schedule("one");
        await schedule.StepAsync(Cancellation);
        (_found, _size) = (null, 1_000);

        await StepEachMinuteAsync(schedule, 5);
        Assert.Equal((2, TestLags.Model.Version), (_fits, schedule.History!.Newest!.Version));
        Assert.Equal(1_000, (await LagModels.ReadAsync(_store, Cancellation)).CheckedTo!.Size);
        _time.Advance(TimeSpan.FromDays(1));
        await StepEachMinuteAsync(schedule, 5);
        Assert.Equal(3, _fits);
        _size = 2_000;
        await StepEachMinuteAsync(schedule, 1);

        Assert.Equal(4, _fits);
    }

    /// <summary>A fit that found nothing because nothing is counted yet says nothing of the population.</summary>
    [Fact]
    public async Task Fit_BeforeThereAreFigures_DoesNotCountAsChecked()
    {
        await using var schedule = Schedule("one");
        await schedule.FitAsync(Cancellation);
        var checkedAt = schedule.History!.CheckedAt;
        _time.Advance(TimeSpan.FromDays(1));
        (_found, _size) = (null, null);

        var outcome = await schedule.FitAsync(Cancellation);

        Assert.Equal((TestLags.Model.Version, null, false), (outcome.Held!.Version, outcome.Fitted, outcome.Changed));
        Assert.Equal(checkedAt, (await LagModels.ReadAsync(_store, Cancellation)).CheckedAt);
    }

    [Fact]
    public async Task Step_OfANodeWithoutTheLeaseTakesWhatTheOwnerFitted()
    {
        await using var owner = Schedule("one");
        await using var other = Schedule("two");
        await owner.StepAsync(Cancellation);
        await other.StepAsync(Cancellation);
        Assert.Equal([$"one {TestLags.Model.Version}", $"two {TestLags.Model.Version}"], _held);

        _found = Moved(0.1, "bbbbbbbbbbbb");
        _time.Advance(TimeSpan.FromDays(1));
        await _store.AcquireLeaseAsync(LeaseNames.Model("lag"), "one", TimeSpan.FromSeconds(10), Cancellation);
        await other.StepAsync(Cancellation);
        Assert.Equal(2, _held.Count);
        await owner.StepAsync(Cancellation);
        await other.StepAsync(Cancellation);

        Assert.Equal(["one bbbbbbbbbbbb", "two bbbbbbbbbbbb"], _held[2..]);
    }

    /// <summary>Goal: of two nodes that fit together one is heard, and both hold the same.</summary>
    [Fact]
    public async Task Fit_ThatCameSecond_HoldsWhatCameFirst()
    {
        await using var other = Schedule("two");
        await using var slow = Schedule("one", meanwhile: () => other.FitAsync(Cancellation).GetAwaiter().GetResult());

        var outcome = await slow.FitAsync(Cancellation);

        Assert.False(outcome.Changed);
        Assert.Equal([$"two {TestLags.Model.Version}", $"one {TestLags.Model.Version}"], _held);
        Assert.Single(slow.History!.Models);
    }

    /// <summary>Goal: a model does not go back. Method: a look reads what is stored, and goes on when a fit has stored another.</summary>
    [Fact]
    public async Task Step_ThatReadBeforeAFitDoesNotUndoIt()
    {
        var store = new SlowStore(_store);
        await using var schedule = Schedule("one", store: store);
        await schedule.FitAsync(Cancellation);
        _found = Moved(0.1, "bbbbbbbbbbbb");

        store.Gate = new TaskCompletionSource();
        var looking = schedule.StepAsync(Cancellation);
        var gate = store.Gate;
        store.Gate = null;
        await schedule.FitAsync(Cancellation);
        gate.SetResult();
        await looking;

        Assert.Equal([$"one {TestLags.Model.Version}", "one bbbbbbbbbbbb"], _held);
        Assert.Equal("bbbbbbbbbbbb", schedule.History!.Newest!.Version);
    }

    /// <summary>Goal: an older program neither fails of what a newer one stored, nor writes over it, and says so once.</summary>
    [Fact]
    public async Task Step_LeavesOutWhatANewerProgramStored()
    {
        var log = new RecordedLog<ModelSchedule<LagModel>>();
        await using var schedule = Schedule("one", log: log);
        await schedule.FitAsync(Cancellation);
        await _store.WriteDocumentAsync(new("model", "lag", _time.GetUtcNow(), "{\"newer\":1}"u8.ToArray()), 1, Cancellation);

        await StepEachMinuteAsync(schedule, 2 * 24 * 60);
        var fault = await Assert.ThrowsAsync<JournalUnavailableException>(() => schedule.FitAsync(Cancellation));

        Assert.Single(log.Lines, static line => line.Contains("newer program", StringComparison.Ordinal));
        Assert.Contains("newer program", fault.Message, StringComparison.Ordinal);
        Assert.Equal((1, TestLags.Model.Version), (_fits, schedule.History!.Newest!.Version));
        Assert.Null((await LagModels.ReadAsync(_store, Cancellation)).Newest);
        Assert.Equal(2, (await _store.ReadDocumentAsync("model", "lag", Cancellation))!.Revision);
    }

    [Fact]
    public async Task Fit_KeepsABoundedHistory()
    {
        await using var schedule = Schedule("one");
        for (var number = 0; number <= ModelHistory<LagModel>.MostKept; number++)
        {
            _found = Moved(number, $"{number:D12}");
            Assert.True((await schedule.FitAsync(Cancellation)).Changed);
        }

        var kept = (await LagModels.ReadAsync(_store, Cancellation)).Models;
        Assert.Equal((ModelHistory<LagModel>.MostKept, "000000000050", "000000000001"), (kept.Count, kept[0].Version, kept[^1].Version));
    }

    private async Task StepEachMinuteAsync(ModelSchedule<LagModel> schedule, int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await schedule.StepAsync(Cancellation);
        }
    }

    private static LagModel Moved(double by, string version)
    {
        var all = TestLags.Model.All;
        return TestLags.Of(new(all.Mean + by, all.BetweenVariance, all.WithinVariance, all.Lost), version);
    }

    private ModelSchedule<LagModel> Schedule(
        string owner, Action? meanwhile = null, IJournalStore? store = null, ILogger? log = null) => new(
        new(
            LagModels.Document,
            _ =>
            {
                _fits++;
                meanwhile?.Invoke();
                return _found;
            },
            () => _size is { } size ? new(size, []) : null, () => _size >= GapFit.Enough,
            static model => new(model.Returned, [.. model.Categories.Keys]),
            static (fitted, held) => fitted.IsFarFrom(held), model => _held.Add($"{owner} {model.Version}")),
        store ?? _store, new ProjectionOptions(), owner, _time, log ?? NullLogger.Instance);

    /// <summary>A store whose answer, while there is a gate, is on its way until that opens.</summary>
    private sealed class SlowStore(IJournalStore inner) : DelegatingJournalStore(inner)
    {
        public TaskCompletionSource? Gate { get; set; }

        public override async Task<Document?> ReadDocumentAsync(string kind, string id, CancellationToken cancellationToken)
        {
            var gate = Gate;
            var read = await base.ReadDocumentAsync(kind, id, cancellationToken);
            await (gate?.Task ?? Task.CompletedTask);
            return read;
        }
    }
}
