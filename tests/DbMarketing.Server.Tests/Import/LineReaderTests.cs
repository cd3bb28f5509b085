using System.IO.Compression;
using System.IO.Pipes;
using System.Text;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Tests.Import;

public sealed class LineReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Read_TakesGzipOfSeveralMembers()
    {
        byte[] packed = [.. Pack("a\nb\n"), .. Pack("c\n")];

        Assert.Equal(["a", "b", "c"], Read(Write(packed)));
    }

    [Fact]
    public void Read_OfGzipCutOffAnywhereSaysSo()
    {
        var packed = Pack(string.Join('\n', Enumerable.Range(0, 200)));
        for (var length = 2; length < packed.Length; length++)
        {
            var path = Write(packed[..length]);
            var fault = Assert.Throws<CommandException>(() => Read(path));
            Assert.StartsWith($"The file {path} is cut off or damaged after line ", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(1)]
    public void Read_OfGzipWithAWrongTrailerSaysSo(int fromEnd)
    {
        var packed = Pack("a\nb\n");
        packed[^fromEnd] ^= 1;

        Assert.Throws<CommandException>(() => Read(Write(packed)));
    }

    [Fact]
    public void Read_OfALineThatNeverEndsGivesUp()
    {
        if (!File.Exists("/dev/zero"))
        {
            Assert.Skip("There is no /dev/zero.");
            return;
        }

        var fault = Assert.Throws<CommandException>(() => Read("/dev/zero"));

        Assert.Equal("Line 1 of /dev/zero is longer than 67108864 characters: this is no file of lines.", fault.Message);
    }

    [Fact]
    public void Read_OfAPipeSaysThatAFileIsWanted()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Only Linux has paths of open pipes.");
            return;
        }

        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);

        var fault = Assert.Throws<CommandException>(() => Read($"/proc/self/fd/{pipe.GetClientHandleAsString()}"));

        Assert.Contains("is a pipe", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static List<string> Read(string path)
    {
        using var reader = new LineReader(path);
        var lines = new List<string>();
        while (reader.TryRead(out var line))
        {
            lines.Add(line.Text);
        }

        return lines;
    }

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private string Write(byte[] content)
    {
        var path = _folder.File("lines.gz");
        File.WriteAllBytes(path, content);
        return path;
    }
}
