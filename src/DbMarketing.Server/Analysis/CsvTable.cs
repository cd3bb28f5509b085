using DbMarketing.Web;

namespace DbMarketing.Server.Analysis;

/// <summary>
/// Writes a table as CSV (RFC 4180), a line for each row. The file appears when it is complete; an interrupted analysis leaves none, and
/// one of an earlier run as it was.
/// </summary>
internal sealed class CsvTable : IDisposable
{
    private readonly string _path;
    private readonly string _partial;
    private readonly StreamWriter _writer;

    public CsvTable(string path, IEnumerable<string> columns)
    {
        _path = path;
        _partial = path + ".partial";
        _writer = new StreamWriter(_partial, append: false) { NewLine = "\n" };
        Add(columns);
    }

    public void Add(IEnumerable<string> fields) => _writer.WriteLine(string.Join(',', fields.Select(CsvField.Of)));

    /// <summary>Puts the file in its place.</summary>
    public void Complete()
    {
        _writer.Dispose();
        File.Move(_partial, _path, overwrite: true);
    }

    public void Dispose()
    {
        _writer.Dispose();
        File.Delete(_partial);
    }
}
