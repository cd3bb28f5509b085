using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

public sealed class GammaFunctionTests
{
    [Theory]
    [InlineData(1e-5, 11.512919692895826)]
    [InlineData(0.5, 0.5723649429247001)]
    [InlineData(1, 0)]
    [InlineData(10, 12.801827480081469)]
    [InlineData(1000, 5905.220423209181)]
    public void Log_IsAsTabulated(double x, double log) => Assert.Equal(log, GammaFunction.Log(x), 1e-13 * Math.Max(1, log));

    [Theory]
    [InlineData(1, -0.5772156649015329)]
    [InlineData(0.5, -1.9635100260214235)]
    [InlineData(10, 2.251752589066721)]
    public void Digamma_IsAsTabulated(double x, double digamma) => Assert.Equal(digamma, GammaFunction.Digamma(x), 1e-13);

    [Fact]
    public void StableMath_KeepsTheDigitsOfSmallNumbers()
    {
        Assert.Equal(1e-12 - 0.5e-24, StableMath.Log1P(1e-12), 1e-28);
        Assert.Equal(1e-12 + 0.5e-24, StableMath.ExpM1(1e-12), 1e-28);
        Assert.Equal(-1, StableMath.ExpM1(-800));
        Assert.Equal(-700 + Math.Log(2), StableMath.LogSum(-700, -700), 1e-12);
        Assert.Equal(3, StableMath.LogSum(double.NegativeInfinity, 3));
    }

    [Fact]
    public void GaussLegendre_IntegratesPolynomialsExactly()
    {
        foreach (var rule in new[] { GaussLegendre.Eight, GaussLegendre.Sixteen })
        {
            var degree = (2 * rule.Nodes.Length) - 1;
            Assert.Equal(1.0 / (degree + 1), rule.Nodes.Zip(rule.Weights, (node, weight) => weight * Math.Pow(node, degree)).Sum(), 1e-15);
        }
    }
}
