using System.Globalization;

namespace DbMarketing.Engine.Playbooks;

/// <summary>Durations as a playbook writes them: a whole number and a unit (<c>30d</c>, <c>12h</c>, <c>15m</c>, <c>90s</c>).</summary>
public static class Durations
{
    /// <summary>The longest duration that any part of a playbook may name.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>Reads such a text; false for anything else, for zero and for more than <see cref="Longest"/>.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is not { Length: >= 2 and <= 12 }
            || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        var unit = text[^1] switch
        {
            'd' => TimeSpan.TicksPerDay,
            'h' => TimeSpan.TicksPerHour,
            'm' => TimeSpan.TicksPerMinute,
            's' => TimeSpan.TicksPerSecond,
            _ => 0,
        };
        if (unit == 0 || count <= 0 || count > Longest.Ticks / unit)
        {
            return false;
        }

        duration = new TimeSpan(count * unit);
        return true;
    }

    /// <summary>Writes a duration in its greatest whole unit; the shortest unit is the second, so less is cut off.</summary>
    public static string Format(TimeSpan duration)
    {
        var (count, unit) = duration.Ticks switch
        {
            var ticks when ticks % TimeSpan.TicksPerDay == 0 => (ticks / TimeSpan.TicksPerDay, "d"),
            var ticks when ticks % TimeSpan.TicksPerHour == 0 => (ticks / TimeSpan.TicksPerHour, "h"),
            var ticks when ticks % TimeSpan.TicksPerMinute == 0 => (ticks / TimeSpan.TicksPerMinute, "m"),
            var ticks => (ticks / TimeSpan.TicksPerSecond, "s"),
        };
        return count.ToString(CultureInfo.InvariantCulture) + unit;
    }
}
