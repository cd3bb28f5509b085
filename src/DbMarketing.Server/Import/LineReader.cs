using System.IO.Compression;
using System.Text;
using DbMarketing.Web.Hosting;

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

    /// <summary>What is passed over of one line, in characters, before the file is taken to have no lines at all.</summary>
    public const int MaxPassedOver = 1_024 * MaxLineLength;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly StreamReader _reader;
    private readonly StringBuilder _line = new();
    private readonly char[] _buffer = new char[32_768];
    private readonly Stack<PhysicalLine> _returned = new();
    private int _start;
    private int _end;
    private long _number;

    /// <exception cref="CommandException">The file cannot be read twice.</exception>
    public LineReader(string path)
    {
        _path = path;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        if (!_file.CanSeek)
        {
            _file.Dispose();
            throw new CommandException($"{path} is a pipe, and is read more than once: write it to a file.");
        }

        var gzip = _file.ReadByte() == 0x1f && _file.ReadByte() == 0x8b;
        _file.Position = 0;
        Stream content = gzip ? new GZipStream(_file, CompressionMode.Decompress) : _file;
        _reader = new StreamReader(content, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    }

    /// <summary>The share of the file read so far, 0 to 1.</summary>
    public double Fraction => _file.Length == 0 ? 1 : (double)_file.Position / _file.Length;

    /// <summary>The next line, or false at the end.</summary>
    /// <exception cref="CommandException">The file is cut off or damaged, or a line of it never ends.</exception>
    public bool TryRead(out PhysicalLine line)
    {
        if (_returned.TryPop(out line))
        {
            return true;
        }

        _line.Clear();
        var tooLong = false;
        long length = 0;
        while (_start < _end || Fill())
        {
            var span = _buffer.AsSpan(_start, _end - _start);
            var newLine = span.IndexOf('\n');
            var part = newLine < 0 ? span : span[..newLine];
            length += part.Length;
            if (length > MaxPassedOver)
            {
                throw new CommandException(
                    $"Line {_number + 1} of {_path} is longer than {MaxPassedOver} characters: this is no file of lines.");
            }

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
        try
        {
            _end = _reader.Read(_buffer);
        }
        catch (InvalidDataException)
        {
            throw new CommandException($"The file {_path} is cut off or damaged after line {_number}: get it again.");
        }

        return _end > 0;
    }
}
