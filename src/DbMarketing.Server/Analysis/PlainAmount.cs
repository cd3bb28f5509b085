namespace DbMarketing.Server.Analysis;

/// <summary>Amounts as they are printed: sums and products keep the digits of what they were made from, as in 650350.68760.</summary>
internal static class PlainAmount
{
    /// <summary>The same amount without zeros at its end.</summary>
    public static decimal Of(decimal amount) => amount / 1.0000000000000000000000000000m;
}
