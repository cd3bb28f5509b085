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
    /// <summary>Of a dry run as of another instant: what was not known of it, or is of now; absent otherwise.</summary>
    public IReadOnlyList<DecideWarning>? Warnings { get; init; }
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
    /// <summary>
    /// P × V × C × L, to six decimals as its factors. They are the business's own numbers: a browser key, which anybody can read in the
    /// page, gets none.
    /// </summary>
    public double? Priority { get; init; }
    /// <summary>P, 0 to 1; absent under a browser key.</summary>
    public double? Propensity { get; init; }
    /// <summary>V, in base currency; absent under a browser key.</summary>
    public double? Value { get; init; }
    /// <summary>C; absent under a browser key.</summary>
    public double? ContextWeight { get; init; }
    /// <summary>L; absent under a browser key.</summary>
    public double? Lever { get; init; }
    /// <summary>Non-personalised content, because no offer could be made.</summary>
    public required bool Fallback { get; init; }
    /// <summary>It may be shown until then.</summary>
    public required DateTimeOffset ValidUntil { get; init; }
    /// <summary>For <c>POST /v1/outcomes</c>; null for a dry run.</summary>
    public string? OutcomeToken { get; init; }
}
