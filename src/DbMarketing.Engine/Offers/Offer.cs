using System.Text.Json.Serialization;
using DbMarketing.Engine.Conditions;

namespace DbMarketing.Engine.Offers;

/// <summary>The business issue that groups serve: acquisition, cross-sell, retention, service …</summary>
/// <param name="Weight">Lever in per cent, −100 to 1,000.</param>
public sealed record Issue(string Id, string Name, double Weight = 0);

/// <summary>Offers of one kind; its engagement policy holds for each of them.</summary>
public sealed record OfferGroup
{
    public required string Id { get; init; }
    public required string Issue { get; init; }
    public required string Name { get; init; }
    /// <summary>Lever in per cent, −100 to 1,000.</summary>
    public double Weight { get; init; }
    public EngagementPolicy Policy { get; init; } = EngagementPolicy.Open;
}

/// <summary>Who may have an offer, for whom it is relevant now, and for whom it is right. Absent means everybody.</summary>
/// <param name="Eligibility">May have it: hard rules.</param>
/// <param name="Applicability">Relevant now.</param>
/// <param name="Suitability">Right for the customer.</param>
public sealed record EngagementPolicy(Condition? Eligibility = null, Condition? Applicability = null, Condition? Suitability = null)
{
    public static EngagementPolicy Open { get; } = new();
}

/// <summary>Something that can be offered, in one or more treatments.</summary>
public sealed record Offer
{
    public required string Id { get; init; }
    public required string Group { get; init; }
    public required string Name { get; init; }
    /// <summary>Expected contribution when accepted, in base currency, 0 or more.</summary>
    public required double Value { get; init; }
    /// <summary>Lever in per cent, −100 to 1,000.</summary>
    public double Weight { get; init; }
    /// <summary>Ranked before all that are not, whatever the priority.</summary>
    public bool Mandatory { get; init; }
    public DateTimeOffset? ValidFrom { get; init; }
    public DateTimeOffset? ValidUntil { get; init; }
    /// <summary>The purpose whose consent it needs.</summary>
    public required string Purpose { get; init; }
    /// <summary>Contact policies count and pause it; false for service notices.</summary>
    public bool ContactPolicyApplies { get; init; } = true;
    public EngagementPolicy Policy { get; init; } = EngagementPolicy.Open;
    public OfferPropensity Propensity { get; init; } = new(0.01);
    /// <summary>
    /// Ids of the products that it is about. While all of them are out of stock it is not offered; rules of what is bought together, and
    /// next, lead to them.
    /// </summary>
    public IReadOnlyList<string>? Products { get; init; }
    public required IReadOnlyList<Treatment> Treatments { get; init; }
}

/// <summary>A starting propensity, 0 to 1, until learning has one: the first segment that matches, else the default.</summary>
/// <param name="Default">For customers of none of the segments.</param>
/// <param name="Segments">The first that the customer is in counts.</param>
/// <param name="NextPurchase">
/// Goes before both, and before a treatment's own: the confidence of the surest rule that leads from the customer's cart, or from what was
/// bought, to one of the offer's products, when there is one.
/// </param>
public sealed record OfferPropensity(
    double Default,
    IReadOnlyList<SegmentPropensity>? Segments = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool NextPurchase = false);

public sealed record SegmentPropensity(string Segment, double Propensity);

/// <summary>An offer as it appears in one channel.</summary>
public sealed record Treatment
{
    public required string Id { get; init; }
    public required string Channel { get; init; }
    /// <summary>The placements it fits; empty fits all of the channel.</summary>
    public IReadOnlyList<string> Placements { get; init; } = [];
    public Condition? Eligibility { get; init; }
    /// <summary>Replaces the offer's starting propensity in this channel, 0 to 1.</summary>
    public double? Propensity { get; init; }
    /// <summary>
    /// Fields by language (<c>en</c>, <c>ko</c>), then by name (<c>title</c>, <c>body</c>, <c>cta</c>, <c>url</c>, <c>image</c>,
    /// <c>script</c> …), with merge fields such as <c>{{firstName|there}}</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Content { get; init; }
}
