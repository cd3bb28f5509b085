using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Propensity;
using DbMarketing.Engine.Tests.Lifetime;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Population;

public sealed class LifetimeFitsTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTimeProvider _time = new(Noon);
    private readonly FullStore _store;
    private readonly ReferenceSource _reference = new(new(SamplePlaybook.Compiled, new FixedPropensity()));
    private readonly LifetimeCounts _counts = new();
    private readonly LifetimeFits _fits;
    private long _customer;
    private DateTimeOffset? _standsStillAt;

    public LifetimeFitsTests()
    {
        _store = new(new VolatileJournalStore(_time));
        _fits = FitsOf("one", _reference);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private int Today => SamplePlaybook.Compiled.DayOf(_time.GetUtcNow());

    [Fact]
    public async Task Step_FitsAsSoonAsEnoughCustomersBoughtAgain()
    {
        Add(LifetimeEstimator.MinRepeaters - 1, 1);
        await StepAsync();
        Assert.Null(_reference.Current.Lifetime);

        Add(1, 2);
        await StepAsync();

        var model = _reference.Current.Lifetime!.Model;
        Assert.Equal((1, FitOccasion.First, 30, 30), (model.Version, model.Occasion, model.Customers, model.Repeaters));
        Assert.Equal(_time.GetUtcNow(), model.AsOf);
    }

    [Fact]
    public async Task Step_FitsEachNightAndWhenTheCustomersHaveDoubled()
    {
        Add(40, 1);
        await StepAsync();
        await StepAsync();
        Assert.Equal(1, _reference.Current.Lifetime!.Model.Version);

        Add(39, 0);
        await StepAsync();
        Add(1, 0);
        await StepAsync();
        Assert.Equal((2, FitOccasion.Doubled), Held());

        _time.AdvanceTo(Night(1).AddTicks(-1));
        await StepAsync();
        Assert.Equal((2, FitOccasion.Doubled), Held());
        _time.AdvanceTo(Night(1));
        await StepAsync();
        await StepAsync();
        Assert.Equal((3, FitOccasion.Nightly), Held());
    }

    /// <summary>Goal: a nightly fit sets what the fit of a week ago expected beside what its customers did.</summary>
    [Fact]
    public async Task Step_ChecksTheForecastOfAWeekAgo()
    {
        var random = new Random(7);
        for (var customer = 0; customer < 400; customer++)
        {
            var history = SimulatedHistory.ParetoNbd(0.6, 12, 0.6, 12, 100 + (customer % 100), random);
            Add((int)history.Age, (int)history.Recency, history.Frequency);
        }

        await StepAsync();
        var forecast = _reference.Current.Lifetime!.Model.Forecast!;
        Assert.Empty(_reference.Current.Lifetime.Model.Checks);
        _time.AdvanceTo(Night(7));
        Add(age: 7, recency: 7, repeats: 25);
        Add(age: 6, recency: 6, repeats: 100);

        await StepAsync();

        var expected = forecast.Expected.Where(static one => one.Days == 7).Select(static one => (one.Model, 1L, 7, one.Repeats, 25L));
        Assert.NotEmpty(expected);
        Assert.Equal(
            expected, _reference.Current.Lifetime.Model.Checks.Select(
                static check => (check.Model, check.Version, check.Days, check.Expected, check.Actual)));
    }

    /// <summary>Of too few customers a simpler model is fitted at night, finite and with a warning in words.</summary>
    [Fact]
    public async Task Step_FitsAFewCustomersAtNightWithASimplerModel()
    {
        Add(3, 0);
        await StepAsync();
        Assert.Null(_reference.Current.Lifetime);

        _time.AdvanceTo(Night(1));
        await StepAsync();

        var model = _reference.Current.Lifetime!.Model;
        Assert.Equal(("constantRate", "meanSpend"), (model.Purchases.Name, model.Spend.Name));
        Assert.Equal((0.0, 10.0), (model.Purchases.Parameters["rate"], model.Spend.Parameters["mean"]));
        Assert.Contains("30 are needed", Assert.Single(model.Warnings, static warning => warning.Code == "too_few_repeaters").Text);
    }

    [Fact]
    public async Task Begin_IsRefusedWithoutFiguresOrCustomersAndWhileOneIsUnderWay()
    {
        Assert.Equal(FitStart.NotCounted, await _fits.BeginAsync(FitOccasion.Asked, Cancellation));
        _counts.Publish(_time.GetUtcNow());
        Assert.Equal(FitStart.NothingToFit, await _fits.BeginAsync(FitOccasion.Asked, Cancellation));
        Add(40, 1);
        _counts.Publish(_time.GetUtcNow());
        await using var other = FitsOf("two", _reference);

        // It waits for the next picture.
        Assert.Equal(FitStart.Begun, await _fits.BeginAsync(FitOccasion.Asked, Cancellation));
        Assert.Equal(FitStart.UnderWay, await _fits.BeginAsync(FitOccasion.Asked, Cancellation));
        Assert.Equal(FitStart.UnderWay, await other.BeginAsync(FitOccasion.Asked, Cancellation));
        Assert.True(await other.IsUnderWayAsync(Cancellation));
        await EndAsync(_fits);

        Assert.False(await other.IsUnderWayAsync(Cancellation));
        Assert.Equal((1, FitOccasion.Asked), Held());
        Assert.Equal(FitStart.Begun, await other.BeginAsync(FitOccasion.Asked, Cancellation));
        await EndAsync(other);
        Assert.Equal(2, Held().Version);
    }

    /// <summary>A fit that takes longer than its lease stays alone, for the lease is renewed.</summary>
    [Fact]
    public async Task Step_RenewsTheLeaseOfAFitUnderWay()
    {
        Add(40, 1);
        _counts.Publish(_time.GetUtcNow());
        await _fits.BeginAsync(FitOccasion.Asked, Cancellation);
        await using var other = FitsOf("two", _reference);
        for (var half = 0; half < 4; half++)
        {
            _time.Advance(TimeSpan.FromSeconds(40));
            await _fits.StepAsync(Cancellation);
        }

        Assert.Equal(FitStart.UnderWay, await other.BeginAsync(FitOccasion.Asked, Cancellation));
        await EndAsync(_fits);
        Assert.Equal(1, Held().Version);
    }

    [Fact]
    public async Task Step_FollowsTheFitOfAnotherNodeAndWhatWasStoredBefore()
    {
        var elsewhere = new ReferenceSource(new(SamplePlaybook.Compiled, new FixedPropensity()));
        await using var other = FitsOf("two", elsewhere);
        Add(40, 1);
        await StepAsync();

        await other.StepAsync(Cancellation);

        var (here, there) = (_reference.Current.Lifetime!, elsewhere.Current.Lifetime!);
        Assert.Equal(here.Model.Version, there.Model.Version);
        Assert.Equal(here.Model.Purchases.Parameters, there.Model.Purchases.Parameters);
        var history = new PurchaseHistory(3, 100, 200);
        Assert.Equal(here.Purchases.ExpectedPurchases(history, 90), there.Purchases.ExpectedPurchases(history, 90));
    }

    /// <summary>A version that a newer program stored is not used, and what held goes on to hold.</summary>
    [Fact]
    public async Task Step_LeavesOutAFitThatThisProgramCannotRead()
    {
        Add(40, 1);
        await StepAsync();
        var stored = Assert.Single(await _store.ReadDocumentsAsync("lifetime-fit", 10, Cancellation));
        var body = Encoding.UTF8.GetString(stored.Body.Span).Replace("\"name\":\"", "\"name\":\"new", StringComparison.Ordinal);
        var newer = new Document("lifetime-fit", "000000000002", _time.GetUtcNow().AddSeconds(1), Encoding.UTF8.GetBytes(body));
        await _store.WriteDocumentAsync(newer, 0, Cancellation);

        await StepAsync();

        Assert.Equal(1, Held().Version);
        Assert.Equal([1], (await _fits.HistoryAsync(10, Cancellation)).Select(static model => model.Version));
    }

    [Fact]
    public async Task Fit_KeepsTheNewestVersionsAlone()
    {
        Add(1, 0);
        for (var fit = 0; fit < LifetimeFits.Kept + 3; fit++)
        {
            _counts.Publish(_time.GetUtcNow());
            Assert.Equal(FitStart.Begun, await _fits.BeginAsync(FitOccasion.Asked, Cancellation));
            await EndAsync(_fits);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(LifetimeFits.Kept, await _store.CountDocumentsAsync("lifetime-fit", Cancellation));
        Assert.Equal(
            Enumerable.Range(0, LifetimeFits.Kept).Select(static i => (long)LifetimeFits.Kept + 3 - i),
            (await _fits.HistoryAsync(LifetimeFits.Kept, Cancellation)).Select(static model => model.Version));
    }

    /// <summary>A fit whose result could not be stored holds nowhere, and is made again when the storage has had time to recover.</summary>
    [Fact]
    public async Task Step_FitsAgainLaterWhatCouldNotBeStored()
    {
        Add(40, 1);
        _store.IsFull = true;
        await StepAsync();
        Assert.Null(_reference.Current.Lifetime);
        Assert.False(await _fits.IsUnderWayAsync(Cancellation));

        _store.IsFull = false;
        await StepAsync();
        Assert.Null(_reference.Current.Lifetime);
        _time.Advance(TimeSpan.FromMinutes(10));
        await StepAsync();

        Assert.Equal(1, Held().Version);
    }

    /// <summary>A projection that stands still shows the same for ever, and is not fitted to for ever.</summary>
    [Fact]
    public async Task Step_FitsOnceANightToFiguresThatStandStill()
    {
        Add(40, 1);
        await StepAsync();
        _standsStillAt = _time.GetUtcNow();

        _time.AdvanceTo(Night(1));
        await StepAsync();
        await StepAsync();

        Assert.Equal((2, FitOccasion.Nightly), Held());
    }

    [Fact]
    public async Task Step_FitsAgainLaterWhatAnotherNodeWroteFirst()
    {
        Add(40, 1);
        _store.IsTaken = true;
        await StepAsync();
        await StepAsync();
        Assert.Equal(1, _store.Writes);

        _time.Advance(TimeSpan.FromMinutes(10));
        await StepAsync();

        Assert.Equal(2, _store.Writes);
    }

    /// <summary>Versions count fits, whatever the clocks of their nodes say, and every node follows the highest.</summary>
    [Fact]
    public async Task Fit_OfANodeWhoseClockIsBehindIsTheNextVersion()
    {
        Add(40, 1);
        await StepAsync();
        await using var behind = FitsOf("two", _reference, new ManualTimeProvider(Noon.AddHours(-1)));
        var elsewhere = new ReferenceSource(new(SamplePlaybook.Compiled, new FixedPropensity()));
        await using var follower = FitsOf("three", elsewhere);

        await behind.BeginAsync(FitOccasion.Asked, Cancellation);
        await EndAsync(behind);
        await follower.StepAsync(Cancellation);
        Assert.Equal(2, elsewhere.Current.Lifetime!.Model.Version);
        await _fits.BeginAsync(FitOccasion.Asked, Cancellation);
        await EndAsync(_fits);

        Assert.Equal((3, FitOccasion.Asked), Held());
        Assert.Equal([3, 2, 1], (await _fits.HistoryAsync(10, Cancellation)).Select(static model => model.Version));
    }

    /// <summary>What a program without that order stored does not keep a fit from the next version.</summary>
    [Fact]
    public async Task Fit_AfterAVersionThatLiesBeforeAnOlderOneIsTheNext()
    {
        Add(40, 1);
        await StepAsync();
        var stored = Assert.Single(await _store.ReadDocumentsAsync("lifetime-fit", 10, Cancellation));
        await _store.WriteDocumentAsync(stored with { Id = "000000000002", At = stored.At.AddHours(-1) }, 0, Cancellation);

        await _fits.BeginAsync(FitOccasion.Asked, Cancellation);
        await EndAsync(_fits);

        Assert.Equal(3, Held().Version);
    }

    /// <summary>A fit whose projection shows nothing ends, and lets others begin.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Fit_WaitsForAPictureAWhileOnly()
    {
        Add(40, 1);
        Publish();
        await _fits.BeginAsync(FitOccasion.Asked, Cancellation);

        while (!_fits.UnderWay.IsCompleted)
        {
            Cancellation.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Null(_reference.Current.Lifetime);
        Assert.Null(await _store.ReadLeaseAsync(LeaseNames.LifetimeFit, Cancellation));
    }

    /// <summary>Goal: no fault ends the following unseen. Method: stopping waits for the loop, and throws what has ended it.</summary>
    [Fact]
    public async Task Loop_OutlivesAnyFault()
    {
        _store.Failing = new TaskCompletionSource();
        _fits.Start();
        await _store.Failing.Task.WaitAsync(Cancellation);

        await _fits.StopAsync(Cancellation);

        Assert.Null(_reference.Current.Lifetime);
    }

    [Fact]
    public async Task Stop_GivesUpAFitUnderWay()
    {
        Add(40, 1);
        _counts.Publish(_time.GetUtcNow());
        await _fits.BeginAsync(FitOccasion.Asked, Cancellation);

        await _fits.StopAsync(Cancellation);

        Assert.Null(_reference.Current.Lifetime);
        Assert.False(await _fits.IsUnderWayAsync(Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await _fits.DisposeAsync();
        await _store.DisposeAsync();
    }

    private LifetimeFits FitsOf(string owner, ReferenceSource reference, TimeProvider? time = null) =>
        new(_counts, _store, reference, new ProjectionOptions(), owner, time ?? _time, NullLogger<LifetimeFits>.Instance);

    private (long Version, FitOccasion Occasion) Held() =>
        (_reference.Current.Lifetime!.Model.Version, _reference.Current.Lifetime.Model.Occasion);

    /// <summary>The time of the nightly fit, so many days after that of the start.</summary>
    private static DateTimeOffset Night(int days) =>
        BusinessDays.StartOf(SamplePlaybook.Compiled.DayOf(Noon) + days, SamplePlaybook.Compiled.TimeZone) + new ProjectionOptions().FitAt;

    private void Publish() => _counts.Publish(_standsStillAt ?? _time.GetUtcNow());

    private async Task StepAsync()
    {
        Publish();
        await _fits.StepAsync(Cancellation);
        await EndAsync(_fits);
    }

    /// <summary>A fit takes the picture that follows its beginning.</summary>
    private async Task EndAsync(LifetimeFits fits)
    {
        while (!fits.UnderWay.IsCompleted)
        {
            Publish();
            await Task.Yield();
        }

        await fits.UnderWay;
    }

    private void Add(int customers, int repeats)
    {
        for (var i = 0; i < customers; i++)
        {
            Add(50 + (int)(_customer % 40), 7 * repeats, repeats);
        }
    }

    /// <summary>A customer who first bought so many days ago, and last so many days after that.</summary>
    private void Add(int age, int recency, int repeats) => _counts.Fold(
        new JournalRow { Lane = 0, Position = 1, Customer = new(++_customer), Sequence = 1, At = Noon, Payload = default },
        [
            new Reviewed
            {
                At = _time.GetUtcNow(),
                Is = new()
                {
                    Orders = repeats + 1, PurchaseDays = repeats + 1, FirstDay = Today - age, LastDay = Today - age + recency,
                    Revenue = 10 * (repeats + 1), FirstDayRevenue = 10,
                },
            },
        ]);

    /// <summary>A store that takes no documents while it is full or another node is always first, and that may fail to read them.</summary>
    private sealed class FullStore(IJournalStore inner) : DelegatingJournalStore(inner)
    {
        public bool IsFull { get; set; }

        public bool IsTaken { get; set; }

        public int Writes { get; private set; }

        /// <summary>When set, reading fails, and completes it.</summary>
        public TaskCompletionSource? Failing { get; set; }

        public override Task<IReadOnlyList<Document>> ReadDocumentsAsync(string kind, int limit, CancellationToken cancellationToken) =>
            Failing?.TrySetResult() is not null ? throw new InvalidOperationException("A planted fault.")
                : base.ReadDocumentsAsync(kind, limit, cancellationToken);

        public override Task<bool> WriteDocumentAsync(Document document, long? expectedRevision, CancellationToken cancellationToken)
        {
            Writes++;
            return IsFull ? throw new JournalUnavailableException("full")
                : IsTaken ? Task.FromResult(false)
                : base.WriteDocumentAsync(document, expectedRevision, cancellationToken);
        }
    }
}
