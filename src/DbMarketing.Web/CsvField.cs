using System.Globalization;

namespace DbMarketing.Web;

/// <summary>One field of comma-separated values (RFC 4180), as a spreadsheet may open it.</summary>
internal static class CsvField
{
    /// <summary>
    /// Quoted where it must be. Text that a spreadsheet may take for a formula, once it has taken off what is blank before it, gets an
    /// apostrophe before it: customers' ids and products' names are what browsers make up. A number stays one.
    /// </summary>
    public static string Of(string text)
    {
        if ((text is ['\t' or '\r' or '\n', ..] || BeginsAsFormula(text)) && !double.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            text = "'" + text;
        }

        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    /// <summary>Also by the full-width forms of its signs, which some spreadsheets read alike.</summary>
    private static bool BeginsAsFormula(string text)
    {
        foreach (var sign in text)
        {
            if (!char.IsWhiteSpace(sign) && char.GetUnicodeCategory(sign) != UnicodeCategory.Format)
            {
                return sign is '=' or '+' or '-' or '@' or '\uff1d' or '\uff0b' or '\uff0d' or '\uff20';
            }
        }

        return false;
    }
}
