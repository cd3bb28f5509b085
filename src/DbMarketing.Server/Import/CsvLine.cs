using System.Text;

namespace DbMarketing.Server.Import;

/// <summary>
/// Splits one CSV record (RFC 4180). Its own code rather than a reader of whole files, because a quote that is never closed must
/// cost one line of a file with millions, and every bad line must be named by its number.
/// </summary>
internal static class CsvLine
{
    /// <summary>Fills <paramref name="fields"/>; false when the text ends within quotes.</summary>
    public static bool TrySplit(string text, char delimiter, List<string> fields)
    {
        fields.Clear();
        var position = 0;
        while (true)
        {
            if (position < text.Length && text[position] == '"')
            {
                if (!TryReadQuoted(text, delimiter, ref position, out var field))
                {
                    return false;
                }

                fields.Add(field);
            }
            else
            {
                var end = text.IndexOf(delimiter, position);
                end = end < 0 ? text.Length : end;
                fields.Add(text[position..end]);
                position = end;
            }

            if (position >= text.Length)
            {
                return true;
            }

            position++;
        }
    }

    // Starts on the opening quote and ends on the delimiter or the end of the text.
    private static bool TryReadQuoted(string text, char delimiter, ref int position, out string field)
    {
        var value = new StringBuilder();
        position++;
        while (true)
        {
            var quote = text.IndexOf('"', position);
            if (quote < 0)
            {
                field = "";
                return false;
            }

            value.Append(text, position, quote - position);
            position = quote + 1;
            if (position < text.Length && text[position] == '"')
            {
                value.Append('"');
                position++;
                continue;
            }

            // Text after the closing quote belongs to the field, as spreadsheets read it.
            var end = text.IndexOf(delimiter, position);
            end = end < 0 ? text.Length : end;
            value.Append(text, position, end - position);
            position = end;
            field = value.ToString();
            return true;
        }
    }
}
