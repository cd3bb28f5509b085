using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Policies;

/// <summary>When an outbound channel rests. Pure.</summary>
public static class QuietTimes
{
    /// <summary>The profile attribute that names the customer's own time zone, by its IANA name.</summary>
    public const string ZoneAttribute = "timezone";

    /// <summary>The instant at which the channel's quiet hours end; null when it does not rest now.</summary>
    public static DateTimeOffset? RestsUntil(CompiledPlaybook playbook, CustomerState customer, string channel, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        ArgumentNullException.ThrowIfNull(customer);
        DateTimeOffset? until = null;
        foreach (var quiet in playbook.Source.QuietHours)
        {
            if (quiet.Channel == channel && EndOf(quiet, ZoneOf(customer) ?? playbook.TimeZone, now) is { } end && !(end <= until))
            {
                until = end;
            }
        }

        return until;
    }

    private static DateTimeOffset? EndOf(QuietHours quiet, TimeZoneInfo zone, DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var time = TimeOnly.FromDateTime(local.DateTime);
        if (!time.IsBetween(quiet.From, quiet.Until))
        {
            return null;
        }

        var day = DateOnly.FromDateTime(local.DateTime).AddDays(time < quiet.Until ? 0 : 1);
        return LocalTime(day.ToDateTime(quiet.Until), zone);
    }

    /// <summary>A local time that the clock skips in spring is taken an hour later.</summary>
    private static DateTimeOffset LocalTime(DateTime local, TimeZoneInfo zone)
    {
        var existing = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new(existing, zone.GetUtcOffset(existing));
    }

    private static TimeZoneInfo? ZoneOf(CustomerState customer) =>
        customer.Profile.TryGetValue(ZoneAttribute, out var fact) && fact.Value.ValueKind == JsonValueKind.String
        && TimeZoneInfo.TryFindSystemTimeZoneById(fact.Value.GetString()!, out var zone)
            ? zone
            : null;
}
