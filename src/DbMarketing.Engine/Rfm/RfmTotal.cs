namespace DbMarketing.Engine.Rfm;

/// <summary>Customers and their net revenue, base currency.</summary>
public readonly record struct RfmTotal(long Customers, decimal Revenue)
{
    public static RfmTotal operator +(RfmTotal first, RfmTotal second) =>
        new(first.Customers + second.Customers, first.Revenue + second.Revenue);

    public static RfmTotal Add(RfmTotal first, RfmTotal second) => first + second;
}
