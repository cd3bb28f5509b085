using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Import;

/// <summary>
/// Message ids of imported records: the hash of the content, and the how-manieth record with this content it is. So identical
/// lines are separate interactions, and neither a second import nor another order of the lines makes new ones.
/// </summary>
internal sealed class LineIds(string? run)
{
    /// <summary>The longest run id, so that a message id stays within its 100 characters.</summary>
    public const int MaxRunLength = 60;

    /// <summary>The most records of one file; each takes about 40 bytes of memory while the import runs.</summary>
    public const int MaxRecords = 100_000_000;

    private readonly Dictionary<UInt128, int> _seen = [];

    /// <summary>The id of the next record of the file.</summary>
    public string Next(string raw)
    {
        if (_seen.Count >= MaxRecords)
        {
            throw new CommandException($"The file has more than {MaxRecords} different lines; split it.");
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(raw), hash);
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, MemoryMarshal.Read<UInt128>(hash), out _);
        count++;
        var content = Base64Url.EncodeToString(hash[..16]);
        return run is null ? $"{content}.{count}" : $"{run}.{content}.{count}";
    }
}
