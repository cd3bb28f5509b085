namespace DbMarketing.Client.Decisions;

/// <summary>The offers for a customer at an instant.</summary>
public sealed record DecideReply
{
    /// <summary>Null for a dry run.</summary>
    public string? DecisionId { get; init; }
    public required long Sequence { get; init; }
    public string? CustomerId { get; init; }
    public string? AnonymousId { get; init; }
    public DateTimeOffset Now { get; init; }
    public string? PlaybookVersion { get; init; }
    public bool? Duplicate { get; init; }
    public required IReadOnlyList<OfferReply> Offers { get; init; }
    public IReadOnlyList<PlacementReply>? Placements { get; init; }
    public IReadOnlyList<Tracking.EventResult>? Verdicts { get; init; }
}

/// <summary>One offer with its content.</summary>
public sealed record OfferReply
{
    public required string OfferId { get; init; }
    public string? GroupId { get; init; }
    public required string TreatmentId { get; init; }
    public required string Placement { get; init; }
    public required int Rank { get; init; }
    public required IReadOnlyDictionary<string, string> Content { get; init; }
    public double Priority { get; init; }
    public double Propensity { get; init; }
    public double Value { get; init; }

    /// <summary>Non-personalised content, because no offer could be made.</summary>
    public bool? Fallback { get; init; }

    /// <summary>It may be shown until then.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Names this offer of this decision when its outcome is reported.</summary>
    public string? OutcomeToken { get; init; }
}

/// <param name="EmptyReason">Why it holds fewer offers than asked.</param>
public sealed record PlacementReply(string Id, int Asked, int Offered, string? EmptyReason);
