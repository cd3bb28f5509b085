namespace DbMarketing.Engine.Lifetime;

/// <summary>The value of a function at a point; fills the gradient.</summary>
internal delegate double Differentiable(ReadOnlySpan<double> point, Span<double> gradient);

/// <summary>
/// Maximises a smooth function of a few variables within a box by the BFGS method with backtracking (Nocedal and Wright 2006, algorithm
/// 6.1), a variable that pushes against its bound being held. The caller scales the function so that one tolerance fits.
/// </summary>
internal sealed class Maximizer(Differentiable function, double bound, CancellationToken cancellationToken)
{
    public const double Tolerance = 1e-9;
    public const int MaxIterations = 300;

    private const double LongestStep = 2;
    private const double SufficientRise = 1e-4;
    private const int MaxHalvings = 50;

    private int _evaluations;

    public Maximum From(ReadOnlySpan<double> start)
    {
        _evaluations = 0;
        var dimension = start.Length;
        var point = start.ToArray();
        var gradient = new double[dimension];
        var value = Evaluate(point, gradient);
        var curvature = Identity(dimension);
        var fresh = true;
        var iterations = 0;
        while (iterations < MaxIterations && Norm(point, gradient) > Tolerance)
        {
            iterations++;
            if (Step(point, gradient, value, curvature) is not { } next)
            {
                if (fresh)
                {
                    break;
                }

                (curvature, fresh) = (Identity(dimension), true);
                continue;
            }

            fresh &= !Update(curvature, point, gradient, next);
            (point, gradient, value) = next;
        }

        var norm = Norm(point, gradient);
        return new Maximum(point, value, norm, iterations, _evaluations, norm <= Tolerance);
    }

    private double Evaluate(double[] point, double[] gradient)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _evaluations++;
        return function(point, gradient);
    }

    // The next point with a value that is higher enough, or null.
    private (double[] Point, double[] Gradient, double Value)? Step(double[] point, double[] gradient, double value, double[,] curvature)
    {
        var dimension = point.Length;
        var direction = new double[dimension];
        for (var i = 0; i < dimension; i++)
        {
            for (var j = 0; j < dimension; j++)
            {
                direction[i] += IsHeld(point[j], gradient[j]) ? 0 : curvature[i, j] * gradient[j];
            }

            direction[i] = IsHeld(point[i], gradient[i]) ? 0 : direction[i];
        }

        var slope = Dot(direction, gradient);
        if (!(slope > 0))
        {
            return null;
        }

        var length = Math.Min(1, LongestStep / direction.Max(component => Math.Abs(component)));
        for (var halving = 0; halving < MaxHalvings; halving++, length /= 2)
        {
            var next = new double[dimension];
            var rise = 0.0;
            for (var i = 0; i < dimension; i++)
            {
                next[i] = Math.Clamp(point[i] + (length * direction[i]), -bound, bound);
                rise += (next[i] - point[i]) * gradient[i];
            }

            var nextGradient = new double[dimension];
            var nextValue = Evaluate(next, nextGradient);
            if (double.IsFinite(nextValue) && nextValue >= value + (SufficientRise * rise) && nextGradient.All(double.IsFinite)
                && nextValue > value)
            {
                return (next, nextGradient, nextValue);
            }
        }

        return null;
    }

    // The inverse of the negative second derivatives learns from one step.
    private static bool Update(
        double[,] curvature, double[] point, double[] gradient, (double[] Point, double[] Gradient, double Value) next)
    {
        var dimension = point.Length;
        var step = new double[dimension];
        var change = new double[dimension];
        for (var i = 0; i < dimension; i++)
        {
            step[i] = next.Point[i] - point[i];
            change[i] = gradient[i] - next.Gradient[i];
        }

        var product = Dot(step, change);
        if (!(product > 1e-14 * Math.Sqrt(Dot(step, step) * Dot(change, change))))
        {
            return false;
        }

        var bent = new double[dimension];
        for (var i = 0; i < dimension; i++)
        {
            for (var j = 0; j < dimension; j++)
            {
                bent[i] += curvature[i, j] * change[j];
            }
        }

        var factor = (1 + (Dot(change, bent) / product)) / product;
        for (var i = 0; i < dimension; i++)
        {
            for (var j = 0; j < dimension; j++)
            {
                curvature[i, j] += (factor * step[i] * step[j]) - (((bent[i] * step[j]) + (step[i] * bent[j])) / product);
            }
        }

        return true;
    }

    private bool IsHeld(double position, double slope) => (position <= -bound && slope < 0) || (position >= bound && slope > 0);

    private double Norm(double[] point, double[] gradient)
    {
        var norm = 0.0;
        for (var i = 0; i < point.Length; i++)
        {
            norm = IsHeld(point[i], gradient[i]) ? norm : Math.Max(norm, Math.Abs(gradient[i]));
        }

        return norm;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static double[,] Identity(int dimension)
    {
        var matrix = new double[dimension, dimension];
        for (var i = 0; i < dimension; i++)
        {
            matrix[i, i] = 1;
        }

        return matrix;
    }
}
