namespace DbMarketing.Engine.Population;

/// <summary>What a model was, or would be, fitted to.</summary>
/// <param name="Size">The size of the population: of those that the fit takes most from.</param>
/// <param name="Parts">What else has a model of its own, by name.</param>
public sealed record FitBasis(long Size, IReadOnlyList<string> Parts)
{
    /// <summary>Whether it has come to twice the size, or to a part that the other had not.</summary>
    public bool HasGrownFrom(FitBasis other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Size > other.Size && Size >= 2 * other.Size) || Parts.Except(other.Parts, StringComparer.Ordinal).Any();
    }
}
