using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

public sealed class DropoutIntegralTests
{
    [Theory]
    [InlineData(10, 12, 0.5, 0.6, 0, 39)]
    [InlineData(12, 10, 26.5, 0.6, 30, 39)]
    [InlineData(0.01, 20, 3.5, 2, 0, 100)]
    [InlineData(20, 0.01, 3.5, 2, 0, 100)]
    [InlineData(5, 5, 200.5, 0.3, 40, 100)]
    [InlineData(900, 2, 800, 50, 1, 90)]
    public void Over_EqualsAFineSum(double alpha, double beta, double shape, double s, double from, double to)
    {
        // The midpoint rule in the logarithm of the time after t_x, for the parts of the density that it is a mean over.
        var origin = Math.Min(alpha, beta) + from;
        var (steps, range) = (400_000, Math.Log((Math.Min(alpha, beta) + to) / origin));
        double sum = 0, logAlpha = 0, inverseBeta = 0;
        for (var i = 0; i < steps; i++)
        {
            var shifted = origin * Math.Exp((i + 0.5) / steps * range);
            var u = shifted - Math.Min(alpha, beta);
            var weight = shifted * range / steps
                * Math.Exp((-shape * Math.Log((alpha + u) / (alpha + from))) - ((s + 1) * Math.Log((beta + u) / (beta + from))));
            sum += weight;
            logAlpha += weight * Math.Log(alpha + u);
            inverseBeta += weight / (beta + u);
        }

        var integral = DropoutIntegral.Over(alpha, beta, shape, s, from, to);

        Assert.Equal(
            Math.Log(sum) - (shape * Math.Log(alpha + from)) - ((s + 1) * Math.Log(beta + from)), integral.LogValue, 1e-7);
        Assert.Equal(logAlpha / sum, integral.LogAlpha, 1e-7);
        Assert.Equal(inverseBeta / sum, integral.InverseBeta, 1e-6 * inverseBeta / sum);
    }

    [Fact]
    public void Over_NoTimeIsNothing() =>
        Assert.Equal(double.NegativeInfinity, DropoutIntegral.Over(1, 2, 3, 4, 5, 5).LogValue);
}
