using System.Text.Json.Serialization;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// One effect on one customer, as the journal keeps it. Whatever depends on the playbook, the clock or chance was resolved when
/// it was made: <see cref="CustomerState.Apply"/> reads nothing but the state and the entry.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "entry", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(InteractionRecorded), "recorded")]
[JsonDerivedType(typeof(DecisionMade), "decided")]
[JsonDerivedType(typeof(LinkRequested), "linkRequested")]
[JsonDerivedType(typeof(LinkClosed), "linkClosed")]
[JsonDerivedType(typeof(MergedInto), "mergedInto")]
[JsonDerivedType(typeof(Absorbed), "absorbed")]
[JsonDerivedType(typeof(AbsorbDelivered), "absorbDelivered")]
[JsonDerivedType(typeof(Reviewed), "reviewed")]
public abstract record Entry
{
    /// <summary>When the turn was taken, by the engine's clock.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>An interaction was applied, with what was resolved about it.</summary>
public sealed record InteractionRecorded : Entry
{
    public required Interaction Interaction { get; init; }

    /// <summary>The sender's time, clamped to at most five minutes after receipt; what the state is ordered by.</summary>
    public required DateTimeOffset EffectiveAt { get; init; }

    /// <summary>The amount in base currency, negative for a refund; null when there is none or its currency has no rate.</summary>
    public decimal? BaseAmount { get; init; }

    /// <summary>This is the first part of its order to be applied.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NewOrder { get; init; }

    /// <summary>No purchase of the customer was known on this <see cref="Day"/> yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NewPurchaseDay { get; init; }

    /// <summary>The day number (days since 1970-01-01) of <see cref="EffectiveAt"/> in the playbook's business time zone.</summary>
    public int Day { get; init; }

    /// <summary>What it says of the customer's tastes.</summary>
    public IReadOnlyList<CategoryInterest> Interests { get; init => field = value ?? []; } = [];

    /// <summary>For an offer outcome or an outbound message: the contact it makes, confirms or takes back.</summary>
    public Contact? Contact { get; init; }

    /// <summary>For an order: what it adds to what the population counts of items; null when it counts nowhere there.</summary>
    public BasketChange? Basket { get; init; }
}

/// <summary>Weight of one interaction for one category, in thousandths (a view 1,000, a purchase 10,000).</summary>
public readonly record struct CategoryInterest(string Category, int Weight);

/// <summary>A decision was made; its offers are reserved against the caps.</summary>
public sealed record DecisionMade : Entry
{
    public required Decision Decision { get; init; }
}

/// <summary>This customer is to absorb another id; the request is in the outbox until a <see cref="LinkClosed"/>.</summary>
public sealed record LinkRequested : Entry
{
    public required string Other { get; init; }
    public required bool Explicit { get; init; }
}

/// <summary>A link request ended: absorbed, or refused because the other id already belongs to somebody else.</summary>
public sealed record LinkClosed : Entry
{
    public required string Other { get; init; }
    public required bool Refused { get; init; }
}

/// <summary>This customer became part of another; from here on everything is forwarded there.</summary>
public sealed record MergedInto : Entry
{
    public required string Survivor { get; init; }
    public required CustomerSnapshot Extract { get; init; }
}

/// <summary>The state of another id became part of this one. Self-contained, and taken once for each loser.</summary>
public sealed record Absorbed : Entry
{
    public required string Loser { get; init; }
    public required CustomerSnapshot Extract { get; init; }
    /// <summary>Orders that both had counted.</summary>
    public int SharedOrders { get; init; }
    /// <summary>Purchase days that both had counted.</summary>
    public int SharedPurchaseDays { get; init; }
}

/// <summary>The survivor has committed the absorption; nothing is left to deliver.</summary>
public sealed record AbsorbDelivered : Entry
{
    public required string Survivor { get; init; }
}
