using System.IO.Compression;
using System.Text;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Tests.Import;

public sealed class RecordReaderTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void TryRead_NamesABrokenLineAndGoesOn()
    {
        var records = Read("id,when,name\n1,2,a\n2,\"open,b\n3,4,c\n4,5\n5,6,d\n");

        Assert.Equal([2L, 3, 4, 5, 6], records.Select(record => record.Number));
        Assert.Equal([null, "quote", null, "fields", null], records.Select(Kind));
    }

    [Fact]
    public void TryRead_JoinsAQuotedFieldOverLines()
    {
        var records = Read("id,when,name\n1,2,\"two\r\nlines\"\n2,3,b\n");

        Assert.Equal("two\nlines", records[0].Fields[2]);
        Assert.Equal(4, records[1].Number);
    }

    [Fact]
    public void TryRead_OpensGzipWhateverItsName()
    {
        using (var file = new GZipStream(File.Create(_path), CompressionLevel.Fastest))
        {
            file.Write(Encoding.UTF8.GetBytes("id,when,name\n1,2,a\n"));
        }

        using var reader = new RecordReader(Mapping(), _path);

        Assert.True(reader.TryRead(out var record));
        Assert.Equal("a", record.Fields[2]);
    }

    [Fact]
    public void TryRead_RefusesALineThatIsTooLong()
    {
        var records = Read("id,when,name\n" + new string('x', LineReader.MaxLineLength + 1) + "\n1,2,a\n");

        Assert.Contains($"longer than {LineReader.MaxLineLength}", records[0].Fault!);
        Assert.Null(records[1].Fault);
    }

    [Fact]
    public void Constructor_NamesTheMissingColumn()
    {
        File.WriteAllText(_path, "id,name\n");

        var exception = Assert.Throws<CommandException>(() => new RecordReader(Mapping(), _path));

        Assert.Contains("no column 'when'", exception.Message);
    }

    [Fact]
    public void TryRead_ReadsDottedPathsOfJsonLines()
    {
        File.WriteAllText(_path, "{\"id\":7,\"at\":{\"when\":\"x\"}}\nnot json\n[1]\n");
        var mapping = Mapping() with { Format = LineFormat.JsonLines, Time = new TimeRule { Column = "at.when" } };
        using var reader = new RecordReader(mapping, _path);

        Assert.True(reader.TryRead(out var first));
        Assert.Equal("x", first.Fields[reader.Columns["at.when"]]);
        Assert.True(reader.TryRead(out var second));
        Assert.StartsWith("the line is not JSON", second.Fault);
        Assert.True(reader.TryRead(out var third));
        Assert.Equal("the line is a JSON Array, an object is wanted", third.Fault);
    }

    public void Dispose() => File.Delete(_path);

    private static string? Kind(FileRecord record) =>
        record.Fault is null ? null : record.Fault.Contains("quote", StringComparison.Ordinal) ? "quote" : "fields";

    private static ImportMapping Mapping() => new()
    {
        Name = "test",
        Format = LineFormat.Csv,
        Source = "import.test",
        Customer = new ValueRule { Column = "id" },
        Time = new TimeRule { Column = "when" },
        Events = [new EventRule { Type = "pageViewed" }],
    };

    private List<FileRecord> Read(string content)
    {
        File.WriteAllText(_path, content);
        using var reader = new RecordReader(Mapping(), _path);
        var records = new List<FileRecord>();
        while (reader.TryRead(out var record))
        {
            records.Add(record);
        }

        return records;
    }
}
