using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Segments;

/// <summary>What the population counts of a customer as of an instant, and when time alone moves it. Pure.</summary>
public static class Standings
{
    /// <summary>Days of <see cref="Standing.Year"/>, today included.</summary>
    public const int YearDays = 365;

    /// <summary>Days of <see cref="Standing.Quarter"/>, today included.</summary>
    public const int QuarterDays = 90;

    private static readonly Standing WithoutPurchases = new();

    /// <summary>
    /// The standing as of <paramref name="now"/>; null for a test customer and for one that was merged away. Gaps by category are those of
    /// <paramref name="categories"/>; whoever does not ask for them leaves them out.
    /// </summary>
    public static Standing? Of(CustomerState state, TimeZoneInfo zone, DateTimeOffset now, IReadOnlyList<string>? categories = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        var bought = state.Purchases;
        if (state.IsTest || state.MergedInto is not null)
        {
            return null;
        }

        if (HasNone(bought))
        {
            return WithoutPurchases;
        }

        var today = BusinessDays.DayOf(now, zone);
        return new()
        {
            Orders = bought.Count,
            Revenue = bought.NetRevenue,
            PurchaseDays = bought.DayCount,
            FirstDay = bought.FirstDay ?? 0,
            LastDay = bought.LastDay ?? 0,
            FirstDayRevenue = bought.FirstDayRevenue,
            Gaps = GapStatistics.Of(bought.KeptDays),
            Categories = CategoryGaps.Of(bought, categories ?? [], zone),
            Year = WindowOf(bought, today - YearDays + 1, zone),
            Quarter = WindowOf(bought, today - QuarterDays + 1, zone),
        };
    }

    /// <summary>The next midnight at which a purchase or a refund leaves a window; null when none is in one.</summary>
    public static DateTimeOffset? ChangesAt(CustomerState state, TimeZoneInfo zone, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (HasNone(state.Purchases))
        {
            return null;
        }

        var today = BusinessDays.DayOf(now, zone);
        var quarter = LeavesAt(state.Purchases, today, QuarterDays, zone);
        var year = LeavesAt(state.Purchases, today, YearDays, zone);
        return year < quarter ? year : quarter ?? year;
    }

    private static bool HasNone(Purchases bought) => bought.Count == 0 && bought.RefundCount == 0;

    private static Window WindowOf(Purchases bought, int firstDay, TimeZoneInfo zone) =>
        new(bought.OrdersSince(BusinessDays.StartOf(firstDay, zone)), bought.RevenueSince(firstDay));

    private static DateTimeOffset? LeavesAt(Purchases bought, int today, int days, TimeZoneInfo zone)
    {
        var firstDay = today - days + 1;
        var money = bought.FirstRevenueDay(firstDay);
        int? order = bought.FirstOrderAt(BusinessDays.StartOf(firstDay, zone)) is { } at ? BusinessDays.DayOf(at, zone) : null;
        var first = order < money ? order : money ?? order;
        return first is { } day ? BusinessDays.StartOf(day + days, zone) : null;
    }
}
