using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

public sealed class LikelihoodTests
{
    private static readonly PurchaseCell[] s_cells =
    [
        new(new PurchaseHistory(0, 0, 30), 5), new(new PurchaseHistory(0, 0, 0)), new(new PurchaseHistory(1, 0, 20), 2),
        new(new PurchaseHistory(1, 20, 20)), new(new PurchaseHistory(7, 3, 35), 3), new(new PurchaseHistory(150, 34, 35)),
    ];

    private static readonly SpendCell[] s_spends = [new(1, 20, 3), new(1, 0.5), new(2, 35, 2), new(40, 1_000)];

    [Fact]
    public void BgNbd_AtThePublishedParametersIsThePublishedOne() => Assert.Equal(
        -9582.4305, BgNbdLikelihood.Evaluate([.. CdnowSample.Read().Cells], [0.243, 4.414, 0.793, 2.426], new double[4]), 0.0001);

    [Fact]
    public void ParetoNbd_AtThePublishedParametersIsThePublishedOne() => Assert.Equal(
        -9594.97626, ParetoNbdLikelihood.Evaluate([.. CdnowSample.Read().Cells], [0.553, 10.578, 0.606, 11.669], new double[4]), 0.0001);

    [Fact]
    public void Gradients_AreTheDifferencesOfTheLikelihoods()
    {
        AssertGradient([0.3, 4, 0.8, 2.5], (point, gradient) => BgNbdLikelihood.Evaluate(s_cells, point, gradient));
        AssertGradient([3, 40, 8, 0.5], (point, gradient) => BgNbdLikelihood.Evaluate(s_cells, point, gradient));
        AssertGradient([0.5, 10, 0.6, 12], (point, gradient) => ParetoNbdLikelihood.Evaluate(s_cells, point, gradient));
        AssertGradient([2, 3, 4, 1], (point, gradient) => ParetoNbdLikelihood.Evaluate(s_cells, point, gradient));
        AssertGradient([0.5, 10], (point, gradient) => NbdLikelihood.Evaluate(s_cells, point, gradient));
        AssertGradient([6, 4, 15], (point, gradient) => GammaGammaLikelihood.Evaluate(s_spends, point, gradient));
    }

    [Fact]
    public void Weights_EqualRepetition()
    {
        PurchaseCell[] repeated =
            [.. s_cells.SelectMany(cell => Enumerable.Repeat(cell with { Weight = 1 }, (int)cell.Weight)).Reverse()];
        SpendCell[] repeatedSpends =
            [.. s_spends.SelectMany(cell => Enumerable.Repeat(cell with { Weight = 1 }, (int)cell.Weight)).Reverse()];

        AssertEqual(
            [0.3, 4, 0.8, 2.5], (point, gradient) => BgNbdLikelihood.Evaluate(s_cells, point, gradient),
            (point, gradient) => BgNbdLikelihood.Evaluate(repeated, point, gradient));
        AssertEqual(
            [0.5, 10, 0.6, 12], (point, gradient) => ParetoNbdLikelihood.Evaluate(s_cells, point, gradient),
            (point, gradient) => ParetoNbdLikelihood.Evaluate(repeated, point, gradient));
        AssertEqual(
            [0.5, 10], (point, gradient) => NbdLikelihood.Evaluate(s_cells, point, gradient),
            (point, gradient) => NbdLikelihood.Evaluate(repeated, point, gradient));
        AssertEqual(
            [6, 4, 15], (point, gradient) => GammaGammaLikelihood.Evaluate(s_spends, point, gradient),
            (point, gradient) => GammaGammaLikelihood.Evaluate(repeatedSpends, point, gradient));
    }

    [Fact]
    public void BgNbdAndParetoNbd_BecomeNbdWhereNobodyLeaves()
    {
        var nbd = NbdLikelihood.Evaluate(s_cells, [0.5, 10], new double[2]);

        Assert.Equal(nbd, BgNbdLikelihood.Evaluate(s_cells, [0.5, 10, 1e-12, 5], new double[4]), 1e-6);
        Assert.Equal(nbd, ParetoNbdLikelihood.Evaluate(s_cells, [0.5, 10, 1e-12, 5], new double[4]), 1e-6);
    }

    private static void AssertGradient(double[] point, Differentiable likelihood)
    {
        var gradient = new double[point.Length];
        likelihood(point, gradient);
        for (var i = 0; i < point.Length; i++)
        {
            var (above, below, step) = (point.ToArray(), point.ToArray(), 1e-5 * point[i]);
            above[i] += step;
            below[i] -= step;
            var slope = (likelihood(above, new double[point.Length]) - likelihood(below, new double[point.Length])) / (2 * step);
            Assert.Equal(slope, gradient[i], 1e-5 * Math.Max(1, Math.Abs(slope)));
        }
    }

    private static void AssertEqual(double[] point, Differentiable one, Differentiable other)
    {
        var (gradient, otherGradient) = (new double[point.Length], new double[point.Length]);

        Assert.Equal(one(point, gradient), other(point, otherGradient), 1e-8);
        Assert.All(gradient.Zip(otherGradient), pair => Assert.Equal(pair.First, pair.Second, 1e-8));
    }
}
