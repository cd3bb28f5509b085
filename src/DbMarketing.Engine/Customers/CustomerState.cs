using DbMarketing.Engine.Decisions;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// The live state of one customer: a fold of its journal entries. Owned by one <c>CustomerActor</c>, not thread-safe. Everything
/// it counts, sums, decays, or calls first or last is the same whatever order the interactions came in.
/// </summary>
public sealed class CustomerState
{
    public CustomerState(CustomerId id)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(id.IsDefault, true);
        Id = id;
    }

    public CustomerId Id { get; }

    /// <summary>The number of turns applied; 0 before the first.</summary>
    public long Sequence { get; private set; }

    /// <summary>Marked as a test by any interaction; left out of statistics.</summary>
    public bool IsTest { get; private set; }

    /// <summary>Where this customer's interactions go since it was merged; null while it stands for itself.</summary>
    public CustomerId? MergedInto { get; private set; }

    public DateTimeOffset? FirstSeenAt { get; private set; }

    public DateTimeOffset? LastSeenAt { get; private set; }

    /// <summary>Latest observation of each attribute, by name.</summary>
    public IReadOnlyDictionary<string, ProfileFact> Profile => throw new NotSupportedException();

    public IReadOnlyCollection<Consent> Consents => throw new NotSupportedException();

    public Purchases Purchases { get; } = new();

    public Affinities Affinities { get; } = new();

    public Activity Activity { get; } = new();

    public Sessions Sessions { get; } = new();

    public Cart Cart { get; } = new();

    /// <summary>Contacts newest first, reservations among them (<see cref="ContactOutcome.Reserved"/>, which lapse at their <c>Until</c>).</summary>
    public IReadOnlyList<Contact> Contacts => throw new NotSupportedException();

    /// <summary>The newest decisions that still await outcomes, newest first.</summary>
    public IReadOnlyList<Decision> Decisions => throw new NotSupportedException();

    /// <summary>The ids that this customer absorbed.</summary>
    public IReadOnlyCollection<CustomerId> Aliases => throw new NotSupportedException();

    /// <summary>Folds one entry. Pure: reads only the state and the entry.</summary>
    public void Apply(Entry entry) => throw new NotSupportedException();

    /// <summary>Ends a turn: called once after the entries of one journal row.</summary>
    public void EndTurn(long sequence) => Sequence = sequence;

    public CustomerSnapshot CaptureSnapshot() => throw new NotSupportedException();

    public static CustomerState FromSnapshot(CustomerSnapshot snapshot) => throw new NotSupportedException();
}

/// <summary>What was bought and given back, in base currency.</summary>
public sealed class Purchases
{
    /// <summary>Orders; parts of one order count once.</summary>
    public int Count { get; private set; }

    /// <summary>Paid minus given back, base currency.</summary>
    public decimal NetRevenue { get; private set; }
    public decimal Refunded { get; private set; }
    public int RefundCount { get; private set; }
    public DateTimeOffset? FirstAt { get; private set; }
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>Distinct days (business time zone) with a purchase.</summary>
    public int DayCount { get; private set; }

    /// <summary>The newest of those day numbers, descending; at most <c>StateLimits.PurchaseDays</c>.</summary>
    public IReadOnlyList<int> Days => throw new NotSupportedException();

    /// <summary>Amounts kept but not counted, because their currency has no rate.</summary>
    public IReadOnlyCollection<UncountedAmount> Uncounted => throw new NotSupportedException();
}

public sealed record UncountedAmount(string Currency, decimal Amount, int Count);

/// <summary>Tastes: category weights that halve every 30 days. Exact integers per half-life step, so no order of arrival shows.</summary>
public sealed class Affinities
{
    /// <summary>The decayed weight of a category (a prefix of the path counts its children), 0 when unknown.</summary>
    public double Score(string category, DateTimeOffset now) => throw new NotSupportedException();

    /// <summary>The category's share of all decayed weight, 0 to 1.</summary>
    public double Share(string category, DateTimeOffset now) => throw new NotSupportedException();

    public IReadOnlyList<CategoryScore> Top(int count, DateTimeOffset now) => throw new NotSupportedException();
}

public readonly record struct CategoryScore(string Category, double Score, double Share);

/// <summary>How often each kind of interaction happened, by day.</summary>
public sealed class Activity
{
    /// <summary>Interactions of a kind (<c>pageViewed</c>, <c>productViewed</c> … the JSON discriminator) on or after a day number.</summary>
    public int Count(string kind, int sinceDay) => throw new NotSupportedException();

    /// <summary>All of a kind, ever.</summary>
    public long Total(string kind) => throw new NotSupportedException();

    public DateTimeOffset? LastAt(string kind) => throw new NotSupportedException();
}

/// <summary>The newest visits. One ends after 30 idle minutes, or when the sender's session id changes.</summary>
public sealed class Sessions
{
    /// <summary>The session that is open at that instant, or null.</summary>
    public Session? Current(DateTimeOffset now) => throw new NotSupportedException();

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Session> Newest => throw new NotSupportedException();
}

/// <summary>One visit.</summary>
public sealed record Session(string Id, string? Channel, DateTimeOffset StartedAt, DateTimeOffset LastAt, int Interactions, int ProductViews);

/// <summary>What lies in the cart by the latest cart interactions; an order empties it.</summary>
public sealed class Cart
{
    public IReadOnlyList<Interactions.ProductLine> Lines => throw new NotSupportedException();
    public decimal Value => throw new NotSupportedException();
    public DateTimeOffset? ChangedAt => throw new NotSupportedException();
}
