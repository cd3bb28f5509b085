using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.CriticalLag;

/// <summary>The gaps between the days on which a customer bought of one category.</summary>
/// <param name="Category">The category path, as the playbook lists it; items of its children count.</param>
/// <param name="Gaps">Between the days of the items that the state keeps, the newest <see cref="StateLimits.BoughtItems"/>.</param>
/// <param name="LastDay">The day number of the last of them.</param>
public readonly record struct CategoryGap(string Category, GapStatistics Gaps, int LastDay)
{
    /// <summary>The gaps of a category and when it was bought last; null when nothing of it is among the items kept.</summary>
    internal static (CategoryGap Gap, DateTimeOffset LastAt)? Of(Purchases bought, string category, TimeZoneInfo zone)
    {
        Span<int> days = stackalloc int[StateLimits.BoughtItems];
        var (count, last) = (0, default(DateTimeOffset));
        foreach (ref readonly var item in bought.KeptItems)
        {
            if (!IsOf(item.Category, category))
            {
                continue;
            }

            last = item.At;
            var day = BusinessDays.DayOf(last, zone);
            if (count == 0 || days[count - 1] != day)
            {
                days[count++] = day;
            }
        }

        return count == 0 ? null : (new(category, GapStatistics.Of(days[..count]), days[count - 1]), last);
    }

    private static bool IsOf(string? path, string category) => path is not null && path.StartsWith(category, StringComparison.Ordinal)
        && (path.Length == category.Length || path[category.Length] == '.');
}
