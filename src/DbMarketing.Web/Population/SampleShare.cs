namespace DbMarketing.Web.Population;

/// <summary>How many customers a sample looks at.</summary>
internal static class SampleShare
{
    private const double Usual = 0.01;
    private const double LeastCustomers = 2_000;

    /// <summary>The share of the customers: 1 % of them, 2,000 at least.</summary>
    /// <param name="customers">How many there are.</param>
    /// <param name="full">Look at all of them instead.</param>
    public static double Of(long customers, bool full) =>
        full ? 1 : Math.Min(1, Math.Max(Usual, LeastCustomers / Math.Max(1, customers)));
}
