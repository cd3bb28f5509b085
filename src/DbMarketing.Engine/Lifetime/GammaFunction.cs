namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// The logarithm of the gamma function and its derivative for positive arguments, to about 14 digits: the recurrence up to 12, then the
/// asymptotic series of Abramowitz and Stegun (1972), 6.1.41 and 6.3.18.
/// </summary>
internal static class GammaFunction
{
    private const double Asymptotic = 12;
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>ln Γ(x).</summary>
    public static double Log(double x)
    {
        var product = 1.0;
        for (; x < Asymptotic; x++)
        {
            product *= x;
        }

        var square = 1 / (x * x);
        var series = (1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square * ((1.0 / 1680)
            - (square * ((1.0 / 1188) - (square * 691 / 360_360)))))))));
        return ((x - 0.5) * Math.Log(x)) - x + HalfLogTwoPi + (series / x) - Math.Log(product);
    }

    /// <summary>ψ(x) = d ln Γ(x) / dx.</summary>
    public static double Digamma(double x)
    {
        var sum = 0.0;
        for (; x < Asymptotic; x++)
        {
            sum += 1 / x;
        }

        var square = 1 / (x * x);
        var series = square * ((1.0 / 12) - (square * ((1.0 / 120) - (square * ((1.0 / 252) - (square * ((1.0 / 240)
            - (square * ((5.0 / 660) - (square * 691 / 32_760))))))))));
        return Math.Log(x) - (0.5 / x) - series - sum;
    }
}
