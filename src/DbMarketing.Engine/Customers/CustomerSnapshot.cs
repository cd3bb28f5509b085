using System.Text.Json;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// The whole of a <see cref="CustomerState"/> as immutable data: a cache of the fold, and what a merge carries over. Equal states give
/// equal bytes in <see cref="SnapshotCodec"/>. Empty parts are null.
/// </summary>
public sealed record CustomerSnapshot
{
    /// <summary>Raised when the shape changes so that an older snapshot must be refolded.</summary>
    public const int CurrentVersion = 3;
    public required int Version { get; init; }
    public required string Id { get; init; }
    public required long Sequence { get; init; }
    public bool Test { get; init; }
    public DateTimeOffset? FirstSeenAt { get; init; }
    public DateTimeOffset? LastSeenAt { get; init; }
    public string? MergedInto { get; init; }
    /// <summary>Set between <see cref="MergedInto"/> and its delivery to the survivor.</summary>
    public CustomerSnapshot? UndeliveredExtract { get; init; }
    public RecentSnapshot? Recent { get; init; }
    public ActivitySnapshot? Activity { get; init; }
    public AffinitySnapshot? Affinities { get; init; }
    public PurchasesSnapshot? Purchases { get; init; }
    public CartSnapshot? Cart { get; init; }
    public IReadOnlyList<AttributeSnapshot>? Profile { get; init; }
    public IReadOnlyList<Consent>? Consents { get; init; }
    public ContactsSnapshot? Contacts { get; init; }
    public DecisionsSnapshot? Decisions { get; init; }
    public LinksSnapshot? Links { get; init; }
    /// <summary>Null in what a merge carries over: the survivor is reviewed by itself.</summary>
    public LastReview? LastReview { get; init; }

    /// <summary>A filter of seen ids is of an older version: right, but not what a fold of the same rows makes today.</summary>
    internal bool HasOlderFilters => SeenFilter.HoldsOlder(Recent?.Filter) || SeenFilter.HoldsOlder(Purchases?.Orders?.Filter)
        || SeenFilter.HoldsOlder(Decisions?.Filter);

    /// <summary>It still asks for, or was refused, an id that it has absorbed, as folds once left it: to be refolded.</summary>
    internal bool HasUnsettledLinks =>
        Links is { } links && links.Aliases.Any(alias => links.Pending.Contains(alias) || links.Refused.Contains(alias));

    internal CustomerSnapshot WithoutFilters() => this with
    {
        Recent = Recent is null ? null : Recent with { Filter = null },
        Purchases = Purchases is null ? null
            : Purchases with { Orders = Purchases.Orders is null ? null : Purchases.Orders with { Filter = null } },
        Decisions = Decisions is null ? null : Decisions with { Filter = null },
    };
}

/// <param name="Cells">Five numbers each: time in ms, hash, kind, session label, channel label (0 = none, else place + 1).</param>
/// <param name="Labels">Session ids and channels, in the order of first use.</param>
/// <param name="Filter">The filter over all message ids, once some were pushed out, as <see cref="SeenFilter"/> captures it.</param>
public sealed record RecentSnapshot(IReadOnlyList<long> Cells, IReadOnlyList<string> Labels, byte[]? Filter);

/// <param name="Cells">Two numbers each: time in ms, hash.</param>
/// <param name="Filter">The filter over all ids, once some were pushed out, as <see cref="SeenFilter"/> captures it.</param>
public sealed record SeenIdsSnapshot(IReadOnlyList<long> Cells, byte[]? Filter);

/// <param name="Days">Three numbers each: day, kind, count.</param>
/// <param name="Kinds">Three numbers each: kind, total, time of the last in ms.</param>
public sealed record ActivitySnapshot(IReadOnlyList<long> Days, IReadOnlyList<long> Kinds);

/// <param name="Categories">In alphabetical order.</param>
/// <param name="Cells">Three numbers each: step, place of the category, weight in thousandths.</param>
public sealed record AffinitySnapshot(IReadOnlyList<string> Categories, IReadOnlyList<int> Cells);

public sealed record PurchasesSnapshot
{
    public required int Count { get; init; }
    public required decimal NetRevenue { get; init; }
    public required decimal Refunded { get; init; }
    public required int RefundCount { get; init; }
    public DateTimeOffset? FirstAt { get; init; }
    public DateTimeOffset? LastAt { get; init; }
    public required int DayCount { get; init; }
    /// <summary>Ascending.</summary>
    public required IReadOnlyList<int> Days { get; init; }
    /// <summary>Null before the first purchase, and in an extract of version 1, which says nothing by day.</summary>
    public int? FirstDay { get; init; }
    public decimal FirstDayRevenue { get; init; }
    /// <summary>Ascending.</summary>
    public IReadOnlyList<DayRevenue>? Revenue { get; init; }
    public IReadOnlyList<UncountedAmount>? Uncounted { get; init; }
    public SeenIdsSnapshot? Orders { get; init; }
    /// <summary>Null without an item, and in an extract of version 2 and before.</summary>
    public BoughtSnapshot? Bought { get; init; }
}

/// <param name="Texts">Product ids and categories, in the order of first use.</param>
/// <param name="Cells">
/// Five numbers each: time in ms, hash of the order, place of the product, place of the category (-1 = none), price in millionths (-1 =
/// unknown).
/// </param>
public sealed record BoughtSnapshot(IReadOnlyList<string> Texts, IReadOnlyList<long> Cells);

public sealed record CartSnapshot(long ResetMs, long ResetHash, IReadOnlyList<CartLineSnapshot> Lines);

public sealed record CartLineSnapshot(long AtMs, long Hash, int Index, ProductLine Line);

public sealed record AttributeSnapshot(string Name, JsonElement Value, string Source, DateTimeOffset ObservedAt);

public sealed record ContactsSnapshot
{
    public required IReadOnlyList<ContactSnapshot> Contacts { get; init; }
    /// <summary>Two numbers each: time in ms, hash of the voided message.</summary>
    public required IReadOnlyList<long> Voids { get; init; }
    /// <summary>Two numbers each: time in ms, hash of the decision and offer.</summary>
    public required IReadOnlyList<long> Closed { get; init; }
    public required IReadOnlyList<Contact> Reservations { get; init; }
    public DateTimeOffset? ShownFloor { get; init; }
    public DateTimeOffset? AnswersFloor { get; init; }
    public DateTimeOffset? FullUntil { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
}

public sealed record ContactSnapshot(long Hash, Contact Contact);

public sealed record DecisionsSnapshot(IReadOnlyList<Decision> Decisions, IReadOnlyList<RequestSnapshot> Requests, byte[]? Filter);

public sealed record RequestSnapshot(long Hash, long AtMs, string DecisionId);

public sealed record LinksSnapshot(IReadOnlyList<string> Aliases, IReadOnlyList<string> Pending, IReadOnlyList<string> Refused);
