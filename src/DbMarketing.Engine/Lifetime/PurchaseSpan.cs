namespace DbMarketing.Engine.Lifetime;

/// <summary>When a customer bought: what the population counts of it for the purchase models.</summary>
/// <param name="First">The day of the first purchase, or the number of the stretch of days that it lies in.</param>
/// <param name="Last">Of the last purchase, likewise.</param>
/// <param name="Repeats">x: days with a purchase after the first one.</param>
public readonly record struct PurchaseSpan(int First, int Last, int Repeats) : IComparable<PurchaseSpan>
{
    public int CompareTo(PurchaseSpan other)
    {
        var order = First.CompareTo(other.First);
        order = order != 0 ? order : Last.CompareTo(other.Last);
        return order != 0 ? order : Repeats.CompareTo(other.Repeats);
    }
}
