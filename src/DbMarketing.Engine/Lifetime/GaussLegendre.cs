namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// Nodes and weights of Gauss-Legendre quadrature on [0, 1], found by Newton's method on the Legendre polynomials (Abramowitz and Stegun
/// 1972, 25.4.30).
/// </summary>
internal sealed class GaussLegendre
{
    public static readonly GaussLegendre Eight = new(8);
    public static readonly GaussLegendre Sixteen = new(16);

    private GaussLegendre(int count)
    {
        Nodes = new double[count];
        Weights = new double[count];
        for (var i = 0; i < count; i++)
        {
            var root = Math.Cos(Math.PI * (i + 0.75) / (count + 0.5));
            var slope = 1.0;
            for (var step = 0; step < 20; step++)
            {
                (var value, slope) = Polynomial(count, root);
                root -= value / slope;
            }

            Nodes[i] = (1 - root) / 2;
            Weights[i] = 1 / ((1 - (root * root)) * slope * slope);
        }
    }

    public double[] Nodes { get; }

    public double[] Weights { get; }

    private static (double Value, double Slope) Polynomial(int degree, double x)
    {
        var (before, value) = (1.0, x);
        for (var n = 2; n <= degree; n++)
        {
            (before, value) = (value, ((((2 * n) - 1) * x * value) - ((n - 1) * before)) / n);
        }

        return (value, degree * ((x * value) - before) / ((x * x) - 1));
    }
}
