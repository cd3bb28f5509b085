using System.Globalization;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Tests.Engines;
using DbMarketing.Engine.Tests.Lifetime;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Population;

/// <summary>
/// Goal: public data sets, replayed through the engine as interactions, counted by the projection and fitted live, come to what the
/// estimators make of the files.
/// </summary>
public sealed class LifetimeReplayTests : EmbeddedEngineRun
{
    private readonly LifetimeCounts _counts = new();

    [Fact]
    public async Task CdnowSample_FitsAsTheFileDoes()
    {
        var sample = CdnowSample.Read();
        var days = sample.Cells.Select(static cell => cell with { History = cell.History.Scaled(7) });
        var expected = LifetimeEstimator.Fit(
            new() { Unit = LifetimeUnit.Day, Purchases = [.. days], Spends = sample.Spends, MeanSpend = 36 }, Cancellation);
        var end = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
        var model = await FitAsync(Purchases(end));

        Assert.Equal((2_357, 946), (model.Customers, model.Repeaters));
        Assert.Equal(expected.BgNbd!.LogLikelihood, model.BgNbd!.LogLikelihood, 0.05);
        Assert.Equal(expected.ParetoNbd!.LogLikelihood, model.ParetoNbd!.LogLikelihood, 0.05);
        Assert.Equal(expected.GammaGamma!.LogLikelihood, model.GammaGamma!.LogLikelihood, 0.05);
        Assert.Equal((expected.Purchases.Name, expected.Spend!.Name), (model.Purchases.Name, model.Spend.Name));
        // Fader, Hardie and Lee (2005), in weeks: r 0.243, a 0.793, b 2.426.
        Assert.Equal([0.243, 0.793, 2.426], new[] { "r", "a", "b" }.Select(name => Math.Round(model.BgNbd[name], 3)));
    }

    /// <summary>These customers are not an entry cohort; the fit stays finite and says so.</summary>
    [Fact]
    public async Task OnlineRetail_StaysFiniteAndWarns()
    {
        var model = await FitAsync(PublicPurchases.OnlineRetail(DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime)));

        Assert.NotEmpty(model.Warnings);
        Assert.Contains(model.Warnings, static warning => warning.Code is "no_interior_maximum" or "not_entry_cohort");
        var figures = new LifetimeFigures(model);
        foreach (var history in (PurchaseHistory[])[new(0, 0, 0), new(0, 0, 373), new(100, 370, 373), new(3, 10, 373)])
        {
            var estimate = figures.ScorerOf(new()).Estimate(history, 250, 1);
            var purchases = estimate.Purchases.Sum(static expected => expected.Mean);
            Assert.True(double.IsFinite(estimate.ProbabilityAlive + estimate.Value!.Value.Mean + purchases));
        }
    }

    private async Task<LifetimeModel> FitAsync(List<PublicPurchase> purchases)
    {
        var engine = await StartAsync(Quiet with { DuePollInterval = TimeSpan.FromDays(1) }, queuedWrites: 100_000);
        var options = new ProjectionOptions { PublishInterval = TimeSpan.Zero };
        await using var runner = new ProjectionRunner(
            _counts, Store, new VolatileProjectionStore(), options, "test", Time, NullLogger<ProjectionRunner>.Instance);
        await using var fits = new LifetimeFits(_counts, Store, Reference, options, "test", Time, NullLogger<LifetimeFits>.Instance);
        foreach (var batch in purchases.Chunk(5_000))
        {
            await engine.RecordAsync([.. batch.Select(static purchase => purchase.ToInteraction())], Cancellation);
        }

        while (await runner.StepAsync(Cancellation))
        {
        }

        await fits.StepAsync(Cancellation);
        while (!fits.UnderWay.IsCompleted)
        {
            await runner.StepAsync(Cancellation);
        }

        return Reference.Current.Lifetime!.Model;
    }

    /// <summary>The sample's purchases up to 1997-09-30, as of which the clock stands.</summary>
    private static List<PublicPurchase> Purchases(DateOnly end)
    {
        var shift = end.DayNumber - new DateOnly(1997, 9, 30).DayNumber;
        return
        [
            .. File.ReadLines(RepositoryPaths.DataFile("cdnow", "CDNOW_sample.txt"))
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select((fields, line) => new PublicPurchase(
                    fields[1], $"o{line}",
                    DateTimeOffset.ParseExact(fields[2], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                        .AddDays(shift),
                    decimal.Parse(fields[4], CultureInfo.InvariantCulture)))
                .Where(purchase => DateOnly.FromDateTime(purchase.At.UtcDateTime) <= end),
        ];
    }
}
