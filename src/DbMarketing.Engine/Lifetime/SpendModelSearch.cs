namespace DbMarketing.Engine.Lifetime;

/// <summary>Finds the parameters of the Gamma-Gamma model.</summary>
internal static class SpendModelSearch
{
    /// <param name="cells">At least one, all with repeat purchases and positive spend.</param>
    /// <param name="cancellationToken">Ends the search between two evaluations.</param>
    public static ModelFit GammaGamma(IReadOnlyList<SpendCell> cells, CancellationToken cancellationToken)
    {
        var weight = cells.Sum(cell => cell.Weight);
        var mean = cells.Sum(cell => cell.Weight * cell.MeanSpend) / weight;
        SpendCell[] scaled =
            [.. cells.Select(cell => cell with { MeanSpend = cell.MeanSpend / mean }).OrderBy(cell => cell.Frequency)];
        return new LikelihoodSearch
        {
            Names = ["p", "q", "gamma"],
            Scales = [1, 1, mean],
            Weight = weight,
            Likelihood = (point, gradient) => GammaGammaLikelihood.Evaluate(scaled, point, gradient),
            ScaleTerm = -Math.Log(mean) * weight,
        }.Run([[5, 4, 0.6], [2, 2, 0.5], [1, 10, 9], [20, 3, 0.1]], cancellationToken);
    }

    /// <summary>The correlation of frequency and mean spend, which the model takes for 0; 0 when either does not vary.</summary>
    public static double Correlation(IReadOnlyList<SpendCell> cells)
    {
        var weight = cells.Sum(cell => cell.Weight);
        var frequency = cells.Sum(cell => cell.Weight * cell.Frequency) / weight;
        var spend = cells.Sum(cell => cell.Weight * cell.MeanSpend) / weight;
        double frequencies = 0, spends = 0, both = 0;
        foreach (var cell in cells)
        {
            var (fromFrequency, fromSpend) = (cell.Frequency - frequency, cell.MeanSpend - spend);
            frequencies += cell.Weight * fromFrequency * fromFrequency;
            spends += cell.Weight * fromSpend * fromSpend;
            both += cell.Weight * fromFrequency * fromSpend;
        }

        var scale = Math.Sqrt(frequencies) * Math.Sqrt(spends);
        return scale > 0 ? both / scale : 0;
    }
}
