using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Decisions;

/// <summary>How a replay ended.</summary>
public enum ReplayOutcome : byte
{
    None = 0,

    /// <summary>It was decided again; <see cref="ReplayResult.Identical"/> says with what result.</summary>
    Replayed,

    /// <summary>No such decision is in the journal.</summary>
    NotFound,

    /// <summary>Rows that the decision rests on are gone with their age.</summary>
    HistoryGone,

    /// <summary>The playbook version that it names is not stored, or this engine refuses it.</summary>
    PlaybookMissing,
}

/// <summary>A stored decision, decided again on the customer as of its place in the journal.</summary>
public sealed record ReplayResult
{
    public required DecisionId Id { get; init; }
    public required ReplayOutcome Outcome { get; init; }

    /// <summary>
    /// One sentence on what is missing, or on the playbook's faults where the replay differs and newer checks refuse the playbook; else
    /// null.
    /// </summary>
    public string? Reason { get; init; }
    public CustomerId Customer { get; init; }
    public Decision? Stored { get; init; }
    public Decision? Replayed { get; init; }

    /// <summary>The replay gave the same bytes.</summary>
    public bool Identical { get; init; }

    /// <summary>Field by field; empty when identical. The engine's version is among them when another version decided.</summary>
    public IReadOnlyList<DecisionDifference> Differences { get; init; } = [];

    /// <summary>The customer just before the decision, when it could be folded.</summary>
    public CustomerState? Before { get; init; }
    public ReferenceData? Reference { get; init; }
}
