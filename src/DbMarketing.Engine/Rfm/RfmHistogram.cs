using System.Runtime.InteropServices;
using DbMarketing.Engine.Counting;

namespace DbMarketing.Engine.Rfm;

/// <summary>
/// How a population's customers are spread over recency, frequency and monetary value, kept live: a customer whose values change moves
/// from one bin to another. The bins hold all three together, so that cells can be counted at any cut points. Moves may come in any
/// order, and parts of a population may be merged later. One instance holds one window (all time, a year, a quarter). Not thread-safe.
/// <para>Bins are exact in days, exact in orders below 128 and within 1.6 % above, and within 0.8 % in revenue. When more are in use than
/// the limit allows, neighbouring bins of revenue are joined two by two until they fit, which <see cref="MonetaryWidth"/> tells.</para>
/// </summary>
public sealed class RfmHistogram
{
    /// <summary>About 60 bytes of memory each.</summary>
    public const int DefaultMaxBins = 1_000_000;

    private const byte Format = 1;

    private readonly int _maxBins;
    private Dictionary<RfmBin, RfmTotal> _bins = [];
    private int _coarseness;

    /// <param name="maxBins">Bins in use at most; at least 1.</param>
    public RfmHistogram(int maxBins = DefaultMaxBins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBins, 1);
        _maxBins = maxBins;
    }

    /// <summary>How wide a bin of revenue is, as a share of its lower edge: 1/128, doubled with each time that bins were joined.</summary>
    public double MonetaryWidth => Math.ScaleB(1, _coarseness - RfmBin.MonetaryBits);

    /// <summary>Bins were joined.</summary>
    public bool IsCoarse => _coarseness > 0;

    /// <summary>Bins in use.</summary>
    public int Bins => _bins.Count;

    /// <summary>A customer's values were the one and are the other; null for who had, or has, not bought.</summary>
    /// <exception cref="InvalidOperationException">Even the widest bins are more than the limit; nothing has moved.</exception>
    public void Move(RfmValues? before, RfmValues? after)
    {
        if (after is { } entered)
        {
            Change(entered, 1);
            if (!Fits())
            {
                Change(entered, -1);
                throw new InvalidOperationException(
                    $"The histogram's limit of {_maxBins} bins is too small for its days and orders; raise it.");
            }
        }

        if (before is { } left)
        {
            Change(left, -1);
        }
    }

    /// <summary>Adds what another part of the population came to. The other is left as it is.</summary>
    /// <exception cref="InvalidOperationException">Even the widest bins are more than the limit; nothing was added.</exception>
    public void Merge(RfmHistogram other)
    {
        var merged = new RfmHistogram(_maxBins) { _bins = new(_bins), _coarseness = _coarseness };
        merged.Coarsen(Math.Max(0, other._coarseness - _coarseness));
        foreach (var (bin, total) in other._bins)
        {
            merged.Change(bin.Coarsened(merged._coarseness - other._coarseness), total);
        }

        if (!merged.Fits())
        {
            throw new InvalidOperationException($"The histogram's limit of {_maxBins} bins is too small for both parts; raise it.");
        }

        (_bins, _coarseness) = (merged._bins, merged._coarseness);
    }

    /// <summary>The population as it is now, to be read by many while this one goes on; null when nobody has bought.</summary>
    /// <param name="version">What decisions name it by.</param>
    public PopulationRfm? Freeze(long version)
    {
        // Who left a bin before coming to it, as parts of a population may have it, is in no bin until the other part is merged.
        RfmBinTotal[] groups = [.. _bins.Where(pair => pair.Value.Customers > 0)
            .Select(pair => new RfmBinTotal(pair.Key.Values(_coarseness), pair.Value.Customers, pair.Value.Revenue))];
        return groups.Length == 0 ? null : new PopulationRfm(version, RfmScorer.OfGroups(groups), _coarseness);
    }

    /// <summary>The histogram as bytes; equal histograms are equal bytes. <see cref="Decode"/> reads them.</summary>
    public byte[] Encode() => CountsCodec.Write(Format, writer =>
    {
        writer.Write7BitEncodedInt(_coarseness);
        writer.Write7BitEncodedInt(_bins.Count);
        foreach (var (bin, total) in _bins.OrderBy(pair => pair.Key))
        {
            writer.Write7BitEncodedInt(bin.LastDay);
            writer.Write7BitEncodedInt(bin.Frequency);
            writer.Write(bin.Monetary);
            writer.Write7BitEncodedInt64(total.Customers);
            writer.Write(CountsCodec.WithoutTrailingZeros(total.Revenue));
        }
    });

    /// <exception cref="InvalidDataException">The bytes are damaged, of another format, or hold more bins than the limit.</exception>
    public static RfmHistogram Decode(byte[] bytes, int maxBins = DefaultMaxBins) => CountsCodec.Read(bytes, Format, reader =>
    {
        var histogram = new RfmHistogram(maxBins) { _coarseness = reader.Read7BitEncodedInt() };
        var count = reader.Read7BitEncodedInt();
        if (histogram._coarseness is < 0 or > RfmBin.Coarsest || count < 0 || count > maxBins)
        {
            throw new InvalidDataException(
                $"{count} stored bins, joined {histogram._coarseness} times, exceed the limit of {maxBins} bins.");
        }

        for (; count > 0; count--)
        {
            var bin = new RfmBin(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.ReadInt32());
            if (bin.Frequency < 0 || !histogram._bins.TryAdd(bin, new(reader.Read7BitEncodedInt64(), reader.ReadDecimal())))
            {
                throw new InvalidDataException($"The stored {bin} is none, or comes twice.");
            }
        }

        return histogram;
    });

    private void Change(RfmValues values, int customers) =>
        Change(RfmBin.Of(values, _coarseness), new RfmTotal(customers, customers * values.Monetary));

    private void Change(RfmBin bin, RfmTotal change)
    {
        ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(_bins, bin, out _);
        total += change;
        if (total is { Customers: 0, Revenue: 0 })
        {
            _bins.Remove(bin);
        }
    }

    private bool Fits()
    {
        while (_bins.Count > _maxBins && _coarseness < RfmBin.Coarsest)
        {
            Coarsen(1);
        }

        return _bins.Count <= _maxBins;
    }

    private void Coarsen(int steps)
    {
        if (steps == 0)
        {
            return;
        }

        var finer = _bins;
        _bins = new(finer.Count / 2);
        _coarseness += steps;
        foreach (var (bin, total) in finer)
        {
            Change(bin.Coarsened(steps), total);
        }
    }
}
