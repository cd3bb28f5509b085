using System.Text;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Propensity;
using DbMarketing.Engine.Tests.Lifetime;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Population;

public sealed class LifetimeFitsTests : LifetimeFitsFixture
{
    [Fact]
    public async Task Step_FitsAsSoonAsEnoughCustomersBoughtAgain()
    {
        Add(LifetimeEstimator.MinRepeaters - 1, 1);
        await StepAsync();
        Assert.Null(Reference.Current.Lifetime);

        Add(1, 2);
        await StepAsync();

        var model = Reference.Current.Lifetime!.Model;
        Assert.Equal((1, FitOccasion.First, 30, 30), (model.Version, model.Occasion, model.Customers, model.Repeaters));
        Assert.Equal(Time.GetUtcNow(), model.AsOf);
    }

    [Fact]
    public async Task Step_FitsEachNightAndWhenTheCustomersHaveDoubled()
    {
        Add(40, 1);
        await StepAsync();
        await StepAsync();
        Assert.Equal(1, Reference.Current.Lifetime!.Model.Version);

        Add(39, 0);
        await StepAsync();
        Add(1, 0);
        await StepAsync();
        Assert.Equal((2, FitOccasion.Doubled), Held());

        Time.AdvanceTo(Night(1).AddTicks(-1));
        await StepAsync();
        Assert.Equal((2, FitOccasion.Doubled), Held());
        Time.AdvanceTo(Night(1));
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
        var forecast = Reference.Current.Lifetime!.Model.Forecast!;
        Assert.Empty(Reference.Current.Lifetime.Model.Checks);
        Time.AdvanceTo(Night(7));
        Add(age: 7, recency: 7, repeats: 25);
        Add(age: 6, recency: 6, repeats: 100);

        await StepAsync();

        var expected = forecast.Expected.Where(static one => one.Days == 7).Select(static one => (one.Model, 1L, 7, one.Repeats, 25L));
        Assert.NotEmpty(expected);
        Assert.Equal(
            expected, Reference.Current.Lifetime.Model.Checks.Select(
                static check => (check.Model, check.Version, check.Days, check.Expected, check.Actual)));
    }

    /// <summary>Of too few customers a simpler model is fitted at night, finite and with a warning in words.</summary>
    [Fact]
    public async Task Step_FitsAFewCustomersAtNightWithASimplerModel()
    {
        Add(3, 0);
        await StepAsync();
        Assert.Null(Reference.Current.Lifetime);

        Time.AdvanceTo(Night(1));
        await StepAsync();

        var model = Reference.Current.Lifetime!.Model;
        Assert.Equal(("constantRate", "meanSpend"), (model.Purchases.Name, model.Spend.Name));
        Assert.Equal((0.0, 10.0), (model.Purchases.Parameters["rate"], model.Spend.Parameters["mean"]));
        Assert.Contains("30 are needed", Assert.Single(model.Warnings, static warning => warning.Code == "too_few_repeaters").Text);
    }

    [Fact]
    public async Task Begin_IsRefusedWithoutFiguresOrCustomersAndWhileOneIsUnderWay()
    {
        Assert.Equal(FitStart.NotCounted, await Fits.BeginAsync(FitOccasion.Asked, Cancellation));
        Counts.Publish(Time.GetUtcNow());
        Assert.Equal(FitStart.NothingToFit, await Fits.BeginAsync(FitOccasion.Asked, Cancellation));
        Add(40, 1);
        Counts.Publish(Time.GetUtcNow());
        await using var other = FitsOf("two", Reference);

        // It waits for the next picture.
        Assert.Equal(FitStart.Begun, await Fits.BeginAsync(FitOccasion.Asked, Cancellation));
        Assert.Equal(FitStart.UnderWay, await Fits.BeginAsync(FitOccasion.Asked, Cancellation));
        Assert.Equal(FitStart.UnderWay, await other.BeginAsync(FitOccasion.Asked, Cancellation));
        Assert.True(await other.IsUnderWayAsync(Cancellation));
        await EndAsync(Fits);

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
        Counts.Publish(Time.GetUtcNow());
        await Fits.BeginAsync(FitOccasion.Asked, Cancellation);
        await using var other = FitsOf("two", Reference);
        for (var half = 0; half < 4; half++)
        {
            Time.Advance(TimeSpan.FromSeconds(40));
            await Fits.StepAsync(Cancellation);
        }

        Assert.Equal(FitStart.UnderWay, await other.BeginAsync(FitOccasion.Asked, Cancellation));
        await EndAsync(Fits);
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

        var (here, there) = (Reference.Current.Lifetime!, elsewhere.Current.Lifetime!);
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
        var stored = Assert.Single(await Store.ReadDocumentsAsync("lifetime-fit", 10, Cancellation));
        var body = Encoding.UTF8.GetString(stored.Body.Span).Replace("\"name\":\"", "\"name\":\"new", StringComparison.Ordinal);
        var newer = new Document("lifetime-fit", "000000000002", Time.GetUtcNow().AddSeconds(1), Encoding.UTF8.GetBytes(body));
        await Store.WriteDocumentAsync(newer, 0, Cancellation);

        await StepAsync();

        Assert.Equal(1, Held().Version);
        Assert.Equal([1], (await Fits.HistoryAsync(10, Cancellation)).Select(static model => model.Version));
    }

