namespace DbMarketing.Web.Outcomes;

/// <summary>What became of an offer. It is named by its token, or by customer and offer.</summary>
public sealed record OutcomeBody
{
    /// <summary>The token that came with the offer. Whoever holds it may report.</summary>
    public string? OutcomeToken { get; init; }
    /// <summary>Without a token (server keys only): the known customer.</summary>
    public string? CustomerId { get; init; }
    public string? AnonymousId { get; init; }
    public string? OfferId { get; init; }
    public string? DecisionId { get; init; }
    public string? TreatmentId { get; init; }
    public string? Placement { get; init; }
    public string? Channel { get; init; }
    /// <summary><c>presented</c>, <c>clicked</c>, <c>accepted</c>, <c>declined</c>, <c>ignored</c> or <c>voided</c>.</summary>
    public string? Outcome { get; init; }
    /// <summary>The sender's id of this report; without one it is made of token and outcome, so that a repeat counts once.</summary>
    public string? MessageId { get; init; }
    public DateTimeOffset? Timestamp { get; init; }
    public string? Reason { get; init; }
    public string? SessionId { get; init; }
    /// <summary>For <c>voided</c>: the message id of the outcome to take back; without it the token's reservation is released.</summary>
    public string? Voids { get; init; }
}

/// <summary>The verdicts, in the order of the outcomes.</summary>
public sealed record OutcomesReply(IReadOnlyList<Tracking.EventResult> Results);
