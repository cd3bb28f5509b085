namespace DbMarketing.Engine.Lifetime;

/// <summary>When a customer has earned what winning the customer cost.</summary>
public static class Payback
{
    /// <summary>
    /// Months from now until the margin earned so far and the discounted margin that is expected reach the cost, with a part of the last
    /// one; 0 when they have already, null when they do not within the horizon.
    /// </summary>
    /// <param name="cost">Of winning the customer; 0 or more.</param>
    /// <param name="earned">Margin earned so far.</param>
    /// <param name="valueByMonth">Discounted margin expected until the end of each month.</param>
    internal static double? Months(double cost, double earned, IReadOnlyList<double> valueByMonth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        var before = earned;
        if (before >= cost)
        {
            return 0;
        }

        foreach (var (month, value) in valueByMonth.Index())
        {
            var after = earned + value;
            if (after >= cost)
            {
                return month + ((cost - before) / (after - before));
            }

            before = after;
        }

        return null;
    }

    /// <summary>The payback of one who makes the first purchase now.</summary>
    /// <param name="cost">Of winning the customer; 0 or more.</param>
    /// <param name="firstMargin">What the first purchase earns.</param>
    /// <param name="estimate">Of a new customer.</param>
    public static double? Months(double cost, double firstMargin, LifetimeEstimate estimate) =>
        Months(cost, firstMargin, estimate.ValueByMonth);
}