    [Fact]
    public async Task Fit_KeepsTheNewestVersionsAlone()
    {
        Add(1, 0);
        for (var fit = 0; fit < LifetimeFits.Kept + 3; fit++)
        {
            Counts.Publish(Time.GetUtcNow());
            Assert.Equal(FitStart.Begun, await Fits.BeginAsync(FitOccasion.Asked, Cancellation));
            await EndAsync(Fits);
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(LifetimeFits.Kept, await Store.CountDocumentsAsync("lifetime-fit", Cancellation));
        Assert.Equal(
            Enumerable.Range(0, LifetimeFits.Kept).Select(static i => (long)LifetimeFits.Kept + 3 - i),
            (await Fits.HistoryAsync(LifetimeFits.Kept, Cancellation)).Select(static model => model.Version));
    }

    /// <summary>A fit whose result could not be stored holds nowhere, and is made again when the storage has had time to recover.</summary>
    [Fact]
    public async Task Step_FitsAgainLaterWhatCouldNotBeStored()
    {
        Add(40, 1);
        Store.IsFull = true;
        await StepAsync();
        Assert.Null(Reference.Current.Lifetime);
        Assert.False(await Fits.IsUnderWayAsync(Cancellation));

        Store.IsFull = false;
        await StepAsync();
        Assert.Null(Reference.Current.Lifetime);
        Time.Advance(TimeSpan.FromMinutes(10));
        await StepAsync();

        Assert.Equal(1, Held().Version);
    }

    /// <summary>A projection that stands still shows the same for ever, and is not fitted to for ever.</summary>
    [Fact]
    public async Task Step_FitsOnceANightToFiguresThatStandStill()
    {
        Add(40, 1);
        await StepAsync();
        StandsStillAt = Time.GetUtcNow();

        Time.AdvanceTo(Night(1));
        await StepAsync();
        await StepAsync();

        Assert.Equal((2, FitOccasion.Nightly), Held());
    }

    [Fact]
    public async Task Step_FitsAgainLaterWhatAnotherNodeWroteFirst()
    {
        Add(40, 1);
        Store.IsTaken = true;
        await StepAsync();
        await StepAsync();
        Assert.Equal(1, Store.Writes);

        Time.Advance(TimeSpan.FromMinutes(10));
        await StepAsync();

        Assert.Equal(2, Store.Writes);
    }

    /// <summary>Versions count fits, whatever the clocks of their nodes say, and every node follows the highest.</summary>
    [Fact]
    public async Task Fit_OfANodeWhoseClockIsBehindIsTheNextVersion()
    {
        Add(40, 1);
        await StepAsync();
        await using var behind = FitsOf("two", Reference, new ManualTimeProvider(Noon.AddHours(-1)));
        var elsewhere = new ReferenceSource(new(SamplePlaybook.Compiled, new FixedPropensity()));
        await using var follower = FitsOf("three", elsewhere);

        await behind.BeginAsync(FitOccasion.Asked, Cancellation);
        await EndAsync(behind);
        await follower.StepAsync(Cancellation);
        Assert.Equal(2, elsewhere.Current.Lifetime!.Model.Version);
        await Fits.BeginAsync(FitOccasion.Asked, Cancellation);
        await EndAsync(Fits);

        Assert.Equal((3, FitOccasion.Asked), Held());
        Assert.Equal([3, 2, 1], (await Fits.HistoryAsync(10, Cancellation)).Select(static model => model.Version));
    }

    /// <summary>What a program without that order stored does not keep a fit from the next version.</summary>
    [Fact]
    public async Task Fit_AfterAVersionThatLiesBeforeAnOlderOneIsTheNext()
    {
        Add(40, 1);
        await StepAsync();
        var stored = Assert.Single(await Store.ReadDocumentsAsync("lifetime-fit", 10, Cancellation));
        await Store.WriteDocumentAsync(stored with { Id = "000000000002", At = stored.At.AddHours(-1) }, 0, Cancellation);

        await Fits.BeginAsync(FitOccasion.Asked, Cancellation);
        await EndAsync(Fits);

        Assert.Equal(3, Held().Version);
    }

    /// <summary>A fit whose projection shows nothing ends, and lets others begin.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Fit_WaitsForAPictureAWhileOnly()
    {
        Add(40, 1);
        Publish();
        await Fits.BeginAsync(FitOccasion.Asked, Cancellation);

        while (!Fits.UnderWay.IsCompleted)
        {
            Cancellation.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Null(Reference.Current.Lifetime);
        Assert.Null(await Store.ReadLeaseAsync(LeaseNames.LifetimeFit, Cancellation));
    }

    /// <summary>Goal: no fault ends the following unseen. Method: stopping waits for the loop, and throws what has ended it.</summary>
    [Fact]
    public async Task Loop_OutlivesAnyFault()
    {
        Store.Failing = new TaskCompletionSource();
        Fits.Start();
        await Store.Failing.Task.WaitAsync(Cancellation);

        await Fits.StopAsync(Cancellation);

        Assert.Null(Reference.Current.Lifetime);
    }

    [Fact]
    public async Task Stop_GivesUpAFitUnderWay()
    {
        Add(40, 1);
        Counts.Publish(Time.GetUtcNow());
        await Fits.BeginAsync(FitOccasion.Asked, Cancellation);

        await Fits.StopAsync(Cancellation);

        Assert.Null(Reference.Current.Lifetime);
        Assert.False(await Fits.IsUnderWayAsync(Cancellation));
    }
}
