namespace DbMarketing.Engine.Lifetime;

/// <summary>Elementary functions without loss of digits near 0, by W. Kahan's corrections; .NET's own lose them.</summary>
internal static class StableMath
{
    /// <summary>ln(1 + x).</summary>
    public static double Log1P(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>exp(x) − 1.</summary>
    public static double ExpM1(double x)
    {
        var power = Math.Exp(x);
        return power == 1 ? x
            : power - 1 == -1 || Math.Abs(x) > 1 ? power - 1
            : (power - 1) * (x / Math.Log(power));
    }

    /// <summary>ln(exp(a) + exp(b)); either may be minus infinity.</summary>
    public static double LogSum(double a, double b)
    {
        var (great, small) = a > b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(small) ? great : great + Log1P(Math.Exp(small - great));
    }
}
