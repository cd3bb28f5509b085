using System.IO.Compression;
using System.Text;

namespace DbMarketing.Server.Import;

/// <summary>One line. A <see cref="TooLong"/> one is cut and refused, so that a file without line ends cannot take the memory.</summary>
internal readonly record struct PhysicalLine(long Number, string Text, bool TooLong);

/// <summary>
/// Reads a text file line by line, with a limit on each, whatever ends them (LF, CRLF). Opens gzip by its magic number, not by
/// its name.
/// </summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>The longest line, in characters; twice the 32 KB that an interaction may take.</summary>
    public const int MaxLineLength = 65_536;

    private readonly FileStream _file;
    private readonly StreamReader _reader;
    private readonly StringBuilder _line = new();
    private readonly char[] _buffer = new char[32_768];
    private readonly Stack<PhysicalLine> _returned = new();
    private int _start;
    private int _end;
    private long _number;

    public LineReader(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        var gzip = _file.ReadByte() == 0x1f && _file.ReadByte() == 0x8b;
        _file.Position = 0;
        Stream content = gzip ? new GZipStream(_file, CompressionMode.Decompress) : _file;
        _reader = new StreamReader(content, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    }

    /// <summary>The share of the file read so far, 0 to 1.</summary>
    public double Fraction => _file.Length == 0 ? 1 : (double)_file.Position / _file.Length;

    /// <summary>The next line, or false at the end.</summary>
    public bool TryRead(out PhysicalLine line)
    {
        if (_returned.TryPop(out line))
        {
            return true;
        }

        _line.Clear();
        var tooLong = false;
        while (_start < _end || Fill())
        {
            var span = _buffer.AsSpan(_start, _end - _start);
            var newLine = span.IndexOf('\n');
            var part = newLine < 0 ? span : span[..newLine];
            var room = MaxLineLength - _line.Length;
            tooLong |= part.Length > room;
            _line.Append(part.Length > room ? part[..room] : part);
            _start += newLine < 0 ? part.Length : newLine + 1;
            if (newLine >= 0)
            {
                return Complete(tooLong, out line);
            }
        }

        return _line.Length > 0 && Complete(tooLong, out line);
    }

    /// <summary>Gives lines back, to be read again in their order.</summary>
    public void Return(IReadOnlyList<PhysicalLine> lines)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            _returned.Push(lines[i]);
        }
    }

    public void Dispose() => _reader.Dispose();

    private bool Complete(bool tooLong, out PhysicalLine line)
    {
        var length = _line.Length;
        if (length > 0 && _line[length - 1] == '\r')
        {
            length--;
        }

        line = new PhysicalLine(++_number, _line.ToString(0, length), tooLong);
        return true;
    }

    private bool Fill()
    {
        _start = 0;
        _end = _reader.Read(_buffer);
        return _end > 0;
    }
}
