using System.Globalization;

namespace DbMarketing.Web;

/// <summary>One field of comma-separated values (RFC 4180), as a spreadsheet may open it.</summary>
internal static class CsvField
{
    /// <summary>
    /// Quoted where it must be. Text that a spreadsheet would take for a formula gets an apostrophe before it: customers' ids are what
    /// browsers make up. A number stays one.
    /// </summary>
    public static string Of(string text)
    {
        if (text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] && !double.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            text = "'" + text;
        }

        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
