namespace DbMarketing.Engine.Lifetime;

/// <summary>When a customer bought: what the population counts of it for the purchase models.</summary>
/// <param name="First">The day of the first purchase, or the number of the stretch of days that it lies in.</param>
/// <param name="Last">Of the last purchase, likewise.</param>
/// <param name="Repeats">x: days with a purchase after the first one.</param>
public readonly record struct PurchaseSpan(int First, int Last, int Repeats)
{
    /// <summary>By first day, then last day, then repeats.</summary>
    internal static IComparer<PurchaseSpan> InOrder { get; } = Comparer<PurchaseSpan>.Create(static (one, other) =>
        (one.First, one.Last, one.Repeats).CompareTo((other.First, other.Last, other.Repeats)));
}
