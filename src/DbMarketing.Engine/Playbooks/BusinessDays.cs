namespace DbMarketing.Engine.Playbooks;

/// <summary>Days of the business time zone, numbered from 1970-01-01 as day 0.</summary>
public static class BusinessDays
{
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The number of the day that an instant falls on.</summary>
    public static int DayOf(DateTimeOffset instant, TimeZoneInfo zone) => NumberOf(DateOf(instant, zone));

    /// <summary>The date that an instant falls on.</summary>
    public static DateOnly DateOf(DateTimeOffset instant, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>The number of a date.</summary>
    public static int NumberOf(DateOnly date) => date.DayNumber - Epoch;

    /// <summary>The first instant of a day. Where clocks jump over midnight, that is the instant of the jump.</summary>
    public static DateTimeOffset StartOf(int day, TimeZoneInfo zone)
    {
        var midnight = DateOnly.FromDayNumber(day + Epoch).ToDateTime(TimeOnly.MinValue);
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max()
            : zone.IsInvalidTime(midnight) ? zone.GetUtcOffset(midnight.AddHours(-3))
            : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }
}
