using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Population;

/// <summary>
/// The population as decisions read it: part of the reference data, swapped by one reference write. Immutable and thread-safe; a customer's
/// place is found by a few comparisons.
/// </summary>
public sealed class PopulationFigures
{
    /// <summary>Names what was counted: the instant of <see cref="AsOf"/> at which it last changed, in milliseconds since 1970.</summary>
    public required long Version { get; init; }

    /// <summary>Every turn that was committed by then is counted.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Customers who count; who never bought among them.</summary>
    public required long Customers { get; init; }

    /// <summary>All who ever bought; null when nobody did.</summary>
    public required RfmWindow? All { get; init; }

    /// <summary>Who bought within the newest 365 days.</summary>
    public required RfmWindow? Year { get; init; }

    /// <summary>Who bought within the newest 90 days.</summary>
    public required RfmWindow? Quarter { get; init; }

    /// <summary>Where a customer of this standing is; null for one who does not count.</summary>
    public PopulationPlace PlaceOf(Standing? standing) => new()
    {
        Version = Version,
        All = All?.PlaceOf(RfmStandings.All(standing)),
        Year = Year?.PlaceOf(RfmStandings.Year(standing)),
        Quarter = Quarter?.PlaceOf(RfmStandings.Quarter(standing)),
    };

    /// <summary>The same figures, looked at later.</summary>
    internal PopulationFigures At(DateTimeOffset asOf) => new()
    {
        Version = Version,
        AsOf = asOf,
        Customers = Customers,
        All = All,
        Year = Year,
        Quarter = Quarter,
    };
}
