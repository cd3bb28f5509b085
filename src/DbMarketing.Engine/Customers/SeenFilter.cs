using System.Buffers.Binary;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// A Bloom filter of 4,096 bits and four probes: says for certain that a hash was never added, so that only the rare "maybe" needs the
/// customer's history. At 400 ids one in a hundred is a false maybe; a long history says maybe more often, and loads its archive once.
/// </summary>
internal sealed class SeenFilter
{
    private const int Words = 64;
    private readonly ulong[] _bits = new ulong[Words];

    public void Add(ulong hash)
    {
        for (var probe = 0; probe < 4; probe++)
        {
            var bit = (int)(hash >> (probe * 12)) & 0xFFF;
            _bits[bit >> 6] |= 1UL << (bit & 63);
        }
    }

    public bool MightContain(ulong hash)
    {
        for (var probe = 0; probe < 4; probe++)
        {
            var bit = (int)(hash >> (probe * 12)) & 0xFFF;
            if ((_bits[bit >> 6] & (1UL << (bit & 63))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds all that another filter holds, given in its captured form.</summary>
    public void Merge(byte[] captured)
    {
        for (var word = 0; word < Words; word++)
        {
            _bits[word] |= BinaryPrimitives.ReadUInt64LittleEndian(captured.AsSpan(word * sizeof(ulong)));
        }
    }

    public byte[] Capture()
    {
        var bytes = new byte[Words * sizeof(ulong)];
        for (var word = 0; word < Words; word++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(word * sizeof(ulong)), _bits[word]);
        }

        return bytes;
    }
}
