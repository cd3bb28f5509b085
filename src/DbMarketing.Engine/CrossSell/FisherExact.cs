namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// Fisher's exact test, one-sided: the hypergeometric chance that, of as many baskets with the one as there are, at least so many hold
/// the other (R. A. Fisher, "Statistical Methods for Research Workers", 5th ed. 1934, section 21.02).
/// </summary>
internal static class FisherExact
{
    private const int TableSize = 256;
    private static readonly double[] LogFactorials = MakeTable();

    /// <summary>P(X ≥ both), where X of <paramref name="first"/> draws out of <paramref name="all"/> hit <paramref name="second"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The counts do not fit into each other.</exception>
    public static double UpperTail(long both, long first, long second, long all)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(both);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, all);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(second, all);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(both, Math.Min(first, second));
        if (both <= Math.Max(0, first + second - all))
        {
            return 1;
        }

        var term = Math.Exp(LogChoose(second, both) + LogChoose(all - second, first - both) - LogChoose(all, first));
        var sum = term;
        var mode = (double)(first + 1) * (second + 1) / (all + 2);
        for (var hits = both; hits < Math.Min(first, second); hits++)
        {
            term *= (double)(second - hits) * (first - hits) / ((double)(hits + 1) * (all - second - first + hits + 1));
            sum += term;
            if (hits > mode && term < sum * 1e-17)
            {
                break;
            }
        }

        return Math.Min(1, sum);
    }

    /// <summary>The natural logarithm of n!: a table, then Stirling's series, which is exact to a double from there on.</summary>
    internal static double LogFactorial(long n)
    {
        if (n < TableSize)
        {
            return LogFactorials[n];
        }

        var inverse = 1.0 / n;
        var series = inverse * ((1.0 / 12) - (inverse * inverse * ((1.0 / 360) - (inverse * inverse / 1260))));
        return (n * Math.Log(n)) - n + (0.5 * Math.Log(2 * Math.PI * n)) + series;
    }

    private static double LogChoose(long n, long k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    private static double[] MakeTable()
    {
        var table = new double[TableSize];
        for (var n = 2; n < TableSize; n++)
        {
            table[n] = table[n - 1] + Math.Log(n);
        }

        return table;
    }
}
