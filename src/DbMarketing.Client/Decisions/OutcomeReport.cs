namespace DbMarketing.Client.Decisions;

/// <summary>What became of an offer, named by its outcome token, or by customer and offer.</summary>
public sealed record OutcomeReport
{
    public string? OutcomeToken { get; init; }
    public string? CustomerId { get; init; }
    public string? OfferId { get; init; }
    public string? DecisionId { get; init; }

    /// <summary><c>presented</c>, <c>clicked</c>, <c>accepted</c>, <c>declined</c>, <c>ignored</c> or <c>voided</c>.</summary>
    public required string Outcome { get; init; }
    public string? MessageId { get; init; }
    public DateTimeOffset? Timestamp { get; init; }
    public string? Reason { get; init; }

    /// <summary>For <c>voided</c>: the message id of the outcome that is taken back.</summary>
    public string? Voids { get; init; }
}

internal sealed record OutcomeReports(IReadOnlyList<OutcomeReport> Outcomes);
