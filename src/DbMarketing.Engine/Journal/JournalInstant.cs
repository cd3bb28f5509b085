using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Journal;

/// <summary>What a journal's database held at one instant, apart from the rows themselves.</summary>
public sealed record JournalInstant
{
    /// <summary>Where each lane ended.</summary>
    public required IReadOnlyList<LaneHead> Lanes { get; init; }

    /// <summary>What the ledger counted, by verdict; a verdict that was never given is left out.</summary>
    public required IReadOnlyDictionary<VerdictKind, long> Verdicts { get; init; }

    /// <summary>All steps that were owed.</summary>
    public required IReadOnlyList<OutboxItem> Outbox { get; init; }

    /// <summary>Products whose stock was stored.</summary>
    public required long Products { get; init; }
}
