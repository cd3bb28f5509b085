using System.Globalization;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Analysis;

/// <summary>How a file of transactions is cut, found from its first line, and where the columns stand that are read.</summary>
/// <param name="Amount">One column, or two whose product counts.</param>
internal sealed record TransactionLayout(
    RecordFormat Format, string? Customer, string? Date, IReadOnlyList<string> Amount, string? Order, string? Item)
{
    private static readonly char[] s_delimiters = [',', ';', '\t', '|'];

    /// <summary>
    /// Looks at the first line. The delimiter is the most frequent of comma, semicolon, tab and bar; where there is none, white space
    /// separates. The first line is a header when a column is named, or when all are numbered and its date (or, without
    /// a date, its amount) cannot be read as one.
    /// </summary>
    /// <exception cref="CommandException">The file is empty, or has no such column.</exception>
    public static TransactionLayout Of(string path, TransactionColumns columns)
    {
        var first = FirstLine(path);
        var delimiter = s_delimiters.MaxBy(candidate => first.Count(character => character == candidate));
        var format = first.Contains(delimiter) ? LineFormat.Csv : LineFormat.Whitespace;
        var fields = new List<string>();
        if (format == LineFormat.Whitespace)
        {
            fields.AddRange(first.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
        else
        {
            CsvLine.TrySplit(first, delimiter, fields);
        }

        string[] names = [.. fields.Select(field => field.Trim())];
        var amount = columns.Amount is { } product && !names.Contains(product) ? product.Split('*', 2, StringSplitOptions.TrimEntries)
            : columns.Amount is { } single ? [single] : [];
        string?[] asked = [columns.Customer, columns.Date, .. amount, columns.Order, columns.Item];
        var header = columns.Header ?? (asked.Any(column => column is not null && !IsPlace(column)) || !IsData(columns, amount, names));
        if (!header)
        {
            names = [.. Enumerable.Range(1, names.Length).Select(place => place.ToString(CultureInfo.InvariantCulture))];
        }

        string? Named(string? column) => column is null ? null : NameOf(column, names);
        string[] wanted = [.. asked.OfType<string>().Select(column => NameOf(column, names)).Distinct(StringComparer.Ordinal)];
        return new TransactionLayout(
            new RecordFormat(format, delimiter, header, header ? [] : names, wanted, "the command"),
            Named(columns.Customer), Named(columns.Date), [.. amount.Select(column => NameOf(column, names))],
            Named(columns.Order), Named(columns.Item));
    }

    private static string FirstLine(string path)
    {
        using var lines = new LineReader(path);
        while (lines.TryRead(out var line))
        {
            if (!string.IsNullOrWhiteSpace(line.Text))
            {
                return line.Text;
            }
        }

        throw new CommandException($"The file {path} is empty.");
    }

    // A name of the header wins over a place, for a header may hold numbers.
    private static string NameOf(string column, string[] names)
    {
        if (names.Contains(column))
        {
            return column;
        }

        if (!IsPlace(column))
        {
            throw new CommandException($"The file has no column '{column}'; it has {string.Join(", ", names)}.");
        }

        var place = int.Parse(column, CultureInfo.InvariantCulture);
        return place >= 1 && place <= names.Length
            ? names[place - 1]
            : throw new CommandException($"The file has no column {column}; it has {names.Length} columns.");
    }

    private static bool IsPlace(string column) => column.Length is > 0 and < 5 && column.All(char.IsAsciiDigit);

    private static bool IsData(TransactionColumns columns, string[] amount, string[] fields)
    {
        string? Field(string column) => fields.ElementAtOrDefault(int.Parse(column, CultureInfo.InvariantCulture) - 1);
        if (columns.Date is { } date)
        {
            return Field(date) is { } text && IsTime(date, columns.DateFormats, text);
        }

        return amount.Length == 0 || decimal.TryParse(Field(amount[0]), NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    private static bool IsTime(string column, IReadOnlyList<string> formats, string text)
    {
        try
        {
            new TimeReader(new TimeRule { Column = column, Formats = formats }).Read(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
