namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// The part of the Pareto/NBD likelihood of those who left between the last purchase and the end of the observation:
/// ∫ (α+u)^−(r+x) (β+u)^−(s+1) du over u from t_x to T, before the integration that turns it into two hypergeometric functions (Fader
/// and Hardie 2005, "A Note on Deriving the Pareto/NBD Model and Related Expressions", section 3). Their difference cancels or underflows
/// for frequent customers; the integrand is positive and log-concave in ln(min(α,β)+u), so quadrature keeps all digits,
/// and gives the gradient by the same nodes.
/// </summary>
/// <param name="LogValue">The integral's logarithm; minus infinity when T = t_x.</param>
/// <param name="LogAlpha">The mean of ln(α+u) under the integrand as a density of u.</param>
/// <param name="InverseAlpha">The mean of 1/(α+u).</param>
/// <param name="LogBeta">The mean of ln(β+u).</param>
/// <param name="InverseBeta">The mean of 1/(β+u).</param>
internal readonly record struct DropoutIntegral(
    double LogValue, double LogAlpha, double InverseAlpha, double LogBeta, double InverseBeta)
{
    // Sixteen nodes integrate an exponential over twelve powers of e to all digits, eight over three.
    private const double DecayPerPanel = 12;
    private const double SmallDecay = 3;
    private const double WidthPerPanel = 3;
    private const double Negligible = 1e-17;

    /// <param name="alpha">α, above 0.</param>
    /// <param name="beta">β, above 0.</param>
    /// <param name="shape">r + x.</param>
    /// <param name="s">s, above 0.</param>
    /// <param name="from">t_x.</param>
    /// <param name="to">T.</param>
    public static DropoutIntegral Over(double alpha, double beta, double shape, double s, double from, double to)
    {
        if (from >= to)
        {
            return new(double.NegativeInfinity, Math.Log(alpha + from), 1 / (alpha + from), Math.Log(beta + from), 1 / (beta + from));
        }

        var origin = Math.Min(alpha, beta);
        var range = StableMath.Log1P((to - from) / (origin + from));
        var decay = (shape * (origin + to) / (alpha + to)) + ((s + 1) * (origin + to) / (beta + to));
        var rule = range < 1 && range * decay < SmallDecay ? GaussLegendre.Eight : GaussLegendre.Sixteen;
        var panels = Math.Max(1, Math.Ceiling(Math.Max(range * decay / DecayPerPanel, range / WidthPerPanel)));
        var width = range / panels;
        var (logAlphaStart, logBetaStart) = (Math.Log(alpha + from), Math.Log(beta + from));
        double sum = 0, logAlphas = 0, inverseAlphas = 0, logBetas = 0, inverseBetas = 0, before = 0;
        for (var panel = 0; panel < panels; panel++)
        {
            var part = 0.0;
            for (var i = 0; i < rule.Nodes.Length; i++)
            {
                var v = (panel + rule.Nodes[i]) * width;
                var shifted = (origin + from) * Math.Exp(v);
                var (withAlpha, withBeta) = (shifted - origin + alpha, shifted - origin + beta);
                var logAlpha = alpha == origin ? logAlphaStart + v : Math.Log(withAlpha);
                var logBeta = beta == origin ? logBetaStart + v : Math.Log(withBeta);
                var weight = rule.Weights[i] * shifted
                    * Math.Exp(-(shape * (logAlpha - logAlphaStart)) - ((s + 1) * (logBeta - logBetaStart)));
                part += weight;
                logAlphas += weight * logAlpha;
                inverseAlphas += weight / withAlpha;
                logBetas += weight * logBeta;
                inverseBetas += weight / withBeta;
            }

            sum += part;
            if (part < before && part < sum * Negligible)
            {
                break;
            }

            before = part;
        }

        return new(
            Math.Log(sum * width) - (shape * logAlphaStart) - ((s + 1) * logBetaStart),
            logAlphas / sum, inverseAlphas / sum, logBetas / sum, inverseBetas / sum);
    }
}
