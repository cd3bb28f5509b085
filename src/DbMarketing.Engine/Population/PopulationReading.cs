using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Segments;

namespace DbMarketing.Engine.Population;

/// <summary>
/// What one evaluation knows of the population about its customer: found when first asked for, or recorded by the decision that is
/// replayed. For one thread.
/// </summary>
public sealed class PopulationReading
{
    private readonly Func<PopulationPlace>? _find;
    private PopulationPlace? _place;

    private PopulationReading(Func<PopulationPlace>? find, PopulationPlace? place) => (_find, _place) = (find, place);

    /// <summary>The customer's place; without scores for who has none, and while there are no figures.</summary>
    public PopulationPlace Place => _place ??= _find!();

    /// <summary>By the figures that hold now.</summary>
    public static PopulationReading Live(CustomerState customer, ReferenceData reference, DateTimeOffset now) => new(
        () => reference.Population?.PlaceOf(Standings.Of(customer, reference.Playbook.TimeZone, now)) ?? new PopulationPlace(), null);

    /// <summary>As a decision recorded it; null for one whose playbook did not read the population.</summary>
    public static PopulationReading Recorded(PopulationPlace? place) => new(null, place ?? new PopulationPlace());
}
