namespace DbMarketing.Engine.Lifetime;

/// <summary>Where a search ended.</summary>
/// <param name="Point">The logarithms of the parameters.</param>
/// <param name="Value">The function there.</param>
/// <param name="GradientNorm">The greatest slope in a direction that the bounds leave open.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Evaluations">Calls of the function.</param>
/// <param name="Converged">The gradient came below the tolerance.</param>
internal sealed record Maximum(
    double[] Point, double Value, double GradientNorm, int Iterations, int Evaluations, bool Converged);
