namespace DbMarketing.Engine.Lifetime;

/// <summary>Draws from gamma and beta distributions: Marsaglia and Tsang (2000), "A Simple Method for Generating Gamma Variables".</summary>
internal static class GammaSampler
{
    /// <summary>A draw of the gamma distribution of a shape and rate 1; above 0.</summary>
    public static double Next(Random random, double shape)
    {
        if (shape < 1)
        {
            // Their section 6; a tiny shape may underflow, and 0 is no draw.
            return Math.Max(Next(random, shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape), double.Epsilon);
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = NextNormal(random);
            var cube = 1 + (c * normal);
            if (cube <= 0)
            {
                continue;
            }

            cube = cube * cube * cube;
            if (Math.Log(1 - random.NextDouble()) < (0.5 * normal * normal) + d - (d * cube) + (d * Math.Log(cube)))
            {
                return d * cube;
            }
        }
    }

    /// <summary>A draw of the beta distribution; 0 to 1.</summary>
    public static double NextBeta(Random random, double a, double b)
    {
        var (first, second) = (Next(random, a), Next(random, b));
        return first / (first + second);
    }

    // Box and Muller (1958).
    private static double NextNormal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
