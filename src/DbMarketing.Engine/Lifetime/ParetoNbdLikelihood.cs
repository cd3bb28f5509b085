namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// The log-likelihood of the Pareto/NBD model (Schmittlein, Morrison and Colombo 1987, Management Science 33(1)) and its gradient, by Fader
/// and Hardie (2005), "A Note on Deriving the Pareto/NBD Model and Related Expressions", section 3:
/// Γ(r+x) α^r β^s / Γ(r) × { (α+T)^−(r+x) (β+T)^−s + s ∫ (α+u)^−(r+x) (β+u)^−(s+1) du }.
/// </summary>
internal static class ParetoNbdLikelihood
{
    /// <param name="cells">Any order; equal frequencies side by side cost least.</param>
    /// <param name="parameters">r, α, s, β, all above 0.</param>
    /// <param name="gradient">Filled with the derivatives by them.</param>
    public static double Evaluate(ReadOnlySpan<PurchaseCell> cells, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        var (r, alpha, s, beta) = (parameters[0], parameters[1], parameters[2], parameters[3]);
        double value = 0, byR = 0, byAlpha = 0, byS = 0, byBeta = 0;
        int? frequency = null;
        double logFrequency = 0, frequencyByR = 0;
        var (logR, digammaR, logAlpha, logBeta, logS) =
            (GammaFunction.Log(r), GammaFunction.Digamma(r), Math.Log(alpha), Math.Log(beta), Math.Log(s));
        foreach (var cell in cells)
        {
            var history = cell.History;
            var shape = r + history.Frequency;
            if (frequency != history.Frequency)
            {
                frequency = history.Frequency;
                logFrequency = GammaFunction.Log(shape) - logR;
                frequencyByR = GammaFunction.Digamma(shape) - digammaR;
            }

            var dropout = DropoutIntegral.Over(alpha, beta, shape, s, history.Recency, history.Age);
            var (logAge, logLifetime) = (Math.Log(alpha + history.Age), Math.Log(beta + history.Age));
            var logAlive = -(shape * logAge) - (s * logLifetime);
            var logEither = StableMath.LogSum(logAlive, logS + dropout.LogValue);
            var alive = Math.Exp(logAlive - logEither);
            var left = 1 - alive;
            value += cell.Weight * (logFrequency + (r * logAlpha) + (s * logBeta) + logEither);
            byR += cell.Weight * (frequencyByR + logAlpha - (alive * logAge) - (left * dropout.LogAlpha));
            byAlpha += cell.Weight * ((r / alpha) - (shape * ((alive / (alpha + history.Age)) + (left * dropout.InverseAlpha))));
            byS += cell.Weight * (logBeta - (alive * logLifetime) + (left * ((1 / s) - dropout.LogBeta)));
            byBeta += cell.Weight
                * ((s / beta) - (alive * s / (beta + history.Age)) - (left * (s + 1) * dropout.InverseBeta));
        }

        (gradient[0], gradient[1], gradient[2], gradient[3]) = (byR, byAlpha, byS, byBeta);
        return value;
    }
}
