using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Population;

/// <summary>What the lifetime models know of one customer, as of a day.</summary>
/// <param name="Purchases">In days.</param>
/// <param name="MeanSpend">z: mean net spend of the repeat purchases, base currency, 0 or more; 0 without any.</param>
internal readonly record struct CustomerHistory(PurchaseHistory Purchases, double MeanSpend)
{
    /// <summary>Null for who has not bought, for a test customer, and for one that was merged away.</summary>
    public static CustomerHistory? Of(CustomerState customer, TimeZoneInfo zone, DateTimeOffset now)
    {
        var bought = customer.Purchases;
        if (customer.IsTest || customer.MergedInto is not null || bought is not { FirstDay: { } first, LastDay: { } last, DayCount: > 0 })
        {
            return null;
        }

        var repeats = bought.DayCount - 1;
        var history = Histories.Of(first, last, repeats, BusinessDays.DayOf(now, zone));
        return new(history, repeats == 0 ? 0 : Math.Max(0, (double)(bought.NetRevenue - bought.FirstDayRevenue) / repeats));
    }
}
