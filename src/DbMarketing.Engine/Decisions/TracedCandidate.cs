using System.Text.Json.Serialization;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;

namespace DbMarketing.Engine.Decisions;

/// <summary>What became of an offer in a decision.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CandidateOutcome>))]
public enum CandidateOutcome : byte
{
    None = 0,
    [JsonStringEnumMemberName("offered")] Offered,
    [JsonStringEnumMemberName("dropped")] Dropped,
    /// <summary>It passed every stage, but better ones took the places.</summary>
    [JsonStringEnumMemberName("outranked")] Outranked,
}

/// <summary>One offer's way through one decision.</summary>
public sealed record TracedCandidate
{
    public required CompiledOffer Offer { get; init; }
    public required CandidateOutcome Outcome { get; init; }

    /// <summary>The stage that dropped it; none for what was offered.</summary>
    public DecisionStage Stage { get; init; }

    /// <summary>Everything that stands between it and being offered, in the order of the stages; empty for what was offered.</summary>
    public IReadOnlyList<Obstacle> Obstacles { get; init; } = [];
    public CompiledTreatment? Treatment { get; init; }

    /// <summary>Where it was offered, or where it came nearest to it; null when it fits none of the placements.</summary>
    public string? Placement { get; init; }

    /// <summary>Null for an offer without a treatment for this customer and the placements asked.</summary>
    public PriorityFactors? Factors { get; init; }
}

/// <summary>One thing that stands between an offer and being offered.</summary>
public sealed record Obstacle(DecisionStage Stage)
{
    /// <summary>For a condition: <c>group</c>, <c>offer</c> or <c>treatment</c>.</summary>
    public string? Level { get; init; }

    /// <summary>What a condition found.</summary>
    public ConditionResult? Condition { get; init; }
    public ConsentFinding? Consent { get; init; }

    /// <summary>The products that are out of stock.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];
    public Pause? Pause { get; init; }
    public FullLimit? Limit { get; init; }

    /// <summary>The priority that it would have to exceed.</summary>
    public double? PriorityToBeat { get; init; }

    /// <summary>The offer that took the last place.</summary>
    public string? BeatenBy { get; init; }

    /// <summary>That offer is mandatory and this one is not: no priority is enough.</summary>
    public bool BeatenByMandatory { get; init; }

    /// <summary>The first instant at which time alone removes the obstacle; null when time never does.</summary>
    public DateTimeOffset? FreeAt { get; init; }
}
