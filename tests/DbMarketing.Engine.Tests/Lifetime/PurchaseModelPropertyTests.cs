using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

/// <summary>What holds for both models whatever the parameters and the history: 500 of each at random, by a seed.</summary>
public sealed class PurchaseModelPropertyTests
{
    private const int Cases = 500;

    [Fact]
    public void ProbabilityAlive_IsOneAndRisesWithRecency() => Assert.All(RandomCases(1), sample =>
    {
        var (model, x, age) = sample;
        double[] shares = [0, 0.3, 0.7, 0.9, 1];
        var alive = shares.Select(share => model.ProbabilityAlive(new PurchaseHistory(x, share * age, age))).ToList();

        Assert.All(alive, probability => Assert.InRange(probability, 0, 1));
        Assert.Equal(alive.Order(), alive);
    });

    [Fact]
    public void ProbabilityAlive_FallsWhileNothingHappens() => Assert.All(RandomCases(2), sample =>
    {
        var (model, x, age) = sample;
        double[] waits = [0, 1, 10, 100];
        var alive = waits.Select(wait => model.ProbabilityAlive(new PurchaseHistory(x, age, age + wait))).ToList();

        Assert.Equal(alive.OrderDescending(), alive);
    });

    [Fact]
    public void ExpectedPurchases_RiseWithTimeEverMoreSlowly() => Assert.All(RandomCases(3), sample =>
    {
        var (model, x, age) = sample;
        var history = new PurchaseHistory(x, age / 2, age);
        double[] expected = [.. Enumerable.Range(0, 5).Select(step => model.ExpectedPurchases(history, step * 10))];
        double[] risen = [.. expected.Zip(expected.Skip(1), (before, after) => after - before)];

        Assert.Equal(0, expected[0]);
        var rounding = 1e-12 * expected[^1];
        Assert.All(risen, rise => Assert.True(rise >= -rounding));
        Assert.All(risen.Zip(risen.Skip(1)), pair => Assert.True(pair.Second <= pair.First + rounding));
    });

    [Fact]
    public void DrawAlive_MeansWhatTheModelExpects()
    {
        IPurchaseModel[] models =
            [new BgNbdModel(2, 4.4, 0.8, 2.4), new ParetoNbdModel(2, 10, 1.6, 12), new NbdModel(2, 10), new ConstantRateModel(0.1)];
        var history = new PurchaseHistory(3, 25, 30);
        Assert.All(models, model =>
        {
            var random = new Random(5);
            var draws = Enumerable.Range(0, 40_000).Select(_ => model.DrawAlive(history, random)).ToList();

            var expected = model.ExpectedPurchases(history, 52) / model.ProbabilityAlive(history);
            Assert.Equal(expected, draws.Average(course => course.Expected(52)), 0.02 * expected);
        });
    }

    [Fact]
    public void Fit_IsTheSameInAnyUnit()
    {
        var sample = CdnowSample.Read();
        var weeks = LifetimeEstimator.Fit(
            new LifetimeData { Unit = LifetimeUnit.Week, Purchases = sample.Cells }, TestContext.Current.CancellationToken);
        IReadOnlyList<PurchaseCell> inDays = [.. sample.Customers.Select(customer => new PurchaseCell(new PurchaseHistory(
            customer.History.Frequency, Math.Round(customer.History.Recency * 7), Math.Round(customer.History.Age * 7))))];
        var days = LifetimeEstimator.Fit(
            new LifetimeData { Unit = LifetimeUnit.Day, Purchases = inDays }, TestContext.Current.CancellationToken);

        foreach (var (week, day) in new[] { (weeks.BgNbd!, days.BgNbd!), (weeks.ParetoNbd!, days.ParetoNbd!) })
        {
            Assert.Equal(7 * week["alpha"], day["alpha"], 1e-4);
            Assert.Equal(week["r"], day["r"], 1e-6);
            Assert.Equal(week.LogLikelihood - (2_457 * Math.Log(7)), day.LogLikelihood, 1e-5);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_FindsTheParametersThatHistoriesWereDrawnFrom(bool pareto)
    {
        var random = new Random(11);
        var cells = PurchaseCells.Of(Enumerable.Range(0, 3_000).Select(_ => pareto
            ? SimulatedHistory.ParetoNbd(0.6, 10, 0.8, 15, 20 + (random.NextDouble() * 60), random)
            : SimulatedHistory.BgNbd(0.6, 10, 0.8, 2.5, 20 + (random.NextDouble() * 60), random)));

        var fit = LifetimeEstimator.Fit(
            new LifetimeData { Unit = LifetimeUnit.Week, Purchases = cells }, TestContext.Current.CancellationToken);

        var (found, drawn) = pareto ? (fit.ParetoNbd!, new[] { 0.6, 10, 0.8, 15 }) : (fit.BgNbd!, [0.6, 10, 0.8, 2.5]);
        Assert.Equal(pareto ? "paretoNbd" : "bgNbd", fit.Purchases.Name);
        Assert.All(found.Parameters.Zip(drawn), pair => Assert.Equal(pair.Second, pair.First.Value, 4 * pair.First.StandardError!.Value));
    }

    private static IEnumerable<(IPurchaseModel Model, int X, double Age)> RandomCases(int seed)
    {
        var random = new Random(seed);
        double Parameter() => Math.Exp((random.NextDouble() * 8) - 4);
        for (var i = 0; i < Cases; i++)
        {
            IPurchaseModel model = i % 2 == 0
                ? new BgNbdModel(Parameter(), Parameter(), Parameter(), Parameter())
                : new ParetoNbdModel(Parameter(), Parameter(), Parameter(), Parameter());
            yield return (model, 1 + random.Next(i % 10 == 0 ? 1_000 : 10), random.NextDouble() * 50);
        }
    }
}
