using System.Text.Json;
using DbMarketing.Engine.CriticalLag;

namespace DbMarketing.Engine.Customers;

/// <summary>The live customer as of an instant: what a desk shows. Ages and scores are computed when it is built.</summary>
public sealed record CustomerView
{
    /// <summary>The known id, or null for an anonymous visitor.</summary>
    public string? CustomerId { get; init; }
    /// <summary>Anonymous ids, own or absorbed.</summary>
    public required IReadOnlyList<string> AnonymousIds { get; init; }
    /// <summary>Other known ids that were merged into this one.</summary>
    public required IReadOnlyList<string> MergedIds { get; init; }
    public required long Sequence { get; init; }
    public required DateTimeOffset AsOf { get; init; }
    public required string PlaybookVersion { get; init; }
    public bool Test { get; init; }
    public DateTimeOffset? FirstSeenAt { get; init; }
    public DateTimeOffset? LastSeenAt { get; init; }
    public required RfmView Rfm { get; init; }
    /// <summary>Where the customer stands among all; null until the population was counted.</summary>
    public ScoresView? Scores { get; init; }
    /// <summary>What is forecast of the next purchase; null before the first, and until a model was fitted.</summary>
    public LagView? Lag { get; init; }

    /// <summary>What the customer is expected to do and to be worth; null until models were fitted, and without purchases.</summary>
    public LifetimeView? Lifetime { get; init; }
    public required IReadOnlyList<SegmentView> Segments { get; init; }
    /// <summary>The strongest, strongest first; scores and shares to six decimals.</summary>
    public required IReadOnlyList<CategoryScore> Affinities { get; init; }
    public Session? Session { get; init; }
    public required IReadOnlyList<Interactions.ProductLine> Cart { get; init; }
    public required IReadOnlyList<ProfileView> Profile { get; init; }
    public required IReadOnlyList<Consent> Consents { get; init; }
    /// <summary>Newest first; open reservations among them.</summary>
    public required IReadOnlyList<Contact> Contacts { get; init; }
}

/// <summary>Recency, frequency and monetary as of now, in the playbook's base currency.</summary>
public sealed record RfmView
{
    /// <summary>Days since the last purchase, with fraction, to six decimals; null before the first.</summary>
    public double? RecencyDays { get; init; }
    /// <summary>Orders.</summary>
    public required int Frequency { get; init; }
    /// <summary>Net revenue: paid minus given back.</summary>
    public required decimal Monetary { get; init; }
    /// <summary>Net revenue by orders, to six decimals; null before the first.</summary>
    public decimal? AverageOrder { get; init; }
    public required string Currency { get; init; }
    public required decimal Refunded { get; init; }
    public DateTimeOffset? FirstPurchaseAt { get; init; }
    public DateTimeOffset? LastPurchaseAt { get; init; }
    public required int PurchaseDays { get; init; }
    /// <summary>Amounts in currencies without a rate: kept, not counted.</summary>
    public required IReadOnlyList<UncountedAmount> Uncounted { get; init; }
}

/// <summary>Where the customer stands among all who bought, by window; null in a window without a purchase.</summary>
public sealed record ScoresView
{
    /// <summary>
    /// Every turn of any customer that was committed by then is in the cut points; the customer's own values are as of now.
    /// </summary>
    public required DateTimeOffset AsOf { get; init; }
    /// <summary>Ever.</summary>
    public ScoreView? All { get; init; }
    /// <summary>The newest 365 days.</summary>
    public ScoreView? Year { get; init; }
    /// <summary>The newest 90 days.</summary>
    public ScoreView? Quarter { get; init; }
}

/// <summary>Scores by fifths of the customers who bought, 1 to 5; 5 is best.</summary>
/// <param name="Recency">Of the day of the last purchase.</param>
/// <param name="Frequency">Of the number of orders.</param>
/// <param name="Monetary">Of the net revenue.</param>
/// <param name="Cell">The three together, such as <c>545</c>.</param>
/// <param name="Group">The name of the cell by the playbook, such as <c>at risk</c>, in the language asked for.</param>
/// <param name="RevenueShare">Share of all net revenue, to six decimals.</param>
/// <param name="TopShare">Share of customers who brought at least as much, to six decimals.</param>
public sealed record ScoreView(
    int Recency, int Frequency, int Monetary, string Cell, string Group, double RevenueShare, double TopShare);

/// <summary>Where the customer stands between two purchases, by its own gaps and everybody's.</summary>
/// <param name="Stage">active, due, overdue or lapsed.</param>
/// <param name="UsualDays">Days that half of its next gaps are within, to six decimals.</param>
/// <param name="DueAt">When half of the customers like this one who come back have.</param>
/// <param name="OverdueAt">When most of them have: the playbook says which share.</param>
/// <param name="LapsedAt">When the chance of coming back falls below the playbook's threshold.</param>
/// <param name="ReturnChance">The chance of ever buying again, as of now, to six decimals.</param>
/// <param name="ModelVersion">The lag model that says so.</param>
/// <param name="Categories">The same within the playbook's categories that it bought of; null when there is none.</param>
public sealed record LagView(
    LagStage Stage, double UsualDays, DateTimeOffset DueAt, DateTimeOffset OverdueAt, DateTimeOffset LapsedAt, double ReturnChance,
    string ModelVersion, IReadOnlyDictionary<string, LagView>? Categories = null);

/// <summary>A segment that the customer is in.</summary>
/// <param name="Id">Its id in the playbook.</param>
/// <param name="Name">Its name in the playbook.</param>
/// <param name="Reason">Why, in words that an agent can say.</param>
/// <param name="ChangesAt">The earliest instant at which time alone may end it; null when none.</param>
/// <param name="Since">
/// Since when, as the journal has it; null until the change is announced, and for a segment that reads the population.
/// </param>
public sealed record SegmentView(string Id, string Name, string Reason, DateTimeOffset? ChangesAt, DateTimeOffset? Since);

public sealed record ProfileView(string Name, JsonElement Value, string Source, DateTimeOffset ObservedAt, string? Family);
