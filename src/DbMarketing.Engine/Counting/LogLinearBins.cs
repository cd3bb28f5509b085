using System.Numerics;

namespace DbMarketing.Engine.Counting;

/// <summary>
/// Bins of whole numbers from 0: one for each number at first, then of a width that grows with the number, so that a bin is never wider
/// than 2^-bits of its lower edge. Each doubling is cut into 2^bits equal bins (as in HdrHistogram, Tene 2014), which takes shifts alone
/// and so gives the same bin on every machine.
/// </summary>
internal static class LogLinearBins
{
    /// <summary>The bin of a number from 0. Numbers below 2^(bits+1) have bins of their own, which are the numbers themselves.</summary>
    public static int Of(long value, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var shift = Math.Max(0, BitOperations.Log2((ulong)value) - bits);
        return (shift << bits) + (int)(value >> shift);
    }

    /// <summary>The least number of a bin.</summary>
    public static long LowerEdge(int bin, int bits)
    {
        var shift = Math.Max(0, (bin >> bits) - 1);
        return (long)(bin - (shift << bits)) << shift;
    }
}
