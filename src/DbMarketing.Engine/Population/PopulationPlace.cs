using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Engine.Population;

/// <summary>
/// What the population said of a customer at an instant. A decision whose playbook reads the population records it, so that a replay needs
/// no stored population.
/// </summary>
public sealed record PopulationPlace
{
    /// <summary>The <see cref="PopulationFigures.Version"/>; 0 while there were no figures.</summary>
    public long Version { get; init; }

    /// <summary>Among all who ever bought; null for who did not, and while there were no figures.</summary>
    public RfmPlace? All { get; init; }

    /// <summary>Among those who bought within the newest 365 days.</summary>
    public RfmPlace? Year { get; init; }

    /// <summary>Among those who bought within the newest 90 days.</summary>
    public RfmPlace? Quarter { get; init; }

    /// <summary>
    /// Of a decision: what the other population fields that its playbook reads came to, by name; null when none had a value.
    /// </summary>
    public IReadOnlyDictionary<string, double>? Numbers { get; init; }

    /// <summary>
    /// Of a decision: the rules that led to products of its playbook's offers, in the order of the products; null when none did.
    /// </summary>
    public IReadOnlyList<ProductRule>? Rules { get; init; }
}
