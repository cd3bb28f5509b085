using System.Security.Cryptography;
using System.Text;

namespace DbMarketing.Engine.Playbooks;

/// <summary>A playbook's folder that is read again when its files have changed. Not thread-safe; one watcher owns it.</summary>
public sealed class PlaybookFolder(string path)
{
    private byte[]? seen;

    public string Path { get; } = path;

    /// <summary>Reads the folder, changed or not.</summary>
    public PlaybookLoad Load()
    {
        seen = null;
        TryReload(out var load);
        return load;
    }

    /// <summary>
    /// Reads the folder when any file differs from the last read; false when none does. A load with faults is the caller's to
    /// report; what is active stays active.
    /// </summary>
    public bool TryReload(out PlaybookLoad load)
    {
        var faults = new FaultList();
        var files = PlaybookLoader.ReadFolder(Path, faults);
        var print = files is null ? PrintOf(faults) : PrintOf(files);
        if (seen is not null && print.AsSpan().SequenceEqual(seen))
        {
            load = new(null, []);
            return false;
        }

        seen = print;
        load = files is null ? new(null, faults.ToList()) : PlaybookLoader.Load(files, faults);
        return true;
    }

    private static byte[] PrintOf(IReadOnlyList<PlaybookFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file.Name + "\0" + file.Content.Length + "\0"));
            hash.AppendData(file.Content.Span);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>A folder that cannot be read is reported once, not at every look.</summary>
    private static byte[] PrintOf(FaultList faults) => Encoding.UTF8.GetBytes(faults.ToList()[0].Reason);
}
