namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// The log-likelihood of purchase times when nobody leaves, and its gradient: what BG/NBD becomes as a → 0 and Pareto/NBD as s → 0. The
/// rates of purchase are gamma distributed, so counts are negative binomial.
/// </summary>
internal static class NbdLikelihood
{
    /// <param name="cells">Any order; equal frequencies side by side cost least.</param>
    /// <param name="parameters">r, α, both above 0.</param>
    /// <param name="gradient">Filled with the derivatives by them.</param>
    public static double Evaluate(ReadOnlySpan<PurchaseCell> cells, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        var (r, alpha) = (parameters[0], parameters[1]);
        double value = 0, byR = 0, byAlpha = 0;
        int? frequency = null;
        double logFrequency = 0, frequencyByR = 0;
        var (logR, digammaR, logAlpha) = (GammaFunction.Log(r), GammaFunction.Digamma(r), Math.Log(alpha));
        foreach (var cell in cells)
        {
            var x = cell.History.Frequency;
            if (frequency != x)
            {
                frequency = x;
                logFrequency = GammaFunction.Log(r + x) - logR;
                frequencyByR = GammaFunction.Digamma(r + x) - digammaR;
            }

            var logAge = Math.Log(alpha + cell.History.Age);
            value += cell.Weight * (logFrequency + (r * logAlpha) - ((r + x) * logAge));
            byR += cell.Weight * (frequencyByR + logAlpha - logAge);
            byAlpha += cell.Weight * ((r / alpha) - ((r + x) / (alpha + cell.History.Age)));
        }

        gradient[0] = byR;
        gradient[1] = byAlpha;
        return value;
    }
}
