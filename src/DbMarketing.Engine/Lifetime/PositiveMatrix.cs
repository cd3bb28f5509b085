namespace DbMarketing.Engine.Lifetime;

/// <summary>Small symmetric matrices that should be positive definite.</summary>
internal static class PositiveMatrix
{
    /// <summary>The diagonal of the inverse, by Cholesky's factors; null when the matrix is not positive definite.</summary>
    /// <param name="matrix">Square; the mean of the two triangles counts.</param>
    public static double[]? InverseDiagonal(double[,] matrix)
    {
        var dimension = matrix.GetLength(0);
        var factor = new double[dimension, dimension];
        for (var i = 0; i < dimension; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = (matrix[i, j] + matrix[j, i]) / 2;
                for (var k = 0; k < j; k++)
                {
                    sum -= factor[i, k] * factor[j, k];
                }

                if (i == j && !(sum > 0))
                {
                    return null;
                }

                factor[i, j] = i == j ? Math.Sqrt(sum) : sum / factor[j, j];
            }
        }

        // The inverse of the factor, column by column; its columns' squares add up to the diagonal.
        var diagonal = new double[dimension];
        for (var column = 0; column < dimension; column++)
        {
            var solved = new double[dimension];
            for (var i = column; i < dimension; i++)
            {
                var sum = i == column ? 1.0 : 0.0;
                for (var k = column; k < i; k++)
                {
                    sum -= factor[i, k] * solved[k];
                }

                solved[i] = sum / factor[i, i];
            }

            diagonal[column] = solved.Sum(value => value * value);
        }

        return diagonal;
    }
}
