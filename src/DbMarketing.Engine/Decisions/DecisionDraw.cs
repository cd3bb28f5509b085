namespace DbMarketing.Engine.Decisions;

/// <summary>
/// The chance of one decision: a uniform draw for each treatment, a pure function of the decision's seed and the treatment's
/// place in the plan, so that no draw depends on which other offers were looked at. The generator is SplitMix64 (Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014), which may be entered at any index.
/// </summary>
internal readonly struct DecisionDraw(ulong seed)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>The draw at an index, in [0, 1), of 53 bits.</summary>
    public double At(int index)
    {
        var z = seed + (((ulong)(uint)index + 1) * Gamma);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53));
    }
}
