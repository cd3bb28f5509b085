using DbMarketing.Engine.Decisions;
using DbMarketing.Web.Tracking;

namespace DbMarketing.Web.Decide;

/// <summary>The decision, ready to show.</summary>
public sealed record DecideReplyBody
{
    /// <summary>Its id; for a dry run, of a decision that was not stored.</summary>
    public required string DecisionId { get; init; }
    /// <summary>The customer's turn in which it was made.</summary>
    public required long Sequence { get; init; }
    public string? CustomerId { get; init; }
    public string? AnonymousId { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required string PlaybookVersion { get; init; }
    public bool? Duplicate { get; init; }
    public bool? DryRun { get; init; }
    public required IReadOnlyList<OfferBody> Offers { get; init; }
    public required IReadOnlyList<DecidedPlacement> Placements { get; init; }
    /// <summary>Verdicts on the interactions that came with the request, in their order.</summary>
    public required IReadOnlyList<EventResult> Verdicts { get; init; }
}

/// <summary>One offer with its content and the token with which its outcome is reported.</summary>
public sealed record OfferBody
{
    public required string OfferId { get; init; }
    public required string GroupId { get; init; }
    public required string TreatmentId { get; init; }
    public required string Placement { get; init; }
    public required int Rank { get; init; }
    /// <summary>Content fields by name (<c>title</c>, <c>body</c>, <c>cta</c> …), merge fields filled.</summary>
    public required IReadOnlyDictionary<string, string> Content { get; init; }
    public required double Priority { get; init; }
    public required double Propensity { get; init; }
    public required double Value { get; init; }
    public required double ContextWeight { get; init; }
    public required double Lever { get; init; }
    /// <summary>Non-personalised content, because no offer could be made.</summary>
    public required bool Fallback { get; init; }
    /// <summary>It may be shown until then.</summary>
    public required DateTimeOffset ValidUntil { get; init; }
    /// <summary>For <c>POST /v1/outcomes</c>; null for a dry run.</summary>
    public string? OutcomeToken { get; init; }
}
