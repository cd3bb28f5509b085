namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// The log-likelihood of the BG/NBD model and its gradient: Fader, Hardie and Lee (2005), "Counting Your Customers the Easy Way",
/// Marketing Science 24(2), equation 6, in logarithms throughout.
/// </summary>
internal static class BgNbdLikelihood
{
    /// <param name="cells">Any order; equal frequencies side by side cost least.</param>
    /// <param name="parameters">r, α, a, b, all above 0.</param>
    /// <param name="gradient">Filled with the derivatives by them.</param>
    public static double Evaluate(ReadOnlySpan<PurchaseCell> cells, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        var (r, alpha, a, b) = (parameters[0], parameters[1], parameters[2], parameters[3]);
        double value = 0, byR = 0, byAlpha = 0, byA = 0, byB = 0;
        var frequency = default(FrequencyTerms);
        foreach (var cell in cells)
        {
            var history = cell.History;
            if (frequency.Shape == 0 || frequency.X != history.Frequency)
            {
                frequency = new FrequencyTerms(history.Frequency, r, a, b);
            }

            var logAge = Math.Log(alpha + history.Age);
            var logAlive = -frequency.Shape * logAge;
            double logEither = logAlive, left = 0, logRecency = 0;
            if (history.Frequency > 0)
            {
                logRecency = Math.Log(alpha + history.Recency);
                var logLeft = frequency.LogOdds - (frequency.Shape * logRecency);
                logEither = StableMath.LogSum(logAlive, logLeft);
                left = Math.Exp(logLeft - logEither);
            }

            var alive = 1 - left;
            value += cell.Weight * (frequency.Log + logEither);
            byR += cell.Weight * (frequency.ByR - (alive * logAge) - (left * logRecency));
            byAlpha -= cell.Weight * frequency.Shape * ((alive / (alpha + history.Age)) + (left / (alpha + history.Recency)));
            byA += cell.Weight * (frequency.ByA + (left / a));
            byB += cell.Weight * (frequency.ByB - (left * frequency.InverseLeft));
        }

        var total = 0.0;
        foreach (var cell in cells)
        {
            total += cell.Weight;
        }

        gradient[0] = byR + (total * Math.Log(alpha));
        gradient[1] = byAlpha + (total * r / alpha);
        gradient[2] = byA;
        gradient[3] = byB;
        return value + (total * r * Math.Log(alpha));
    }

    /// <summary>What all customers of one frequency share.</summary>
    private readonly struct FrequencyTerms
    {
        public FrequencyTerms(int x, double r, double a, double b)
        {
            X = x;
            Shape = r + x;
            Log = GammaFunction.Log(r + x) - GammaFunction.Log(r)
                + GammaFunction.Log(a + b) - GammaFunction.Log(a + b + x) + GammaFunction.Log(b + x) - GammaFunction.Log(b);
            ByR = GammaFunction.Digamma(r + x) - GammaFunction.Digamma(r);
            ByA = GammaFunction.Digamma(a + b) - GammaFunction.Digamma(a + b + x);
            ByB = ByA + GammaFunction.Digamma(b + x) - GammaFunction.Digamma(b);
            if (x > 0)
            {
                LogOdds = Math.Log(a / (b + x - 1));
                InverseLeft = 1 / (b + x - 1);
            }
        }

        public int X { get; }
        public double Shape { get; }
        public double Log { get; }
        public double ByR { get; }
        public double ByA { get; }
        public double ByB { get; }
        public double LogOdds { get; }
        public double InverseLeft { get; }
    }
}
