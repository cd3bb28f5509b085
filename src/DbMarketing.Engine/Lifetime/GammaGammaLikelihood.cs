namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// The log-likelihood of the Gamma-Gamma model of spend and its gradient: Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value",
/// equation 1a.
/// </summary>
internal static class GammaGammaLikelihood
{
    /// <param name="cells">With repeat purchases and positive spend; equal frequencies side by side cost least.</param>
    /// <param name="parameters">p, q, γ, all above 0.</param>
    /// <param name="gradient">Filled with the derivatives by them.</param>
    public static double Evaluate(ReadOnlySpan<SpendCell> cells, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        var (p, q, gamma) = (parameters[0], parameters[1], parameters[2]);
        double value = 0, byP = 0, byQ = 0, byGamma = 0;
        var frequency = 0;
        double logFrequency = 0, frequencyByP = 0, frequencyByQ = 0;
        var (logQ, digammaQ, logGamma) = (GammaFunction.Log(q), GammaFunction.Digamma(q), Math.Log(gamma));
        foreach (var cell in cells)
        {
            double x = cell.Frequency;
            var shape = p * x;
            if (frequency != cell.Frequency)
            {
                frequency = cell.Frequency;
                logFrequency = GammaFunction.Log(shape + q) - GammaFunction.Log(shape) - logQ;
                frequencyByQ = GammaFunction.Digamma(shape + q);
                frequencyByP = x * (frequencyByQ - GammaFunction.Digamma(shape));
            }

            var (logSpend, total) = (Math.Log(cell.MeanSpend), gamma + (x * cell.MeanSpend));
            var (logTotal, logX) = (Math.Log(total), Math.Log(x));
            value += cell.Weight
                * (logFrequency + (q * logGamma) + ((shape - 1) * logSpend) + (shape * logX) - ((shape + q) * logTotal));
            byP += cell.Weight * (frequencyByP + (x * (logSpend + logX - logTotal)));
            byQ += cell.Weight * (frequencyByQ - digammaQ + logGamma - logTotal);
            byGamma += cell.Weight * ((q / gamma) - ((shape + q) / total));
        }

        (gradient[0], gradient[1], gradient[2]) = (byP, byQ, byGamma);
        return value;
    }
}
