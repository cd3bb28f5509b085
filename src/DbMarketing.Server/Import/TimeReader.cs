using System.Globalization;

namespace DbMarketing.Server.Import;

/// <summary>Reads the time of a record: by the mapping's formats, as Unix time, or as ISO 8601; in whole milliseconds UTC.</summary>
internal sealed class TimeReader(TimeRule rule)
{
    private readonly string[] _formats = [.. rule.Formats];
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(rule.TimeZone);

    /// <summary>The instant, or <see cref="FormatException"/>.</summary>
    public DateTimeOffset Read(string text)
    {
        text = text.Trim();
        var time = _formats is ["unix" or "unixMs"] ? ReadUnix(text) : ReadDate(text);
        return DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
    }

    private DateTimeOffset ReadUnix(string text)
    {
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            var milliseconds = _formats[0] == "unix" ? number * 1_000 : number;
            if (milliseconds is >= 0 and < 253_402_300_800_000)
            {
                return DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
            }
        }

        throw Unreadable(text, _formats[0]);
    }

    private DateTimeOffset ReadDate(string text)
    {
        // A time that names its offset keeps it; any other is in the mapping's zone.
        const DateTimeStyles styles = DateTimeStyles.RoundtripKind | DateTimeStyles.AllowWhiteSpaces;
        DateTime time;
        var read = _formats.Length > 0
            ? DateTime.TryParseExact(text, _formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out time)
            : DateTime.TryParse(text, CultureInfo.InvariantCulture, styles, out time)
                || DateTime.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, styles, out time);
        if (!read)
        {
            throw Unreadable(text, _formats.Length > 0 ? string.Join(" or ", _formats) : "ISO 8601");
        }

        if (time.Kind != DateTimeKind.Unspecified)
        {
            return new DateTimeOffset(time.ToUniversalTime());
        }

        // A time that the spring change skips does not exist; it is read as the instant one hour later.
        time = _zone.IsInvalidTime(time) ? time.AddHours(1) : time;
        return new DateTimeOffset(time, _zone.GetUtcOffset(time)).ToUniversalTime();
    }

    private FormatException Unreadable(string text, string wanted) =>
        new($"column '{rule.Column}' is '{(text.Length <= 40 ? text : text[..40] + "…")}', a time as {wanted} is wanted");
}
