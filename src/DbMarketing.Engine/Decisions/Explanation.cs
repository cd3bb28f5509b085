namespace DbMarketing.Engine.Decisions;

/// <summary>Why a decision came out as it did, in words.</summary>
public sealed record Explanation
{
    public required string DecisionId { get; init; }

    /// <summary>The replay gave the stored bytes; else the words tell of the replay, which differs in differences.</summary>
    public required bool Identical { get; init; }

    /// <summary>Where the replay differs and newer checks refuse the playbook: a sentence that says so, in English as faults are.</summary>
    public string? Reason { get; init; }

    /// <summary>One offer for each place filled, in the order of the decision.</summary>
    public required IReadOnlyList<ExplainedWinner> Winners { get; init; }

    /// <summary>Every offer of the playbook, by issue, group and offer id.</summary>
    public required IReadOnlyList<ExplainedCandidate> Candidates { get; init; }
    public IReadOnlyList<DecisionDifference> Differences { get; init; } = [];
}

/// <summary>Why an offer won its place.</summary>
/// <param name="OfferId">The offer.</param>
/// <param name="Placement">Where it stands.</param>
/// <param name="Rank">1 is the best of its placement.</param>
/// <param name="Reasons">The main reasons, most telling first, as an agent can say them; at most four.</param>
public sealed record ExplainedWinner(string OfferId, string Placement, int Rank, IReadOnlyList<string> Reasons);

/// <summary>What became of one offer.</summary>
public sealed record ExplainedCandidate
{
    public required string OfferId { get; init; }
    public required string Name { get; init; }
    public string? TreatmentId { get; init; }
    public required CandidateOutcome Outcome { get; init; }

    /// <summary>The stage that dropped it; null for what was offered.</summary>
    public DecisionStage? Stage { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>What would have made it an offer, everything else unchanged; null for what was offered, and where nothing would.</summary>
    public string? Counterfactual { get; init; }
    /// <summary>To six decimals, as its factors.</summary>
    public double? Priority { get; init; }
    public PriorityFactors? Factors { get; init; }
}

/// <summary>One field in which two decisions differ.</summary>
/// <param name="Path">Such as <c>offers[0].priority</c>.</param>
/// <param name="Stored">Its JSON in the stored decision; null when it is absent there.</param>
/// <param name="Replayed">Its JSON in the replayed one; null when it is absent there.</param>
public sealed record DecisionDifference(string Path, string? Stored, string? Replayed);
