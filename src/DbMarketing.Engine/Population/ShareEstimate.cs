namespace DbMarketing.Engine.Population;

/// <summary>What a sample says of a share of the population, with its 95 % interval after Wilson (1927).</summary>
/// <param name="Share">Found in the sample, 0 to 1; 0 of an empty one.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end; 1 of an empty sample.</param>
public readonly record struct ShareEstimate(double Share, double Low, double High)
{
    /// <summary>The 97.5 % point of the standard normal distribution.</summary>
    private const double Z = 1.959963984540054;

    /// <param name="found">Of them, those who are counted.</param>
    /// <param name="sample">Customers who were looked at.</param>
    public static ShareEstimate Of(long found, long sample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(found);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(found, sample);
        if (sample == 0)
        {
            return new(0, 0, 1);
        }

        var share = (double)found / sample;
        var weight = 1 + (Z * Z / sample);
        var middle = (share + (Z * Z / (2 * sample))) / weight;
        var half = Z / weight * Math.Sqrt((share * (1 - share) / sample) + (Z * Z / (4.0 * sample * sample)));
        return new(share, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
