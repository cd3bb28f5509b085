namespace DbMarketing.Engine.Population;

/// <summary>How many of all customers are in a segment, with the 95 % interval.</summary>
/// <param name="Members">Counted, or estimated from a sample.</param>
/// <param name="Low">The interval's lower end; the count itself when every customer was looked at.</param>
/// <param name="High">The interval's upper end.</param>
public readonly record struct MemberEstimate(long Members, long Low, long High)
{
    /// <summary>What a sample says.</summary>
    /// <param name="found">Of the sample, those who are in the segment.</param>
    /// <param name="sample">Customers who were looked at.</param>
    /// <param name="customers">All customers.</param>
    public static MemberEstimate Of(long found, long sample, long customers)
    {
        var estimate = ShareEstimate.Of(found, sample);
        return new(
            (long)Math.Round(estimate.Share * customers), Math.Max(found, (long)Math.Floor(estimate.Low * customers)),
            (long)Math.Ceiling(estimate.High * customers));
    }

    /// <summary>What a look at every customer says.</summary>
    public static MemberEstimate Whole(long found) => new(found, found, found);
}
