using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>When time alone may change what a field reads, for each way in which time enters a field.</summary>
internal static class TimeCourses
{
    private static readonly TimeSpan Tick = new(1);

    /// <summary>Offsets of all time zones are whole quarters of an hour, so hours and days of any zone begin on one.</summary>
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private const int QuartersOfEightDays = 8 * 24 * 4;

    /// <summary>Time elapsed since an instant: a comparison turns at the threshold, or one tick after it.</summary>
    public static TimeCourse<TimeSpan> Elapsed(Func<ConditionInput, DateTimeOffset?> since) => (input, threshold) =>
        since(input) is { } start && threshold is { } elapsed && elapsed < DateTimeOffset.MaxValue - start - Tick
            ? [start + elapsed, start + elapsed + Tick]
            : [];

    /// <summary>Counts of the newest days: one day leaves the window at each midnight.</summary>
    public static TimeCourse<double> DayWindow(int days, Func<ConditionInput, double?> count, TimeZoneInfo zone) => (input, _) =>
    {
        var today = BusinessDays.DayOf(input.Now, zone);
        return count(input) is > 0 ? Enumerable.Range(1, days + 1).Select(ahead => BusinessDays.StartOf(today + ahead, zone)) : [];
    };

    /// <summary>What the open session says, until it has been idle for too long.</summary>
    public static IEnumerable<DateTimeOffset> Session<T>(ConditionInput input, T? threshold)
        where T : struct, IComparable<T> =>
        input.Customer.Sessions.Current(input.Now) is { } session ? [session.LastAt + Sessions.IdleTime] : [];

    /// <summary>The hour of the day, the day of the week: looked up at every quarter of an hour of the coming week.</summary>
    public static IEnumerable<DateTimeOffset> Calendar<T>(ConditionInput input, T? threshold)
        where T : struct, IComparable<T>
    {
        var quarter = new DateTimeOffset(input.Now.UtcTicks / Quarter.Ticks * Quarter.Ticks, TimeSpan.Zero);
        return Enumerable.Range(1, QuartersOfEightDays).Select(ahead => quarter + (ahead * Quarter));
    }

    /// <summary>Whole years since a date: they grow at the start of each anniversary.</summary>
    public static TimeCourse<double> Years(Func<ConditionInput, DateOnly?> since, TimeZoneInfo zone) => (input, _) =>
    {
        if (since(input) is not { } date)
        {
            return [];
        }

        var passed = Math.Max(0, BusinessDays.DateOf(input.Now, zone).Year - date.Year);
        return Enumerable.Range(passed, 150)
            .Where(years => date.Year + years < DateOnly.MaxValue.Year)
            .Select(years => BusinessDays.StartOf(BusinessDays.NumberOf(date.AddYears(years)), zone));
    };

    /// <summary>Tastes: weights fall at the steps of their decay, and after the last one nothing of them is left.</summary>
    public static IEnumerable<DateTimeOffset> Decay(ConditionInput input, double? threshold) =>
        input.Customer.Affinities.NextChange(input.Now) is { } next
            ? Enumerable.Range(0, Affinities.Steps + 1).Select(step => next + (step * Affinities.Step))
            : [];
}
