using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>When time alone may change what a field reads, for each way in which time enters a field.</summary>
internal static class TimeCourses
{
    private const int MostYears = 150;

    private static readonly TimeSpan Tick = new(1);

    /// <summary>Offsets of all time zones are whole quarters of an hour, so hours and days of any zone begin on one.</summary>
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>Every hour of every day of the week has come by then, also where clocks are changed.</summary>
    private static readonly TimeSpan Week = TimeSpan.FromDays(8);

    /// <summary>Time elapsed since an instant: a comparison turns at the threshold, or one tick after it.</summary>
    public static TimeCourse<TimeSpan> Elapsed(Func<ConditionInput, DateTimeOffset?> since) => (input, threshold, after) =>
    {
        if (since(input) is not { } start || threshold is not { } elapsed || elapsed >= DateTimeOffset.MaxValue - start - Tick)
        {
            return null;
        }

        var turns = start + elapsed;
        return turns > after ? turns : turns + Tick > after ? turns + Tick : null;
    };

    /// <summary>Counts of the newest days: one day leaves the window at each midnight.</summary>
    public static TimeCourse<double> DayWindow(int days, Func<ConditionInput, double?> count, TimeZoneInfo zone) => (input, _, after) =>
    {
        var next = BusinessDays.DayOf(after, zone) + 1;
        return next <= BusinessDays.DayOf(input.Now, zone) + days + 1 && count(input) is > 0 ? BusinessDays.StartOf(next, zone) : null;
    };

    /// <summary>What the open session says, until it has been idle for too long.</summary>
    public static DateTimeOffset? Session<T>(ConditionInput input, T? threshold, DateTimeOffset after)
        where T : struct, IComparable<T> =>
        input.Customer.Sessions.Current(input.Now)?.LastAt + Sessions.IdleTime is { } end && end > after ? end : null;

    /// <summary>The hour of the day, the day of the week: looked up at every quarter of an hour of the coming week.</summary>
    public static DateTimeOffset? Calendar<T>(ConditionInput input, T? threshold, DateTimeOffset after)
        where T : struct, IComparable<T>
    {
        var next = new DateTimeOffset(((after.UtcTicks / Quarter.Ticks) + 1) * Quarter.Ticks, TimeSpan.Zero);
        return next <= input.Now + Week ? next : null;
    }

    /// <summary>Whole years since a date: they grow at the start of each anniversary.</summary>
    public static TimeCourse<double> Years(Func<ConditionInput, DateOnly?> since, TimeZoneInfo zone) => (input, _, after) =>
    {
        if (since(input) is not { } date)
        {
            return null;
        }

        var passed = Math.Max(0, BusinessDays.DateOf(input.Now, zone).Year - date.Year);
        var last = Math.Min(passed + MostYears, DateOnly.MaxValue.Year - date.Year) - 1;
        for (var years = Math.Max(passed, BusinessDays.DateOf(after, zone).Year - date.Year); years <= last; years++)
        {
            var anniversary = BusinessDays.StartOf(BusinessDays.NumberOf(date.AddYears(years)), zone);
            if (anniversary > after)
            {
                return anniversary;
            }
        }

        return null;
    };

    /// <summary>Tastes: weights fall at the steps of their decay, until nothing of the last one is left.</summary>
    public static DateTimeOffset? Decay(ConditionInput input, double? threshold, DateTimeOffset after) =>
        input.Customer.Affinities.NextChange(after);
}
