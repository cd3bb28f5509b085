namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// Fisher's exact test, one-sided: the hypergeometric chance that, of as many baskets with the one as there are, at least so many hold
/// the other (R. A. Fisher, "Statistical Methods for Research Workers", 5th ed. 1934, section 21.02).
/// </summary>
internal static class FisherExact
{
    private const int TableSize = 256;
    private const double Negligible = 1e-17;
    private static readonly double[] LogFactorials = MakeTable();

    /// <summary>P(X ≥ both): of so many first draws out of all, so many hit the second.</summary>
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

        // From its own side of the mode a tail has its largest term first, so that what underflows is nothing.
        var mode = (double)(first + 1) * (second + 1) / (all + 2);
        return both > mode ? SumUpwards(both, first, second, all) : Math.Max(0, 1 - SumDownwards(both - 1, first, second, all));
    }

    private static double SumUpwards(long from, long first, long second, long all)
    {
        var term = Chance(from, first, second, all);
        var sum = term;
        for (var hits = from; hits < Math.Min(first, second) && term > sum * Negligible; hits++)
        {
            term *= (double)(second - hits) * (first - hits) / ((double)(hits + 1) * (all - second - first + hits + 1));
            sum += term;
        }

        return Math.Min(1, sum);
    }

    private static double SumDownwards(long from, long first, long second, long all)
    {
        var term = Chance(from, first, second, all);
        var sum = term;
        for (var hits = from; hits > Math.Max(0, first + second - all) && term > sum * Negligible; hits--)
        {
            term *= (double)hits * (all - second - first + hits) / ((double)(second - hits + 1) * (first - hits + 1));
            sum += term;
        }

        return sum;
    }

    private static double Chance(long hits, long first, long second, long all) =>
        Math.Exp(LogChoose(second, hits) + LogChoose(all - second, first - hits) - LogChoose(all, first));

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
