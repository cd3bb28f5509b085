using System.Buffers.Binary;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// Says of nearly every new id for certain that it was never added, so that only the rare "maybe" needs the customer's history. Lists the
/// first 32 bits of each hash, four bytes an id, until there are <see cref="MaxListed"/>; then it is a Bloom filter of
/// <see cref="LargeBytes"/> with four probes made of the same 32 bits, and stays that large. So what it holds is a function of the set of
/// ids, whatever their order. Of a million ids the Bloom filter says "maybe" to one new id in fifty.
/// </summary>
public sealed class SeenFilter
{
    /// <summary>Ids that are listed one by one.</summary>
    public const int MaxListed = 65_536;

    /// <summary>The most that a filter takes.</summary>
    public const int LargeBytes = 1 << 20;

    /// <summary>The Bloom filter of 4,096 bits that older versions wrote; the ids in it are not known one by one.</summary>
    private const int OldBytes = 512;

    private const byte HasLarge = 1;
    private const byte HasOld = 2;
    private const int Probes = 4;

    private NewestList<uint> _listed;
    private byte[]? _large;
    private byte[]? _old;

    /// <summary>A captured filter holds one of an older version, which a fold of the rows no longer makes.</summary>
    public static bool HoldsOlder(byte[]? captured) =>
        captured is not null && (captured.Length == OldBytes || (captured[0] & HasOld) != 0);

    /// <summary>Adds an id by its hash.</summary>
    public void Add(ulong hash) => Add((uint)(hash >> 32));

    /// <summary>False is certain: the id was never added.</summary>
    public bool MightContain(ulong hash)
    {
        var start = (uint)(hash >> 32);
        return (_large is null ? _listed.Find(start) >= 0 : IsInLarge(start)) || (_old is not null && IsInOld(hash));
    }

    /// <summary>Adds all that another filter holds, given in its captured form.</summary>
    public void Merge(ReadOnlySpan<byte> captured)
    {
        if (captured.Length == OldBytes)
        {
            Unite(_old ??= new byte[OldBytes], captured);
            return;
        }

        var form = captured[0];
        captured = captured[1..];
        if ((form & HasOld) != 0)
        {
            Unite(_old ??= new byte[OldBytes], captured[..OldBytes]);
            captured = captured[OldBytes..];
        }

        if ((form & HasLarge) != 0)
        {
            Unite(Large(), captured);
            return;
        }

        for (; captured.Length > 0; captured = captured[sizeof(uint)..])
        {
            Add(BinaryPrimitives.ReadUInt32LittleEndian(captured));
        }
    }

    /// <summary>
    /// One byte that names the parts, the old filter if there is one, then the large filter or the list. Never as long as an old one alone.
    /// </summary>
    public byte[] Capture()
    {
        var old = _old?.Length ?? 0;
        var bytes = new byte[1 + old + (_large?.Length ?? (_listed.Count * sizeof(uint)))];
        bytes[0] = (byte)((_large is null ? 0 : HasLarge) | (_old is null ? 0 : HasOld));
        _old?.CopyTo(bytes, 1);
        var rest = bytes.AsSpan(1 + old);
        if (_large is not null)
        {
            _large.CopyTo(rest);
            return bytes;
        }

        for (var i = 0; i < _listed.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rest[(i * sizeof(uint))..], _listed.Items[i]);
        }

        return bytes;
    }

    private void Add(uint start)
    {
        if (_large is null && _listed.Count == MaxListed && _listed.Find(start) < 0)
        {
            Large();
        }

        if (_large is null)
        {
            _listed.Add(start, MaxListed, out _);
            return;
        }

        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = ProbeOf(start, probe);
            _large[bit >> 3] |= (byte)(1 << (bit & 7));
        }
    }

    private byte[] Large()
    {
        if (_large is null)
        {
            _large = new byte[LargeBytes];
            foreach (var start in _listed.Items)
            {
                Add(start);
            }

            _listed = default;
        }

        return _large;
    }

    private bool IsInLarge(uint start)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            if (!IsSet(_large!, ProbeOf(start, probe)))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsInOld(ulong hash)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            if (!IsSet(_old!, (int)(hash >> (probe * 12)) & 0xFFF))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Double hashing: the step is odd, so the probes of one id differ.</summary>
    private static int ProbeOf(uint start, int probe)
    {
        var step = (uint)((start * 0x9E3779B97F4A7C15UL) >> 32) | 1;
        return (int)((start + ((uint)probe * step)) & ((LargeBytes * 8) - 1));
    }

    private static bool IsSet(byte[] bits, int bit) => (bits[bit >> 3] & (1 << (bit & 7))) != 0;

    private static void Unite(byte[] bits, ReadOnlySpan<byte> others)
    {
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] |= others[i];
        }
    }
}
