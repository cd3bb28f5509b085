namespace DbMarketing.Engine.Playbooks;

/// <summary>Days of the business time zone, numbered from 1970-01-01 as day 0.</summary>
public static class BusinessDays
{
    /// <summary>Days of which the start is kept: enough for those that a year's and a quarter's window need around today.</summary>
    private const int KeptStarts = 1_024;

    private static readonly Start?[] Starts = new Start?[KeptStarts];
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
        // Each turn's review asks for the same few days, and the rules of a zone are slow to ask.
        ref var kept = ref Starts[day & (KeptStarts - 1)];
        var start = kept;
        if (start is null || start.Day != day || start.Zone != zone)
        {
            kept = start = new(day, zone, FindStart(day, zone));
        }

        return start.At;
    }

    private static DateTimeOffset FindStart(int day, TimeZoneInfo zone)
    {
        var midnight = DateOnly.FromDayNumber(day + Epoch).ToDateTime(TimeOnly.MinValue);
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max()
            : zone.IsInvalidTime(midnight) ? zone.GetUtcOffset(midnight.AddHours(-3))
            : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    /// <summary>Immutable, so that threads may replace one another's.</summary>
    private sealed record Start(int Day, TimeZoneInfo Zone, DateTimeOffset At);
}
