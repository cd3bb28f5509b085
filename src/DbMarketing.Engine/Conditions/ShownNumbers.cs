namespace DbMarketing.Engine.Conditions;

/// <summary>
/// Numbers as callers and screens get them: to six decimals, so that no 13.200000000000001 is shown. Decisions are made, stored and
/// compared with every bit.
/// </summary>
public static class ShownNumbers
{
    public const int Decimals = 6;

    /// <summary>To the nearest; the even one of two as near.</summary>
    public static double Round(double number) => Math.Round(number, Decimals);
}
