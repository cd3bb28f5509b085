using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Population;

/// <summary>
/// Who has a value of each profile field of the playbook, and of each score, and how old it is: summed over customers one by one. A score
/// is as old as what it was made of last.
/// </summary>
public sealed class Freshness
{
    private readonly (string Name, Func<CustomerState, DateTimeOffset?> ObservedAt)[] _fields;
    private readonly AgeCounts[] _ages;

    public Freshness(CompiledPlaybook playbook)
    {
        _fields =
        [
            .. playbook.Source.Profile.Select(static field => (
                "profile." + field.Name,
                (Func<CustomerState, DateTimeOffset?>)(customer => customer.Profile.GetValueOrDefault(field.Name)?.ObservedAt))),
            ("rfm", static customer => customer.Purchases.LastAt),
            ("affinity", static customer => customer.Affinities.LatestAt),
            ("lastSeen", static customer => customer.LastSeenAt),
        ];
        _ages = Array.ConvertAll(_fields, static _ => new AgeCounts());
    }

    /// <summary>Customers who were looked at.</summary>
    public long Customers { get; private set; }

    /// <summary>The ages by field: those of the profile as conditions name them (<c>profile.city</c>), then the scores.</summary>
    public IEnumerable<(string Field, AgeCounts Ages)> Fields => _fields.Zip(_ages, static (observed, ages) => (observed.Name, ages));

    public void Add(CustomerState customer, DateTimeOffset now)
    {
        Customers++;
        foreach (var (field, ages) in _fields.Zip(_ages))
        {
            if (field.ObservedAt(customer) is { } at)
            {
                ages.Add(now - at);
            }
        }
    }
}
