namespace DbMarketing.Engine.Population;

/// <summary>A mean over a sample, summed one by one (Welford 1962), with its 95 % interval by the normal distribution.</summary>
public sealed class SampleMean
{
    /// <summary>The 97.5 % point of the standard normal distribution.</summary>
    private const double Z = 1.959963984540054;

    private double _squares;

    public long Count { get; private set; }

    /// <summary>0 of an empty sample.</summary>
    public double Mean { get; private set; }

    public void Add(double value)
    {
        Count++;
        var before = value - Mean;
        Mean += before / Count;
        _squares += before * (value - Mean);
    }

    /// <summary>The half width of the interval; null of fewer than two, which say nothing of how values vary.</summary>
    public double? HalfWidth => Count < 2 ? null : Z * Math.Sqrt(_squares / (Count - 1) / Count);
}
