using System.Text.Json;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Import;

/// <summary>One record of a file, ready to be mapped, or the reason why it cannot be.</summary>
/// <param name="Number">The number of its first line, from 1.</param>
/// <param name="Raw">The text as it stands in the file, from which the interaction's id is made.</param>
/// <param name="Fields">The fields in the order of the columns.</param>
/// <param name="Fault">Why it cannot be read; null when it can.</param>
internal readonly record struct FileRecord(long Number, string Raw, IReadOnlyList<string> Fields, string? Fault);

/// <summary>Cuts a file into records. A broken record is returned as such and costs only itself.</summary>
internal sealed class RecordReader : IDisposable
{
    /// <summary>The most lines that a quoted CSV field may span; a quote never closed then costs one record, not the file.</summary>
    public const int MaxLinesPerRecord = 20;

    /// <summary>The most columns of a record.</summary>
    public const int MaxColumns = 1_000;

    private readonly RecordFormat _format;
    private readonly LineReader _lines;

    public RecordReader(ImportMapping mapping, string path)
        : this(RecordFormat.Of(mapping), path)
    {
    }

    public RecordReader(RecordFormat format, string path)
    {
        _format = format;
        _lines = new LineReader(path);
        Columns = ReadColumns();
    }

    /// <summary>The columns' names with their places; for JSON lines those that are wanted.</summary>
    public IReadOnlyDictionary<string, int> Columns { get; }

    public double Fraction => _lines.Fraction;

    /// <summary>The next record that is not empty, or false at the end.</summary>
    public bool TryRead(out FileRecord record)
    {
        while (_lines.TryRead(out var line))
        {
            if (!string.IsNullOrWhiteSpace(line.Text))
            {
                record = Cut(line);
                return true;
            }
        }

        record = default;
        return false;
    }

    public void Dispose() => _lines.Dispose();

    private FileRecord Cut(PhysicalLine line)
    {
        if (line.TooLong)
        {
            return Faulty(line, $"the line is longer than {LineReader.MaxLineLength} characters");
        }

        return _format.Format switch
        {
            LineFormat.Whitespace => Checked(line.Number, line.Text, line.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            LineFormat.JsonLines => CutJson(line),
            _ => CutCsv(line),
        };
    }

    private FileRecord CutCsv(PhysicalLine first)
    {
        var fields = new List<string>(Math.Max(Columns?.Count ?? 0, 8));
        var text = first.Text;
        List<PhysicalLine>? following = null;
        while (!CsvLine.TrySplit(text, _format.Delimiter, fields))
        {
            following ??= [];
            if (following.Count + 1 >= MaxLinesPerRecord || text.Length > LineReader.MaxLineLength || !_lines.TryRead(out var next))
            {
                _lines.Return(following);
                return Faulty(first, $"a quote is not closed within {MaxLinesPerRecord} lines");
            }

            following.Add(next);
            text = text + "\n" + next.Text;
        }

        return Checked(first.Number, text, fields);
    }

    private FileRecord CutJson(PhysicalLine line)
    {
        try
        {
            using var document = JsonDocument.Parse(line.Text, new JsonDocumentOptions { MaxDepth = 32 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return Faulty(line, $"the line is a JSON {document.RootElement.ValueKind}, an object is wanted");
            }

            var fields = new string[Columns.Count];
            foreach (var (path, place) in Columns)
            {
                fields[place] = JsonPath.Read(document.RootElement, path);
            }

            return new FileRecord(line.Number, line.Text, fields, null);
        }
        catch (JsonException exception)
        {
            return Faulty(line, $"the line is not JSON: {exception.Message}");
        }
    }

    private FileRecord Checked(long number, string raw, IReadOnlyList<string> fields)
    {
        // The header itself is cut before the columns are known.
        var wanted = Columns?.Count ?? fields.Count;
        return fields.Count == wanted && wanted <= MaxColumns
            ? new FileRecord(number, raw, fields, null)
            : new FileRecord(number, raw, [], $"the line has {fields.Count} fields, {wanted} are wanted");
    }

    private static FileRecord Faulty(PhysicalLine line, string fault) => new(line.Number, line.Text, [], fault);

    private Dictionary<string, int> ReadColumns()
    {
        var names = _format.Columns;
        if (_format.Format == LineFormat.JsonLines)
        {
            names = _format.Wanted;
        }
        else if (_format.Header)
        {
            names = TryRead(out var header) && header.Fault is null
                ? header.Fields
                : throw new CommandException($"The file has no readable header line ({header.Fault ?? "it is empty"}).");
        }

        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (!columns.TryAdd(names[i].Trim(), i))
            {
                throw new CommandException($"The column '{names[i]}' is named twice.");
            }
        }

        var missing = _format.Wanted.Where(name => !columns.ContainsKey(name)).ToList();
        return missing.Count == 0
            ? columns
            : throw new CommandException(
                $"The file has no column '{string.Join("', '", missing)}' that {_format.Reader} reads; "
                + $"it has {string.Join(", ", columns.Keys)}.");
    }
}
