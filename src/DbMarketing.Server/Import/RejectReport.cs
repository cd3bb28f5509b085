namespace DbMarketing.Server.Import;

/// <summary>
/// Names every refused line by number and reason: all of them in the rejects file when one is asked for, the first few on the
/// error output, the counts by code always.
/// </summary>
internal sealed class RejectReport : IDisposable
{
    /// <summary>Lines named on the error output.</summary>
    public const int MaxShown = 20;

    /// <summary>Different codes that are counted apart; any further one is counted as <c>other</c>.</summary>
    public const int MaxCodes = 100;

    private readonly TextWriter _error;
    private readonly StreamWriter? _file;
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private long _shown;

    public RejectReport(TextWriter error, string? path)
    {
        _error = error;
        _file = path is null ? null : new StreamWriter(path, append: false);
    }

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Add(long line, string code, string reason)
    {
        var counted = _counts.ContainsKey(code) || _counts.Count < MaxCodes ? code : "other";
        _counts[counted] = _counts.GetValueOrDefault(counted) + 1;
        _file?.WriteLine($"{line}\t{code}\t{reason}");
        if (++_shown <= MaxShown)
        {
            _error.WriteLine($"line {line}: {code}: {reason}");
        }
        else if (_shown == MaxShown + 1)
        {
            _error.WriteLine(_file is null
                ? "Further lines are refused as well; name a file with --rejects to see each."
                : "Further lines are refused as well; each is named in the rejects file.");
        }
    }

    public void Dispose() => _file?.Dispose();
}
